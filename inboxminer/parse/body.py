"""The body of a message as one plain text (RFC 2045 to 2049), and the names of what is attached."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_letters, digits

from inboxminer.parse.charsets import codec_of, plain_name
from inboxminer.parse.decoding import meant
from inboxminer.parse.forwards import block
from inboxminer.parse.html import to_text
from inboxminer.parse.lean import lean
from inboxminer.parse.mime import Part
from inboxminer.parse.mojibake import repair

PARTS = 400
DEPTH = 40
FORWARDS = 20
# Bytes of all text parts of a message that are decoded, and of the other texts of one part: far
# more than any person writes. The rest stands in the message as the defect body_cut. Of a page so
# many are looked at, and what its attributes hold does not count.
READ, PAGE = 3_000_000, 50_000_000
META = re.compile(
    rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,30})"
    rb"|^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,30})",
    re.IGNORECASE,
)
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*+")
NOT_BASE64 = bytes({*range(256)} - {*(ascii_letters + digits + "+/").encode()})
UU = ("x-uuencode", "uuencode", "uue", "x-uue")
# A text part that only says that the other part should be read.
STUB = re.compile(r"html|client|viewer|לקוח הדואר|תצוגה", re.IGNORECASE)
LEFT_OUT = ("too_many_parts", "body_cut")
# Types whose body cannot be read here, and the defect that says so.
SEALED = {
    "application/ms-tnef": "tnef",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "multipart/encrypted": "encrypted",
}


@dataclass(slots=True)
class Found:
    """What the walk over the parts has met so far."""

    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    inner: list[Part] = field(default_factory=list)
    parts: int = 0
    left: int = READ

    def within(self) -> Found:
        """A walk of its own that goes on counting."""
        return Found(parts=self.parts, left=self.left)

    def went_on(self, inner: Found) -> None:
        """Take over the counts of a walk, and what it had to leave out."""
        self.parts, self.left = inner.parts, inner.left
        self.defects += [told for told in inner.defects if told in LEFT_OUT]


def body_of(message: Part) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(text, attachment names, defects) of a message."""
    found = Found()
    _walk(message, found, 0)
    text = "\n\n".join(part for part in found.texts if part.strip())
    if found.inner:
        found.defects.append("forwarded_as_attachment")
    for inner in _some(found.inner, found, 0):
        passed_on = _forwarded(inner, found, 1)
        text = f"{text.rstrip()}\n\n{passed_on}" if text.strip() else passed_on
    return text, tuple(found.names), tuple(dict.fromkeys(found.defects))


def _some(inner: list[Part], found: Found, depth: int) -> list[Part]:
    """Attached messages that are read; more or deeper ones are a defect."""
    most = FORWARDS if depth < DEPTH and found.parts < PARTS else 0
    if len(inner) > most:
        found.defects.append("too_many_parts")
    return inner[:most]


def _forwarded(inner: Part, found: Found, depth: int) -> str:
    """A message that is attached to another, as the block that a mail program writes inline."""
    within = found.within()
    _walk(inner, within, depth)
    found.went_on(within)
    found.defects += within.defects
    found.names += within.names
    text = "\n\n".join(part for part in within.texts if part.strip())
    for one in _some(within.inner, found, depth):
        text += "\n\n" + _forwarded(one, found, depth + 1)
    return block(inner, text, likely=charset_of(inner))


def charset_of(message: Part) -> str | None:
    """The charset that the first text part declares; it is the likely one of the headers too."""
    for number, part in enumerate(message.walk()):
        if number > 20:
            break
        declared = _charset(part)
        if declared and codec_of(declared):
            return declared
    return None


def _walk(part: Part, found: Found, depth: int) -> None:
    found.parts += 1
    if found.parts > PARTS or depth > DEPTH:
        found.defects.append("too_many_parts")
        return
    kind, children = part.kind, part.children
    if part.cut:
        found.defects.append("too_many_parts")
    if kind in SEALED:
        found.defects.append(SEALED[kind])
    if kind == "message/rfc822" and children is not None:
        found.inner += children
        found.names.append(_name(part) or "message.eml")
    elif children is not None:
        if kind == "multipart/alternative":
            _alternative(children, found, depth)
        elif kind == "multipart/report":
            for child in children[:1]:
                _walk(child, found, depth + 1)
        else:
            for child in children:
                _walk(child, found, depth + 1)
    elif _attached(part, kind):
        found.names.append(_name(part) or kind)
    elif kind in ("text/plain", "text/html", "text/enriched") or not kind.startswith(
        ("application/", "image/", "audio/", "video/", "font/", "model/", "text/")
    ):
        found.texts.append(_text(part, kind, found))
    else:
        found.names.append(_name(part) or kind)


