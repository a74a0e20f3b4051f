"""Tables of delimited text (RFC 4180 and what exports make of it): any usual delimiter and charset.

A quote that is never closed, and a row cut in two, cost that row and no other.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inboxminer.languages.letters import SINGLE_BYTE, best_charset
from inboxminer.sources.rows import Broken, Row, Table, header_at, unique

HEAD = 400_000
DELIMITERS = ",;\t|"
# A quoted field of more lines than any message has was never closed.
LINES = 20_000
ENCODINGS = {name: prior for name, prior in SINGLE_BYTE.items() if not name.startswith("mac")}


def table(path: Path, known: frozenset[str], plain: Any) -> Table:
    """The table in a file; ``known`` are column names in their ``plain`` form."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    encoding = encoding_of(head)
    sample = head.decode(encoding, errors="replace")
    if len(head) == HEAD:
        sample = sample[: sample.rfind("\n") + 1] or sample
    delimiter, skip = _delimiter(sample)
    first = list(_limited(_parsed(io.StringIO(sample, newline=""), delimiter, skip, 0), 20))
    cells = [[] if isinstance(one, Broken) else one for one in first]
    at = header_at(cells, known, plain)
    columns = unique(cells[at]) if cells else ()
    return Table(columns, _rows(path, encoding, delimiter, skip, at + 1, columns))


def encoding_of(head: bytes) -> str:
    """UTF-8 where the bytes are; UTF-16 by its mark or empty bytes; else what the letters say."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    odd, even = head[1:2000:2].count(0), head[:2000:2].count(0)
    if max(odd, even) * 8 > len(head[:2000]):
        return "utf-16-le" if odd > even else "utf-16-be"
    cut = head[: head.rfind(b"\n") + 1] or head
    try:
        cut.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A few damaged letters do not make a file that is mostly UTF-8 another one.
        if cut[: error.start].decode("utf-8-sig").isascii() or error.start * 2 < len(cut):
            loose = cut.decode("utf-8", errors="replace")
            if loose.count("\ufffd") * 20 > sum(not c.isascii() for c in loose):
                return best_charset(cut, ENCODINGS) or "windows-1252"
    return "utf-8-sig"


def _delimiter(sample: str) -> tuple[str, int]:
    """The delimiter, and how many lines to leave out: Excel writes ``sep=;`` on top."""
    first = sample.split("\n", 1)[0].strip().casefold()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], 1
    best: tuple[float, str] = (0.0, ",")
    for delimiter in DELIMITERS:
        widths = Counter(
            len(row)
            for row in _limited(_parsed(io.StringIO(sample, newline=""), delimiter, 0, 0), 200)
            if not isinstance(row, Broken) and any(row)
        )
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        score = (times / widths.total()) * min(width, 30) if width > 1 else 0.0
        if score > best[0]:
            best = (score, delimiter)
    return best[1], 0


def _limited(rows: Iterable[list[str] | Broken], count: int) -> Iterator[list[str] | Broken]:
    for _, row in zip(range(count), rows, strict=False):
        yield row


def _rows(
    path: Path, encoding: str, delimiter: str, skip: int, above: int, columns: tuple[str, ...]
) -> Iterator[Row | Broken]:
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        for number, cells in enumerate(_parsed(stream, delimiter, skip, len(columns))):
            if number < above:
                continue
            if isinstance(cells, Broken):
                yield cells
            elif any(cell.strip() for cell in cells):
                yield _row(columns, cells, delimiter)


def _row(columns: tuple[str, ...], cells: list[str], delimiter: str) -> Row:
    """A row whose cells may be fewer or more than the columns.

    What a delimiter within an unquoted last field has cut off is joined to it again.
    """
    extra = cells[len(columns) :]
    if any(cell.strip() for cell in extra):
        joined = delimiter.join([cells[len(columns) - 1], *extra])
        cells = [*cells[: len(columns) - 1], joined]
        return Row(dict(zip(columns, cells, strict=False)), ("ragged_row",))
    short = ("ragged_row",) if len(cells) < len(columns) else ()
    return Row(dict(zip(columns, cells, strict=False)), short)


class _Feed:
    """Lines for the csv reader, counted, so that those of a record can be given back."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._lines = iter(stream)
        self._held: deque[str] = deque()
        self.used: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.used) >= LINES:
            raise StopIteration
        line = self._held.popleft() if self._held else next(self._lines)
        line = line.replace("\0", "")
        self.used.append(line)
        return line

    def again(self, keep: int) -> None:
        """Give back the lines of the last record behind the first few."""
        self._held.extendleft(reversed(self.used[keep:]))
        self.used = []


def _parsed(
    stream: Iterable[str], delimiter: str, skip: int, width: int
) -> Iterator[list[str] | Broken]:
    """Records; width is the number of columns, 0 where it is not known yet."""
    feed = _Feed(stream)
    for _ in range(skip):
        next(feed, None)
    while True:
        feed.used = []
        reader = csv.reader(feed, delimiter=delimiter)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            feed.again(1)
            yield Broken(f"the row cannot be read: {error}")
            continue
        lines = feed.used
        if len(lines) > 1 and (
            _open(lines, delimiter) or (width and _swallows(cells, lines, width, delimiter))
        ):
            feed.again(1)
            yield Broken("a quote is never closed")
            continue
        yield cells


def _open(lines: list[str], delimiter: str) -> bool:
    """Whether a record ends within a quoted field: the end of the file or the bound closed it."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _swallows(cells: list[str], lines: list[str], width: int, delimiter: str) -> bool:
    """Whether a record that is not sound has a whole row of the table within its lines."""
    if len(cells) == width and _sound(lines, delimiter):
        return False
    shape = _shape(cells[0])
    for line in lines[1:50]:
        try:
            inner = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(inner) == width > 1 and _shape(inner[0]) == shape:
            return True
    return False


def _sound(lines: list[str], delimiter: str) -> bool:
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _shape(cell: str) -> str:
    """What a cell looks like: runs of digits and letters, and the marks between them."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell.strip()))
