"""The body of a message as one plain text (RFC 2045 to 2049), and the names of what is attached."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from inboxminer.parse.charsets import codec_of, plain_name
from inboxminer.parse.decoding import meant
from inboxminer.parse.forwards import block
from inboxminer.parse.html import to_text
from inboxminer.parse.mojibake import repair
from inboxminer.parse.parameters import parameter

PARTS = 400
DEPTH = 40
FORWARDS = 20
META = re.compile(
    rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,30})"
    rb"|^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,30})",
    re.IGNORECASE,
)
# A text part that only says that the other part should be read.
STUB = re.compile(r"html|client|viewer|לקוח הדואר|תצוגה", re.IGNORECASE)
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
    inner: list[Message] = field(default_factory=list)
    parts: int = 0


def body_of(message: Message) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(text, attachment names, defects) of a message."""
    found = Found()
    _walk(message, found, 0)
    text = "\n\n".join(part for part in found.texts if part.strip())
    if found.inner:
        found.defects.append("forwarded_as_attachment")
    for inner in found.inner[:FORWARDS]:
        passed_on = _forwarded(inner, found, 1)
        text = f"{text.rstrip()}\n\n{passed_on}" if text.strip() else passed_on
    return text, tuple(found.names), tuple(dict.fromkeys(found.defects))


def _forwarded(inner: Message, found: Found, depth: int) -> str:
    """A message that is attached to another, as the block that a mail program writes inline."""
    within = Found(parts=found.parts)
    _walk(inner, within, depth)
    found.parts = within.parts
    text = "\n\n".join(part for part in within.texts if part.strip())
    if within.inner and depth < DEPTH and found.parts < PARTS:
        text += "\n\n" + _forwarded(within.inner[0], found, depth + 1)
    found.defects += within.defects
    found.names += within.names
    return block(inner, text, likely=charset_of(inner))


def charset_of(message: Message) -> str | None:
    """The charset that the first text part declares; it is the likely one of the headers too."""
    for number, part in enumerate(message.walk()):
        if number > 20:
            break
        declared = _charset(part)
        if declared and codec_of(declared):
            return declared
    return None


def _walk(part: Message, found: Found, depth: int) -> None:
    found.parts += 1
    if found.parts > PARTS or depth > DEPTH:
        found.defects.append("too_many_parts")
        return
    kind = part.get_content_type()
    if kind in SEALED:
        found.defects.append(SEALED[kind])
    payload = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list):
        found.inner += [inner for inner in payload if isinstance(inner, Message)]
        found.names.append(_name(part) or "message.eml")
    elif isinstance(payload, list):
        children = [child for child in payload if isinstance(child, Message)]
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


def _alternative(children: list[Message], found: Found, depth: int) -> None:
    """The plainest part that says something; HTML where the plain part is empty or a stub.

    HTML wins where it marks quoted history, because the plain twin has often lost the marks.
    """
    tried: dict[str, Found] = {}
    for child in children:
        inner = Found(parts=found.parts)
        _walk(child, inner, depth + 1)
        found.parts = inner.parts
        found.names += inner.names
        found.inner += inner.inner
        form = "plain" if child.get_content_type() == "text/plain" else "rich"
        tried.setdefault(form, inner)
    texts = {name: "\n\n".join(inner.texts).strip() for name, inner in tried.items()}
    plain, rich = texts.get("plain", ""), texts.get("rich", "")
    stub = len(plain) < 200 and len(rich) > 2 * len(plain) and bool(STUB.search(plain))
    marked = "\n> " in rich and "\n>" not in plain
    chosen = "rich" if rich and (not plain or stub or marked) else "plain"
    if chosen in tried:
        found.texts += tried[chosen].texts
        found.defects += tried[chosen].defects


def _attached(part: Message, kind: str) -> bool:
    disposition = str(part.get("content-disposition", "")).strip().lower()
    if disposition.startswith("attachment"):
        return True
    return bool(_name(part)) and kind.startswith("text/") and not disposition.startswith("inline")


def _name(part: Message) -> str:
    for field_name, name in (("content-disposition", "filename"), ("content-type", "name")):
        if field_name in part:
            text = parameter(part, field_name, name)[0]
            if text:
                return re.split(r"[/\\]", text)[-1][:200]
    return ""


def _text(part: Message, kind: str, found: Found) -> str:
    raw = _bytes(part, found)
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
    if parameter(part, "content-type", "format")[0].lower() == "flowed":
        text = _unflow(text, delete=parameter(part, "content-type", "delsp")[0].lower() == "yes")
    return text


def _charset(part: Message) -> str | None:
    return parameter(part, "content-type", "charset")[0] or None


def _bytes(part: Message, found: Found) -> bytes:
    """The bytes of a part without its transfer encoding.

    ``get_payload()`` is for base64 alone: it decodes eight-bit text by the declared charset, with
    loss; ``get_payload(decode=True)`` gives the bytes as they stood.
    """
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "base64":
        return _base64(str(part.get_payload()).encode("utf-8", "replace"), found)
    raw: Any = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _base64(raw: bytes, found: Found) -> bytes:
    """Decoded bytes; stops at the first stretch that is no base64, such as an added footer."""
    kept, footer = [], b""
    for number, line in enumerate(lines := raw.splitlines()):
        if line.strip() and not re.fullmatch(rb"[A-Za-z0-9+/=\s]+", line):
            footer = b"\n".join(lines[number:])
            found.defects.append("base64_damaged")
            break
        kept.append(line)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", b"".join(kept))
    if len(plain) % 4 == 1:
        plain = plain[:-1]
        found.defects.append("base64_damaged")
    try:
        out = b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        found.defects.append("base64_damaged")
        return raw
    return out + (b"\n" + footer if footer.isascii() else b"")


def _unflow(text: str, *, delete: bool) -> str:
    """Join soft line breaks (RFC 3676); quoted lines keep their marks."""
    out: list[str] = []
    joining = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ") if depth == 0 else line
        if joining and out and depth == len(out[-1]) - len(out[-1].lstrip(">")):
            out[-1] = (
                (out[-1][:-1] if delete else out[-1]) + content.lstrip(">").lstrip(" ")
                if depth
                else out[-1] + content
            )
        else:
            out.append(content)
        joining = content.endswith(" ") and content != "-- "
    return "\n".join(out)
