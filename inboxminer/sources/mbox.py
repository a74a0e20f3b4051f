"""mbox files (RFC 4155 and its older kin), streamed: memory holds one message at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

# "From " with something like an envelope sender and a date: "From a@b Tue Mar  3 10:11:12 2026".
# Must not match a sentence of a body that begins with "From ".
SEPARATOR = re.compile(rb"From (?:\S+ )?.{0,80}\d{1,2}:\d{2}(?::\d{2})?.{0,40}\r?\n?$")
ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:")


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an mbox."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return first.startswith(b"From ")


def read(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages of an mbox file."""
    with reading.path.open("rb") as stream:
        yield from split(stream, reading)


def split(stream: IO[bytes], reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Messages between separator lines; quoted ``>From `` lines are unquoted (mboxrd).

    A line that looks like a separator counts as one after an empty line, or where headers follow.
    """
    lines: list[bytes] = []
    size, position, started, blank = 0, 0, False, True
    bound = reading.bounds.message_bytes
    held: bytes | None = None
    for line in stream:
        if held is not None:
            separates = blank or bool(HEADER.match(line))
            if separates:
                if started:
                    yield _message(lines, size, position, reading)
                    position += 1
                lines, size, started = [], 0, True
            else:
                lines.append(held)
                size += len(held)
            held, blank = None, False
        if line.startswith(b"From ") and (SEPARATOR.match(line) or not started):
            held = line
            continue
        size += len(line)
        if size <= bound:
            lines.append(line)
        blank = not line.strip()
    if held is not None and not started:
        started = True
    if started or any(line.strip() for line in lines):
        yield _message(lines, size, position, reading)


def _message(
    lines: list[bytes], size: int, position: int, reading: Reading
) -> RawMessage | Skipped:
    if size > reading.bounds.message_bytes:
        detail = f"{size} bytes, the limit is {reading.bounds.message_bytes}"
        return reading.skipped(position, "too_large", detail)
    raw = b"".join(lines)
    if raw.endswith(b"\r\n\r\n"):
        raw = raw[:-2]
    elif raw.endswith(b"\n\n"):
        raw = raw[:-1]
    if not raw.strip():
        return reading.skipped(position, "unreadable", "an empty message")
    return reading.message(position, ESCAPED.sub(rb"\1", raw))
