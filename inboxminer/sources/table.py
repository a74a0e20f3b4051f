"""Helpdesk exports: each row of a .csv or .jsonl file becomes one message.

A row is written as RFC 5322 bytes, so that everything behind this module knows one kind of input;
columns that mail has no header for stand in ``X-Inboxminer-…`` headers.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from inboxminer.errors import MappingError
from inboxminer.languages.letters import best_charset
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

FIELDS = (
    "message_id",
    "date",
    "customer",
    "case",
    "channel",
    "direction",
    "subject",
    "text",
    "department",
    "product",
    "branch",
    "status",
    "closed_at",
    "amount",
)
# Fields that a mail header already holds.
HEADERS = {"subject": "Subject", "date": "X-Inboxminer-Date", "message_id": "Message-ID"}
ENCODINGS = ("windows-1255", "windows-1251", "windows-1256", "windows-1252", "cp862")


def load_mapping(path: Path) -> dict[str, str]:
    """A column mapping from TOML lines such as ``text = "Description"``; raises MappingError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"the column mapping {path} cannot be read: {error}") from error
    unknown = sorted(set(values) - set(FIELDS))
    if unknown or not all(isinstance(value, str) for value in values.values()):
        raise MappingError(
            f'the column mapping {path} must hold lines such as text = "Description"; '
            f"unknown fields: {', '.join(unknown) or 'none'}; fields: {', '.join(FIELDS)}"
        )
    return values


def read_csv(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The rows of a .csv file: any usual delimiter and encoding."""
    head = _head(reading.path)
    encoding = _encoding(head)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with reading.path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = head.decode(encoding, errors="replace")
        try:
            dialect: Any = csv.Sniffer().sniff(sample[:20_000], delimiters=",;\t|")
        except csv.Error:
            dialect = csv.excel
        rows = csv.DictReader(stream, dialect=dialect)
        columns = list(rows.fieldnames or ())
        chosen = choose(columns, reading.mapping, reading.name)
        try:
            yield from _messages(rows, chosen, reading)
        except csv.Error as error:
            yield reading.skipped(rows.line_num, "unreadable", f"the table breaks off: {error}")


def read_jsonl(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The objects of a .jsonl file, one a line."""
    columns: dict[str, None] = {}
    with reading.path.open(encoding="utf-8-sig", errors="replace") as stream:
        for _, line in zip(range(200), stream, strict=False):
            row = _object(line)
            columns |= dict.fromkeys(row or ())
    chosen = choose(list(columns), reading.mapping, reading.name)
    with reading.path.open(encoding="utf-8-sig", errors="replace") as stream:
        yield from _messages((_object(line) for line in stream if line.strip()), chosen, reading)


def choose(columns: Sequence[str], mapping: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Which column holds which field; raises MappingError that names columns and fields."""
    if mapping:
        lost = [
            f'{field} = "{column}"' for field, column in mapping.items() if column not in columns
        ]
        if lost:
            raise MappingError(
                f"{name} has no column for {'; '.join(lost)}; its columns: {', '.join(columns)}"
            )
        chosen = dict(mapping)
    else:
        plain = {_plain(column): column for column in reversed(columns)}
        chosen = {
            field: next(plain[_plain(n)] for n in names if _plain(n) in plain)
            for field, names in _usual().items()
            if any(_plain(n) in plain for n in names)
        }
    if "text" not in chosen:
        raise MappingError(
            f"{name}: no column is known to hold the text; write a mapping file with a line such "
            f'as text = "COLUMN" and give it with --mapping; columns: {", ".join(columns)}'
        )
    return chosen


def _messages(
    rows: Iterable[Mapping[str, Any] | None], chosen: Mapping[str, str], reading: Reading
) -> Iterator[RawMessage | Skipped]:
    for position, row in enumerate(rows):
        if row is None:
            yield reading.skipped(position, "unreadable", "the line is no JSON object")
            continue
        values = {
            field: str(row[column]).strip()
            for field, column in chosen.items()
            if row.get(column) not in (None, "")
        }
        if not values.get("text") and not values.get("subject"):
            yield reading.skipped(position, "no_own_text", "the row has no text")
            continue
        yield reading.message(position, _render(values))


def _render(values: Mapping[str, str]) -> bytes:
    message = EmailMessage(policy=SMTP)
    for field, value in values.items():
        if field not in ("text",):
            header = HEADERS.get(field, f"X-Inboxminer-{field.title()}")
            message[header] = re.sub(r"[\x00-\x1f\x7f]+", " ", value)
    message.set_content(values.get("text", ""), cte="base64")
    return message.as_bytes()


def _object(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(200_000)


def _encoding(head: bytes) -> str:
    """UTF-8 where the bytes are; else what the letters say; else windows-1252."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    cut = head[: head.rfind(b"\n") + 1] or head
    try:
        cut.decode("utf-8-sig")
    except UnicodeDecodeError:
        return best_charset(cut, ENCODINGS) or "windows-1252"
    return "utf-8-sig"


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-\"'״׳]+", "", name).casefold()


@cache
def _usual() -> dict[str, list[str]]:
    text = (resources.files("inboxminer.sources") / "columns.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))
