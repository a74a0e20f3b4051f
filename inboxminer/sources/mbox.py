"""mbox files (RFC 4155 and its older kin), streamed: memory holds one message at a time.

Dialects: mboxo and mboxrd (``>From `` in bodies), mboxcl and mboxcl2 (``Content-Length``, checked
before it is believed), Thunderbird's ``From - ``, and the archives of mailing lists that write
``From user at host``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

LINE = BLOCK = 1 << 20
# Bytes that are looked at in vain for wrong lengths, beside those that were read.
VAIN = 100_000_000
# "From ", a sender and the date of asctime, with a zone or a comma here and there. Must match
# "From a at b.example  Tue Mar  3 10:11:12 2026" and "From - Tue, 3 Mar 2026 10:11 +0200"; must not
# match a sentence of a body that begins with "From ".
DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s+"
MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
CLOCK = rb"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
SEPARATOR = re.compile(
    rb"From\s+(?:[^\r\n]{0,300}?\s)?(?:"
    rb"(?:" + DAY + rb")(?:" + MONTH + rb"\s+\d{1,2}|\d{1,2}\s+" + MONTH + rb")[\s,]+(?:"
    rb"" + CLOCK + rb"[^\r\n]{0,20}\s\d{2,4}|\d{4}\s+" + CLOCK + rb")"
    rb"|\d{4}-\d\d-\d\d[T ]" + CLOCK + rb")[^\r\n]{0,40}\s*$"
)
# A sender that no sentence has, and some date and time.
ADDRESSED = re.compile(
    rb"From\s+(?:<?[^\s@]{1,64}@\S{1,255}|MAILER-DAEMON|-|\S{1,64} at [\w-]+\.[\w.-]{1,255})\s"
    rb"(?=[^\r\n]*(?:\b" + MONTH + rb"\b|\b\d{4}\b))[^\r\n]{0,60}\d{1,2}:\d{2}[^\r\n]{0,30}$"
)
HEADER = re.compile(rb"(?:[!-9;-~]+[ \t]*:(?!//)|>From |From )")
ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
PLAIN_FROM = re.compile(rb"^From ", re.MULTILINE)
LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})\s*$", re.IGNORECASE)


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an mbox: a separator, and headers below."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    line, _, rest = first.partition(b"\n")
    if not line.startswith(b"From "):
        return False
    return _separates(line) or bool(HEADER.match(rest))


def read(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages of an mbox file."""
    with reading.path.open("rb") as stream:
        yield from split(stream, reading)