def _alternative(children: Sequence[Part], found: Found, depth: int) -> None:
    """The plainest part that says something; HTML where the plain part is empty or a stub.

    HTML wins where it marks quoted history, because the plain twin has often lost the marks.
    """
    tried: dict[str, Found] = {}
    for child in children:
        inner = found.within()
        _walk(child, inner, depth + 1)
        found.went_on(inner)
        found.names += inner.names
        found.inner += inner.inner
        form = "plain" if child.kind == "text/plain" else "rich"
        tried.setdefault(form, inner)
    texts = {name: "\n\n".join(inner.texts).strip() for name, inner in tried.items()}
    plain, rich = texts.get("plain", ""), texts.get("rich", "")
    stub = len(plain) < 200 and len(rich) > 2 * len(plain) and bool(STUB.search(plain))
    marked = "\n> " in rich and "\n>" not in plain
    chosen = "rich" if rich and (not plain or stub or marked) else "plain"
    if chosen in tried:
        found.texts += tried[chosen].texts
        found.defects += tried[chosen].defects


def _attached(part: Part, kind: str) -> bool:
    disposition = part.text("content-disposition")
    if disposition.startswith("attachment"):
        return True
    return bool(_name(part)) and kind.startswith("text/") and not disposition.startswith("inline")


def _name(part: Part) -> str:
    for field_name, name in (("content-disposition", "filename"), ("content-type", "name")):
        if text := part.parameter(field_name, name):
            return re.split(r"[/\\]", text)[-1][:200]
    return ""


def _text(part: Part, kind: str, found: Found) -> str:
    raw = _bytes(part, found, page=kind == "text/html")
    declared = _charset(part)
    if kind == "text/html":
        meta = META.search(raw[:4096])
        said = (meta[1] or meta[2]).decode("ascii") if meta else None
        if said and codec_of(said) and not plain_name(said).startswith("utf-16"):
            if codec_of(declared) is None and (declared is None or raw.isascii()):
                declared, said = said, None
        else:
            said = None
        text, defects = meant(raw, declared, likely=said)
        shown, more = to_text(text)
        shown, again = repair(shown)
        found.defects += [*defects, *more, *again]
        return shown
    text, defects = meant(raw, declared)
    found.defects += defects
    if kind not in ("text/plain",) and re.search(r"<(html|body|div|p|br)\b", text, re.IGNORECASE):
        return to_text(text)[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.parameter("content-type", "format").lower() == "flowed":
        text = _unflow(text, delete=part.parameter("content-type", "delsp").lower() == "yes")
    return text


def _charset(part: Part) -> str | None:
    return part.parameter("content-type", "charset") or None


def _bytes(part: Part, found: Found, *, page: bool) -> bytes:
    """The bytes of a part without its transfer encoding, of what is left to be read."""
    coded = part.text("content-transfer-encoding").partition(";")[0].strip()
    size = part.end - part.body
    most = PAGE if page and found.left else found.left * 3 // 2
    raw = part.raw[part.body : min(part.end, part.body + most)]
    if coded == "base64":
        raw = _base64(raw, found)
    elif coded == "quoted-printable":
        raw = binascii.a2b_qp(raw)
    elif coded in UU:
        raw = _uu(raw)
    if page:
        raw = lean(raw)
    if size > most or len(raw) > found.left:
        found.defects.append("body_cut")
        raw = _whole_letters(raw[: found.left])
    found.left -= len(raw)
    return raw


def _whole_letters(raw: bytes) -> bytes:
    """Bytes that were cut, without the part of a letter of UTF-8 at their end."""
    for back in range(1, min(4, len(raw)) + 1):
        if raw[-back] >= 0xC0:
            return raw[:-back]
        if raw[-back] < 0x80:
            break
    return raw


def _uu(raw: bytes) -> bytes:
    """Decoded bytes between the lines "begin" and "end"; the bytes themselves where none are."""
    lines = iter(raw.splitlines())
    if not any(line.startswith(b"begin ") for line in lines):
        return raw
    out = []
    for line in lines:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            return raw
    return b"".join(out)


def _base64(raw: bytes, found: Found) -> bytes:
    """Decoded bytes; stops at the first stretch that is no base64, such as an added footer."""
    kept, footer = [raw], b""
    if not BASE64.fullmatch(raw):
        kept, footer = _sound(raw, found)
    plain = b"".join(kept).translate(None, NOT_BASE64)
    if len(plain) % 4 == 1:
        plain = plain[:-1]
        found.defects.append("base64_damaged")
    try:
        out = b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        found.defects.append("base64_damaged")
        return raw
    return out + (b"\n" + footer if footer.isascii() else b"")


def _sound(raw: bytes, found: Found) -> tuple[list[bytes], bytes]:
    kept, footer = [], b""
    for number, line in enumerate(lines := raw.splitlines()):
        if line.strip() and not BASE64.fullmatch(line):
            footer = b"\n".join(lines[number:])
            found.defects.append("base64_damaged")
            break
        kept.append(line)
    return kept, footer


def _unflow(text: str, *, delete: bool) -> str:
    """Join soft line breaks (RFC 3676); quoted lines keep their marks."""
    out: list[list[str]] = []
    joining, above = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line if depth else line.removeprefix(" ")
        if joining and depth == above:
            if delete and depth:
                out[-1][-1] = out[-1][-1][:-1]
            out[-1].append(content.lstrip(">").lstrip(" ") if depth else content)
        else:
            out.append([content])
            above = depth
        joining = content.endswith(" ") and content != "-- "
    return "\n".join("".join(parts) for parts in out)
