"""The structure of a message (RFC 5322, 2045, 2046): header fields and parts as offsets into bytes.

Nothing is copied and nothing is decoded: a part knows where it lies, and splits itself only when it
is asked for its children, so that a hostile message costs no more than what is read of it.
``tests/parse/test_mime.py`` holds it against the standard library's parser.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from inboxminer.parse.parameters import Parameters, parameter, parameters

# Parts of one multipart that are split off, and lines like boundaries that are looked at for them.
CHILDREN, CANDIDATES = 1000, 20_000
# How deep ``Part.walk`` goes.
DEPTH = 40
EOL = rb"(?:\r\n|\r|\n)"
# A field with its folded lines. The name may be empty, as the standard library allows.
FIELD = re.compile(
    rb"([!-9;-~]*+):[ \t]*+([^\r\n]*+(?:" + EOL + rb"[ \t][^\r\n]*+)*+)(?:" + EOL + rb"|\Z)"
)
LINE = re.compile(rb"[^\r\n]*+(?:" + EOL + rb"|\Z)")
NEWLINE = re.compile(EOL)
FOLD = re.compile(rb"\r?\n[ \t]")
# What stands behind a boundary on its line: the mark of the last one, and white space.
BEHIND = re.compile(rb"(--)?[ \t]*+(?:\r\n|\r|\n|\Z)")
TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


@dataclass(eq=False)
class Part:
    """A message or a part of one: ``raw[start:end]`` with its header fields.

    fields: values by lower-case name, in order, unfolded bytes. body: where the text begins.
    default: the type of a part that states none. damaged: its header is not sound.
    """

    raw: bytes
    start: int
    end: int
    default: str = "text/plain"
    fields: dict[str, list[bytes]] = field(default_factory=dict)
    body: int = 0
    damaged: bool = False
    cut: bool = False
    read: dict[str, Parameters] = field(default_factory=dict)

    def first(self, name: str) -> bytes:
        """The first field of a lower-case name; empty where there is none."""
        held = self.fields.get(name)
        return held[0] if held else b""

    def text(self, name: str) -> str:
        """The same as text of seven bits, in small letters without spaces around."""
        return self.first(name).decode("ascii", "replace").strip().lower()

    @cached_property
    def kind(self) -> str:
        """The type, such as ``text/plain``; what is none is the default or plain text."""
        if "content-type" not in self.fields:
            return self.default
        stated = self.text("content-type").partition(";")[0].strip()
        if stated.count("/") != 1:
            return "text/plain"
        sound = TYPE.match(stated) if len(stated.split()) > 1 else None
        return sound[0] if sound else stated

    def parameters(self, name: str) -> Parameters:
        """The parameters of a field."""
        held = self.read.get(name)
        if held is None:
            held = self.read[name] = parameters(self.first(name))
        return held

    def parameter(self, name: str, key: str) -> str:
        """The text of one parameter of a field; empty where there is none."""
        return parameter(self.parameters(name), key)[0]

    @property
    def payload(self) -> bytes:
        """The bytes below the header as they stand."""
        return self.raw[self.body : self.end]

    @cached_property
    def children(self) -> tuple[Part, ...] | None:
        """The parts of a multipart or the message in a message; None where all is one text."""
        if self.kind.startswith("multipart/"):
            return self._split()
        if self.kind == "message/delivery-status":
            start = NEWLINE.match(self.raw, self.body, self.end)
            return () if FIELD.match(self.raw, start.end() if start else self.body) else None
        if self.kind.startswith("message/"):
            coded = self.text("content-transfer-encoding")
            if coded in ("base64", "quoted-printable"):
                return (read(_decoded(self.payload, coded)),)
            return (_read(self.raw, self.body, self.end, "text/plain"),)
        return None

    def walk(self, depth: int = 0) -> Iterator[Part]:
        """The part and all within it, to ``DEPTH``."""
        yield self
        if depth < DEPTH:
            for child in self.children or ():
                yield from child.walk(depth + 1)

    def _split(self) -> tuple[Part, ...] | None:
        stated = self.parameters("content-type").get("boundary")
        mark = b"--" + stated[0].rstrip() if stated else b"--"
        if mark == b"--":
            self.damaged = True
            return None
        default = "message/rfc822" if self.kind == "multipart/digest" else "text/plain"
        out: list[Part] = []
        start, first, closed = -1, self.end, False
        for at, behind, last in self._boundaries(mark):
            if start >= 0 and at > start:
                out.append(_read(self.raw, start, self._before(start, at), default))
            first = min(first, at)
            start, closed = behind, last
            if last or len(out) >= CHILDREN:
                self.cut = self.cut or not last
                break
        self.damaged = self.damaged or not closed
        if not closed and 0 <= start < self.end and len(out) < CHILDREN:
            out.append(_read(self.raw, start, self.end, default))
        if not out:
            # Only a last boundary: what stands above it is the text.
            self.damaged, self.end = True, first if closed else self.end
        return tuple(out) or None

    def _boundaries(self, mark: bytes) -> Iterator[tuple[int, int, bool]]:
        """(where its line begins, where it ends, whether it is the last) of every boundary."""
        raw, at = self.raw, self.body
        for _ in range(CANDIDATES):
            at = raw.find(mark, at, self.end)
            if at < 0:
                return
            alone = at == self.body or raw[at - 1] in b"\r\n"
            found = BEHIND.match(raw, at + len(mark), self.end) if alone else None
            if found:
                yield at, found.end(), found[1] is not None
                at = found.end()
            else:
                at += len(mark)
        self.cut = True

    def _before(self, start: int, at: int) -> int:
        """Where the part before a boundary ends: the line end belongs to the boundary."""
        if self.raw[at - 2 : at] == b"\r\n" and at - 2 >= start:
            return at - 2
        return max(start, at - 1)


def read(raw: bytes) -> Part:
    """The message that some bytes are. Never raises; ``damaged`` says what is not sound."""
    return _read(raw, 0, len(raw), "text/plain")


def _read(raw: bytes, start: int, end: int, default: str) -> Part:
    part = Part(raw, start, end, default)
    fields, at = part.fields, start
    match = FIELD.match
    while at < end:
        found = match(raw, at, end)
        if found is None:
            skipped = _odd(raw, at, start, end)
            if skipped is None:
                break
            part.damaged = part.damaged or not (at == start and raw.startswith(b"From ", at))
            at = skipped
            continue
        at = found.end()
        name, value = found.groups()
        if not name:
            part.damaged = True
            continue
        if b"\n" in value:
            value = FOLD.sub(b" ", value.rstrip(b"\r\n"))
        fields.setdefault(name.decode("ascii").lower(), []).append(value)
    blank = NEWLINE.match(raw, at, end)
    if blank:
        at = blank.end()
    elif at < end:
        part.damaged = True
    part.body = at
    return part


def _odd(raw: bytes, at: int, start: int, end: int) -> int | None:
    """Where a line ends that is no field and yet stands among fields; None where they end."""
    following = LINE.match(raw, at, end)
    behind = following.end() if following else end
    if raw[at : at + 1] in (b" ", b"\t"):
        return behind
    if not raw.startswith(b"From ", at):
        return None
    more = behind < end and (
        FIELD.match(raw, behind, end) is not None or raw.startswith((b" ", b"\t", b"From "), behind)
    )
    return behind if more or at == start else None


def _decoded(raw: bytes, coded: str) -> bytes:
    if coded == "quoted-printable":
        return binascii.a2b_qp(raw)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    return b64decode(plain[: len(plain) // 4 * 4])
