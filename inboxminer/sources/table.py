"""Helpdesk exports: each row of a .csv, .jsonl, .json or .xlsx file becomes one message or more.

A row is written as RFC 5322 bytes, so that everything behind this module knows one kind of input;
columns that mail has no header for stand in ``X-Inboxminer-…`` headers.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import chain, islice

from inboxminer.errors import MappingError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import delimited, objects, sheets
from inboxminer.sources.base import Reading
from inboxminer.sources.days import DayOrder, iso, order_of
from inboxminer.sources.mapping import ColumnMap, Turns, usual
from inboxminer.sources.rows import Broken, Row, Table, inside, value_of

# Fields that a mail header already holds.
HEADERS = {"subject": "Subject", "date": "X-Inboxminer-Date", "message_id": "Message-ID"}
DATES = ("date", "closed_at")
HTML = re.compile(r"<(?:html|body|div|p|br|span|table|ul|ol|blockquote)\b[^<>]*>", re.IGNORECASE)
ADDRESS = re.compile(r"<\s*([^<>@\s]+@[^<>\s]+)\s*>")
SAMPLE = 200
# Words of the name of a column, at the most.
LONGEST_NAME = 8
Chosen = Mapping[str, tuple[str, ...]]


def read_csv(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The rows of a .csv file."""
    table = delimited.table(reading.path, _known(reading), plain)
    yield from _messages(table, choose(table.columns, reading), reading, 0)


