"""mbox files (RFC 4155 and its older kin), streamed: memory holds one message at a time.

Dialects: mboxo and mboxrd (``>From `` in bodies), mboxcl and mboxcl2 (``Content-Length``, checked
before it is believed), Thunderbird's ``From - ``, and the archives of mailing lists that write
``From user at host``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

LINE = 1 << 20
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
    """The lines of one message, its size in bytes, and whether its ``From `` lines are its own."""

    lines: list[bytes]
    size: int = 0
    started: bool = False
    counted: bool = False


class _Lines:
    """Lines of a stream that can be looked at and put back; endless ones come in pieces."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held: deque[bytes] = deque()

    def peek(self, ahead: int = 0) -> bytes | None:
        """A line that is still to come."""
        while len(self._held) <= ahead:
            line = self._stream.readline(LINE)
            if not line:
                return None
            self._held.append(line)
        return self._held[ahead]

    def take(self) -> bytes:
        """The next line; only after ``peek`` has shown that there is one."""
        return self._held.popleft()

    def back(self, lines: list[bytes]) -> None:
        """Put lines back before the next one."""
        self._held.extendleft(reversed(lines))


def _next(lines: _Lines, bound: int, *, first: bool) -> _Found:
    found = _Found([])
    if first:
        while (line := lines.peek()) is not None and not line.strip(b"\xef\xbb\xbf\r\n"):
            lines.take()
    line = lines.peek()
    if line is not None and line.removeprefix(b"\xef\xbb\xbf").startswith(b"From "):
        lines.take()
        found.started = True
    length = _head(lines, found, bound)
    if length is not None and length <= bound and _counted(lines, found, length):
        return found
    blank, whole = True, True
    while (line := lines.peek()) is not None:
        if blank and whole and line.startswith(b"From ") and _begins(lines):
            break
        lines.take()
        _add(found, line, bound)
        blank, whole = not line.strip(), line.endswith(b"\n")
    return found


def _head(lines: _Lines, found: _Found, bound: int) -> int | None:
    """Take the header fields; gives the length of the body that they state."""
    length = None
    while (line := lines.peek()) is not None:
        if line.startswith(b"From ") and found.lines and _begins(lines):
            break
        lines.take()
        _add(found, line, bound)
        if not line.strip():
            break
        if match := LENGTH.match(line):
            length = int(match[1])
    return length


def _counted(lines: _Lines, found: _Found, length: int) -> bool:
    """Take a body of a stated length, if a separator or the end of the file stands behind it."""
    body: list[bytes] = []
    size = 0
    while size < length and lines.peek() is not None:
        body.append(lines.take())
        size += len(body[-1])
    ahead = 0
    while (line := lines.peek(ahead)) is not None and not line.strip() and ahead < 2:
        ahead += 1
    fits = size == length and (line is None or (line.startswith(b"From ") and _separates(line)))
    if not fits:
        lines.back(body)
        return False
    for _ in range(ahead):
        lines.take()
    found.lines += body
    found.size += size
    found.counted = True
    return True


def _add(found: _Found, line: bytes, bound: int) -> None:
    found.size += len(line)
    if found.size <= bound:
        found.lines.append(line)


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
    raw = b"".join(found.lines)
    if not found.counted:
        if raw.endswith(b"\r\n\r\n"):
            raw = raw[:-2]
        elif raw.endswith(b"\n\n"):
            raw = raw[:-1]
    if not raw.strip():
        return reading.skipped(position, "unreadable", "an empty message")
    if not (found.counted and PLAIN_FROM.search(raw)):
        raw = ESCAPED.sub(rb"\1", raw)
    return reading.message(position, raw)
