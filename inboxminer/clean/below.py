"""The mails below a mail: what it quotes or passes on, each with its author, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from inboxminer.clean.forms import ADDRESS
from inboxminer.clean.history import bare, beginnings, header_at
from inboxminer.clean.patterns import FIELD, INVISIBLE, QUOTED, REVERSED_FIELD, Tables, tables_for
from inboxminer.clean.quote_dates import read_date
from inboxminer.records import Address

DEPTH = re.compile(r"^(?:\s*>)*")
# Lines that are looked at, and mails that are taken.
LINES, BLOCKS = 3000, 4


@dataclass(frozen=True, slots=True)
class Block:
    """One mail below another. author has empty parts where the header does not say; date as
    stated there, without a zone."""

    author: Address
    date: datetime | None
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Header:
    start: int
    end: int
    author: Address
    date: datetime | None
    subject: str


def blocks(text: str) -> list[Block]:
    """The mails below a mail, from the header of each; at most ``BLOCKS``.

    A tail of quoted lines without any header is one block without an author.
    """
    lines = (text if text.isascii() else INVISIBLE.sub("", text)).split("\n")[:LINES]
    headers = list(_headers(lines))
    if not headers:
        start = next((n for n, line in enumerate(lines) if QUOTED.match(line)), None)
        return [] if start is None else [Block(Address("", ""), None, "", _body(lines[start:]))]
    ends = [one.start for one in headers[1:]] + [len(lines)]
    return [
        Block(one.author, one.date, one.subject, _body(lines[one.end : end]))
        for one, end in zip(headers, ends, strict=True)
    ]


def _body(lines: Sequence[str]) -> str:
    """Lines without the marks that all of them bear; deeper ones stay quoted."""
    held = [line for line in lines if line.strip()]
    if not held:
        return ""
    depth = min(len(DEPTH.match(line)[0].replace(" ", "")) for line in held[:3])  # type: ignore[index]
    mark = re.compile(rf"^(?:\s*>){{0,{depth}}} ?")
    return "\n".join(mark.sub("", line) for line in lines).strip("\n")


def _headers(lines: Sequence[str]) -> Iterator[_Header]:
    known, end, found = tables_for(lines), 0, 0
    for at in beginnings(lines, known):
        header = header_at(lines, at, known) if at >= end else None
        if header is None:
            continue
        end, found = at + header.lines, found + 1
        yield _read(lines, at, end, known)
        if found == BLOCKS:
            break


def _read(lines: Sequence[str], start: int, end: int, known: Tables) -> _Header:
    """What the lines of a header say: fields, or "On … Dana <address> wrote:"."""
    held: dict[str, str] = {}
    last = ""
    for line in map(bare, lines[start:end]):
        match = FIELD.match(line) or REVERSED_FIELD.match(line)
        kind = known.fields.get(match[1].strip(" *_").casefold()) if match else None
        if match and kind:
            held.setdefault(kind, match[2].strip(" *"))
            last = kind
        elif last and line and not held[last]:
            held[last] = line
    if "from" in held:
        address = ADDRESS.search(held["from"])
        name = re.sub(r"\s*[<(\[].*$", "", held["from"]).strip(" \"'*")
        date = read_date(held.get("sent", ""))
        who = Address("" if "@" in name else name, address[0].casefold() if address else "")
        return _Header(start, end, who, date, held.get("subject", ""))
    joined = " ".join(map(bare, lines[start:end]))
    address = ADDRESS.search(joined)
    who = Address(_name(joined, address), address[0].casefold() if address else "")
    return _Header(start, end, who, read_date(joined), "")


def _name(line: str, address: re.Match[str] | None) -> str:
    """The name right before the address of a reply line."""
    if address is None:
        return ""
    before = re.split(r"[,،:\d]", line[: address.start()])[-1]
    return before.strip(" <([\"'*")