def read_json(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The objects of a .jsonl file, one a line, or of a .json file."""
    mapping = reading.mapping
    rows, wrapper = (mapping.rows, mapping.inside) if mapping else ((), "")
    table = objects.table(reading.path, rows, wrapper, reading.bounds.message_bytes)
    yield from _messages(table, choose(table.columns, reading, nested=True), reading, 0)


def read_xlsx(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The rows of every sheet of a workbook that has a column of texts."""
    position, refused = 0, None
    for _, table in sheets.tables(reading.path, _known(reading), plain):
        try:
            chosen = choose(table.columns, reading)
        except MappingError as error:
            refused = refused or error
            continue
        refused = None
        for one in _messages(table, chosen, reading, position):
            yield one
            position = one.position + 1
    if refused and not position:
        raise refused


def _shown(columns: tuple[str, ...]) -> str:
    """Names of columns as an error tells them; never a row of mail that stands in their place."""
    if any("@" in one or len(one.split()) > LONGEST_NAME for one in columns):
        return f"{len(columns)} cells that are no names; the first line must name the columns"
    return ", ".join(columns) or "none"


def choose(columns: tuple[str, ...], reading: Reading, *, nested: bool = False) -> Chosen:
    """Which columns hold which field; raises MappingError that names columns and fields."""
    mapping = reading.mapping or usual()
    here = {plain(column): column for column in reversed(columns)}
    chosen: dict[str, tuple[str, ...]] = {}
    lost = []
    for field, names in mapping.columns.items():
        found = tuple(
            dict.fromkeys(
                column
                for name in names
                if (column := _column(name, columns, here, nested=nested)) is not None
            )
        )
        if found:
            chosen[field] = found if reading.mapping else found[:1]
        elif mapping.strict:
            lost.append(f'{field} = "{names[0]}"')
    shown = _shown(columns)
    if lost:
        raise MappingError(
            f"{reading.name} has no column for {'; '.join(lost)}; its columns: {shown}"
        )
    turns = mapping.turns
    listed = turns and any(_column(p, columns, here, nested=True) for p in turns.paths)
    if "text" not in chosen and not listed:
        raise MappingError(
            f"{reading.name}: no column is known to hold the text; write a mapping file with a "
            f'line such as text = "COLUMN" and give it with --mapping; columns: {shown}'
        )
    return chosen


def plain(name: str) -> str:
    """A column name without case, blanks and marks."""
    return re.sub(r"[\s_\-\"'״׳.:*?\ufeff\u200e\u200f]+", "", name).casefold()


def _column(
    name: str, columns: tuple[str, ...], here: Mapping[str, str], *, nested: bool
) -> str | None:
    if name in columns:
        return name
    if nested and "." in name and name.partition(".")[0] in columns:
        return name
    return here.get(plain(name)) if plain(name) else None


def _known(reading: Reading) -> frozenset[str]:
    """Every column name that tells a header from a row."""
    names = [n for names in usual().columns.values() for n in names]
    if reading.mapping:
        names += [n for names in reading.mapping.columns.values() for n in names]
    return frozenset(plain(name) for name in names)


def _messages(
    table: Table, chosen: Chosen, reading: Reading, position: int
) -> Iterator[RawMessage | Skipped]:
    first = list(islice(table.rows, SAMPLE))
    dated = (
        _values(row.values, chosen).get(f, "")
        for row in first
        if isinstance(row, Row)
        for f in DATES
    )
    order = order_of(dated)
    for row in chain(first, table.rows):
        if isinstance(row, Broken):
            yield reading.skipped(position, "unreadable", row.detail)
            position += 1
            continue
        for values in _turned(row, chosen, reading.mapping):
            if not values.get("text") and not values.get("subject"):
                yield reading.skipped(position, "no_own_text", "the row has no text")
            else:
                yield reading.message(position, render(values, row.defects, order))
            position += 1


def _turned(row: Row, chosen: Chosen, mapping: ColumnMap | None) -> Iterator[dict[str, str]]:
    """The messages of a row: itself, and those that it lists."""
    values = _values(row.values, chosen)
    turns = mapping.turns if mapping else None
    listed = _listed(row, turns) if turns else []
    if not turns or not listed:
        yield values
        return
    if turns.with_row and values.get("text"):
        yield values
    for number, one in enumerate(listed):
        said = _values(one, turns.columns)
        if not said.get("text"):
            continue
        staff = _by_staff(one, row, turns)
        joined = {**values, "text": "", **said}
        joined.pop("message_id", None)
        if "message_id" in said:
            joined["message_id"] = said["message_id"]
        if staff and "customer" not in said:
            joined.pop("customer", None)
        joined["direction"] = "out" if staff else "in"
        if (number or turns.with_row) and "subject" not in said and values.get("subject"):
            joined["subject"] = f"Re: {values['subject']}"
        yield joined


def _listed(row: Row, turns: Turns) -> list[Mapping[str, object]]:
    for path in turns.paths:
        found = inside(row.values, path)
        if isinstance(found, list):
            return [one for one in found if isinstance(one, dict)]
    return []


def _by_staff(one: Mapping[str, object], row: Row, turns: Turns) -> bool:
    for column, values in turns.staff_when.items():
        if value_of(one, column).casefold() in {value.casefold() for value in values}:
            return True
    if turns.own:
        writer, owner = value_of(one, turns.own[0]), value_of(row.values, turns.own[1])
        return bool(writer and owner and writer != owner)
    return False


def _values(row: Mapping[str, object], chosen: Chosen) -> dict[str, str]:
    out = {}
    for field, columns in chosen.items():
        value = next(filter(None, (value_of(row, column) for column in columns)), "")
        if value:
            out[field] = value
    return out


def render(values: Mapping[str, str], defects: tuple[str, ...], order: DayOrder) -> bytes:
    """A row as a message; its text is HTML where it has elements of a page."""
    lines = []
    for field, value in values.items():
        if field == "text":
            continue
        if field in DATES:
            value = iso(value, order)
        if field == "message_id":
            value = value if value.startswith("<") else f"<{value}>"
        if field == "customer" and (match := ADDRESS.search(value)):
            lines.append(b"From: " + _header(value))
            value = match[1]
        name = HEADERS.get(field, f"X-Inboxminer-{field.title()}")
        lines.append(name.encode() + b": " + _header(value))
    if defects:
        lines.append(b"X-Inboxminer-Defects: " + " ".join(defects).encode())
    text = values.get("text", "")
    kind = "html" if HTML.search(text) else "plain"
    coded = b64encode(text.encode("utf-8", "replace"))
    lines += [
        b"MIME-Version: 1.0",
        f"Content-Type: text/{kind}; charset=utf-8".encode(),
        b"Content-Transfer-Encoding: base64",
        b"",
        *(coded[at : at + 76] for at in range(0, len(coded), 76)),
        b"",
    ]
    return b"\r\n".join(lines)


def _header(value: str) -> bytes:
    """A header value on one line; encoded words (RFC 2047) where it is not plain ASCII."""
    value = re.sub(r"[\x00-\x1f\x7f\s]+", " ", value).strip()[:4_000]
    if value.isascii() and "=?" not in value:
        return value.encode()
    match = ADDRESS.search(value)
    if match and match[0].isascii():
        name = value.replace(match[0], "").strip(" \"'")
        return _word(name) + b" " + match[0].encode() if name else match[0].encode()
    return _word(value)


def _word(value: str) -> bytes:
    return b"=?utf-8?B?" + b64encode(value.encode("utf-8", "replace")) + b"?="
