"""Encoded words of header fields (RFC 2047), as mailers really write them."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from quopri import decodestring

from inboxminer.parse.charsets import codec_of, decode, strict
from inboxminer.parse.decoding import meant
from inboxminer.parse.mojibake import repair

# An encoded word. Blanks and question marks inside, which the RFC forbids, are allowed; must not
# run on into the next word.
WORD = re.compile(
    r"=\?([^?\s]{0,60})\?([bBqQ])\?((?:(?!=\?[^?\s]{1,60}\?[bBqQ]\?)[^?]|\?(?!=))*)\?="
)
BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# A word that the end of the field cut off.
CUT = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]{4,})\??=?\Z")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a field: bytes of an encoded word with their charset, or plain text."""

    charset: str | None
    raw: bytes
    text: str = ""


def decode_words(raw: bytes, *, likely: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Text of a header value: encoded words and raw eight-bit text alike.

    Neighbouring words of one charset are joined before they are decoded, because mailers cut
    letters in two. ``likely`` is the charset of the body, for eight-bit text that names none.

    Defects: raw_header (eight-bit text without a charset), header_cut, header_encoded_twice, and
    those of charsets and mojibake.
    """
    if raw.isascii() and b"=?" not in raw and b"\x1b" not in raw:
        return tidy(raw.decode("ascii")), ()
    text, defects = _plain(raw, likely)
    if "=?" in text:
        text, more = _words(text, likely)
        defects += more
        if WORD.search(text):
            text, more = _words(text, likely)
            defects += ("header_encoded_twice", *more)
    return tidy(text), tuple(dict.fromkeys(defects))


def _plain(raw: bytes, likely: str | None) -> tuple[str, tuple[str, ...]]:
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii"), ()
    text, defects = meant(raw, None, likely=likely)
    told = tuple(d for d in defects if d not in ("charset_missing", "charset_wrong"))
    return text, ("raw_header", *told)


def _words(text: str, likely: str | None) -> tuple[str, tuple[str, ...]]:
    text = BETWEEN.sub(r"\1", text)
    parts: list[_Part] = []
    at = 0
    for match in WORD.finditer(text):
        if between := text[at : match.start()]:
            parts.append(_Part(None, b"", between))
        charset = match[1].partition("*")[0].casefold()
        raw = payload(match[2], match[3])
        if parts and parts[-1].charset == charset:
            raw = parts.pop().raw + raw
        parts.append(_Part(charset, raw))
        at = match.end()
    rest, defects = text[at:], []
    if cut := CUT.search(rest):
        raw = payload(cut[2], cut[3])
        charset = cut[1].partition("*")[0].casefold()
        if parts and parts[-1].charset == charset and not rest[: cut.start()].strip():
            parts.append(_Part(charset, parts.pop().raw + raw))
        elif _sound(raw, charset):
            parts += [_Part(None, b"", rest[: cut.start()]), _Part(charset, raw)]
        else:
            cut = None
        if cut:
            rest, defects = "", ["header_cut"]
    parts.append(_Part(None, b"", rest))
    out = []
    for part in parts:
        if part.charset is None:
            out.append(part.text)
        else:
            said, found = decode(part.raw, part.charset, likely=likely)
            out.append(said)
            defects += found
    fixed, more = repair("".join(out))
    return fixed, (*defects, *more)


def _sound(raw: bytes, charset: str) -> bool:
    """Whether a word that was cut off decodes, but for a letter at its end."""
    codec = codec_of(charset)
    return bool(codec) and any(
        strict(raw[: len(raw) - n], codec or "") is not None for n in range(4) if len(raw) - n > 3
    )


def payload(encoding: str, text: str) -> bytes:
    """The bytes of an encoded word's text; damaged base64 gives what can be read of it."""
    plain = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return decodestring(plain.replace(b"_", b" ").replace(b" ", b"=20"))
    stripped = re.sub(rb"[^A-Za-z0-9+/]", b"", plain)
    if len(stripped) % 4 == 1:
        stripped = stripped[:-1]
    try:
        return b64decode(stripped + b"=" * (-len(stripped) % 4))
    except binascii.Error:
        return b64decode(stripped[: len(stripped) // 4 * 4])


def tidy(text: str) -> str:
    """One line without control signs, blanks single."""
    return " ".join(CONTROL.sub(" ", text).split())