def split(stream: IO[bytes], reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Messages between separator lines.

    A line separates if it has the form of one, follows an empty line or the end of a counted body,
    and header fields follow it. Quoted ``>From `` lines lose one mark, unless the file counts its
    bodies and quotes none.
    """
    lines = _Lines(stream)
    position = 0
    while lines.peek() is not None:
        message = _next(lines, reading.bounds.message_bytes, first=position == 0)
        if message.size or message.started:
            yield _message(message, position, reading)
            position += 1


@dataclass(slots=True)
class _Found:
    """The bytes of one message, how many it has, and whether its ``From `` lines are its own.

    Of a message over the bound no bytes are held.
    """

    raw: bytearray = field(default_factory=bytearray)
    size: int = 0
    started: bool = False
    counted: bool = False

    def add(self, piece: bytes | bytearray, bound: int) -> None:
        """Take over bytes."""
        self.size += len(piece)
        if self.size <= bound:
            self.raw += piece
        else:
            self.raw.clear()


class _Lines:
    """Lines of a stream that can be looked at before they are taken; endless ones come in pieces.

    Memory holds a block of the stream, or what was looked at.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held = bytearray()
        self._at = 0
        self._taken = self._in_vain = 0

    def peek(self, ahead: int = 0) -> bytes | None:
        """A line that is still to come."""
        start = self._at
        for _ in range(ahead):
            start = self._end(start)
        end = self._end(start)
        return bytes(self._held[start:end]) if end > start else None

    def take(self, size: int) -> bytearray:
        """So many of the next bytes, which ``peek`` or ``holds`` has shown."""
        out = self._held[self._at : self._at + size]
        self._at += size
        self._taken += size
        if self._at >= BLOCK:
            del self._held[: self._at]
            self._at = 0
        return out

    def plain(self) -> int:
        """How many bytes of whole lines stand here of which none begins with ``From ``."""
        if self._held.startswith(b"From ", self._at):
            return 0
        found = self._held.find(b"\nFrom ", self._at)
        last = found if found >= 0 else self._held.rfind(b"\n", self._at)
        return max(0, last + 1 - self._at)

    def holds(self, size: int) -> int | None:
        """The length of a body of so many bytes with the blank lines below it, or None.

        A separator or the end of the stream must stand behind them. Where lengths are wrong, they
        are no longer believed after some bytes looked at in vain.
        """
        if self._in_vain > 2 * self._taken + VAIN or not self._fill(self._at, size):
            self._in_vain += min(size, len(self._held) - self._at)
            return None
        end = self._at + size
        if size and self._held[end - 1] not in b"\n" and self._fill(end, 1):
            self._in_vain += size
            return None
        for _ in range(2):
            below = self._end(end)
            if self._held[end:below].strip():
                break
            end = below
        line = bytes(self._held[end : self._end(end)])
        if line and not (line.startswith(b"From ") and _separates(line)):
            self._in_vain += size
            return None
        return end - self._at

    def _end(self, start: int) -> int:
        """Where the line ends that begins at a place of what is held."""
        looked = start
        while True:
            found = self._held.find(b"\n", looked, start + LINE)
            if found >= 0:
                return found + 1
            looked = len(self._held)
            if looked >= start + LINE:
                return start + LINE
            if not self._more():
                return len(self._held)

    def _fill(self, start: int, size: int) -> bool:
        """Whether so many bytes stand from a place on."""
        while len(self._held) < start + size:
            if not self._more():
                return False
        return True

    def _more(self) -> bool:
        block = self._stream.read(BLOCK)
        self._held += block
        return bool(block)


def _next(lines: _Lines, bound: int, *, first: bool) -> _Found:
    found = _Found()
    if first:
        while (line := lines.peek()) is not None and not line.strip(b"\xef\xbb\xbf\r\n"):
            lines.take(len(line))
    line = lines.peek()
    if line is not None and line.removeprefix(b"\xef\xbb\xbf").startswith(b"From "):
        lines.take(len(line))
        found.started = True
    length = _head(lines, found, bound)
    if length is not None and length <= bound and (whole := lines.holds(length)) is not None:
        found.add(lines.take(length), bound)
        lines.take(whole - length)
        found.counted = True
        return found
    blank = True
    while (line := lines.peek()) is not None:
        if blank and line.startswith(b"From ") and _begins(lines):
            break
        piece = lines.take(max(len(line), lines.plain()))
        found.add(piece, bound)
        last = piece[piece.rfind(b"\n", 0, len(piece) - 1) + 1 :]
        blank = last.endswith(b"\n") and not last.strip()
    return found


def _head(lines: _Lines, found: _Found, bound: int) -> int | None:
    """Take the header fields; gives the length of the body that they state."""
    length = None
    while (line := lines.peek()) is not None:
        if line.startswith(b"From ") and found.size and _begins(lines):
            break
        found.add(lines.take(len(line)), bound)
        if not line.strip():
            break
        if match := LENGTH.match(line):
            length = int(match[1])
    return length


def _separates(line: bytes) -> bool:
    return bool(SEPARATOR.match(line) or ADDRESSED.match(line.rstrip()))


def _begins(lines: _Lines) -> bool:
    """Whether the next line is a separator: by its form and by the header field below it."""
    line, below = lines.peek(), lines.peek(1)
    if line is None or not _separates(line):
        return False
    return below is None or bool(HEADER.match(below))


def _message(found: _Found, position: int, reading: Reading) -> RawMessage | Skipped:
    if found.size > reading.bounds.message_bytes:
        return reading.too_large(position, found.size)
    raw = bytes(found.raw)
    found.raw.clear()
    if not found.counted:
        if raw.endswith(b"\r\n\r\n"):
            raw = raw[:-2]
        elif raw.endswith(b"\n\n"):
            raw = raw[:-1]
    if not raw.strip():
        return reading.skipped(position, "unreadable", "an empty message")
    if b">From " in raw and not (found.counted and PLAIN_FROM.search(raw)):
        raw = ESCAPED.sub(rb"\1", raw)
    return reading.message(position, raw)
