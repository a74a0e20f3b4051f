"""Rows of JSON: one object a line (.jsonl), a list, or a list within an object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from inboxminer.sources.rows import Broken, Row, Table, inside

SAMPLE = 200
CHUNK = 1 << 20
# Keys under which exports and interfaces keep their rows.
USUAL_ROWS = ("tickets", "results", "data", "items", "messages", "conversations", "rows", "records")


def table(path: Path, rows: Sequence[str], wrapper: str, bound: int) -> Table:
    """The table in a file; ``rows`` are keys of the list, ``wrapper`` a key around each row.

    ``bound`` is the size in bytes above which a row, or a file that is no list, is not read.
    """
    columns: dict[str, None] = {}
    for number, row in enumerate(_all(path, rows, wrapper, bound)):
        if number >= SAMPLE:
            break
        if isinstance(row, Row):
            columns |= dict.fromkeys(row.values)
    return Table(tuple(columns), _all(path, rows, wrapper, bound))


def _all(path: Path, rows: Sequence[str], wrapper: str, bound: int) -> Iterator[Row | Broken]:
    encoding = "utf-8-sig"
    with path.open("rb") as raw:
        if raw.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            encoding = "utf-16"
    with path.open(encoding=encoding, errors="replace") as stream:
        head = stream.read(CHUNK)
        stream.seek(0)
        start = head.lstrip()
        found = (
            _elements(stream, bound) if start.startswith("[") else _lines(stream, head, rows, bound)
        )
        for one in found:
            if isinstance(one, Broken):
                yield one
                continue
            if wrapper and isinstance(one, dict) and isinstance(one.get(wrapper), dict):
                one = one[wrapper]
            yield Row(one) if isinstance(one, dict) else Broken("the line is no JSON object")


def _lines(stream: TextIO, head: str, rows: Sequence[str], bound: int) -> Iterator[Any]:
    """Objects a line; where the first line is no whole object, the file is one object."""
    first = head.lstrip().split("\n", 1)[0]
    whole = _object(first)
    if whole is None and len(first) < len(head.strip()):
        yield from _document(_object(stream.read(bound)), rows)
        return
    if isinstance(whole, dict) and head.strip() == first.strip() and _list(whole, rows) is not None:
        yield from _document(whole, rows)
        return
    while line := stream.readline(bound + 1):
        if len(line) > bound:
            yield Broken(f"a line of more than {bound} signs")
            while line and not line.endswith("\n"):
                line = stream.readline(CHUNK)
        elif line.strip():
            yield _object(line) or Broken("the line is no JSON object")


def _document(value: Any, rows: Sequence[str]) -> Iterator[Any]:
    if value is None:
        yield Broken("the file is no JSON, or too large to be read at once")
        return
    listed = _list(value, rows)
    yield from listed if listed is not None else (value,)


def _list(value: Any, rows: Sequence[str]) -> list[Any] | None:
    for name in (*rows, *USUAL_ROWS):
        found = inside(value, name)
        if isinstance(found, list) and (not found or isinstance(found[0], dict)):
            return found
        if isinstance(found, dict) and found and all(isinstance(v, dict) for v in found.values()):
            return list(found.values())
    return None


def _elements(stream: TextIO, bound: int) -> Iterator[Any]:
    """The elements of a list, one at a time, however long the list is."""
    decoder = json.JSONDecoder()
    text, at, done = stream.read(CHUNK), 0, False
    at = text.index("[") + 1
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at < len(text) and text[at] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, at)
            # A number at the end of a piece may go on in the next.
            if end == len(text) and not done:
                raise ValueError
        except (ValueError, RecursionError):
            if done or len(text) - at > bound:
                if text[at:].strip():
                    yield Broken("the list breaks off, or a row is too large")
                return
            piece = stream.read(max(CHUNK, len(text) - at))
            done = not piece
            text, at = text[at:] + piece, 0
            continue
        yield value
        at = end


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
