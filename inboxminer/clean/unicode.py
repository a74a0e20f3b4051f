"""Characters put in order: one form for one letter, nothing invisible, no runs of blank lines."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Bidi controls, zero-width space and joiner, soft hyphen, byte order mark. The zero-width
# non-joiner stays: Persian spelling needs it.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
CONTROL_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
DOUBLED, BLANK = re.compile(" {2,}"), re.compile("\n{3,}")
# What is neither letter nor digit.
BETWEEN = re.compile(r"[\W_]+")
ASCII_BETWEEN = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
# UTF-8 bytes read as windows-1255 or windows-1252: nearly every letter is one of these leads.
DOUBLE = re.compile(
    "[×Ø-ÛÐÑÃÂ][\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u05b0-\u05ff\u2010-\u203a\u20aa\u20ac\u2122]"
)

# So many marks on one letter are parted (Stream-Safe Text Format, UAX 15): to order more of them
# takes the square of their number.
MARKS, JOINER = 30, "\u034f"
MARKED = re.compile("[^\x00-\u02ff]{31}")


def normalise(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in NFC without invisible characters; the defect ``mojibake`` where it was repaired.

    Doing it twice changes nothing.
    """
    repaired = _undouble(text)
    defects = ("mojibake",) if repaired != text else ()
    text = unicodedata.normalize("NFC", _parted(repaired))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        text = CONTROL_ASCII.sub("", text.replace("\t", " "))
    else:
        text = text.replace("\u2028", "\n").replace("\u2029", "\n")
        text = SPACES.sub(" ", CONTROL.sub("", INVISIBLE.sub("", text)))
    if "  " in text:
        text = DOUBLED.sub(" ", text)
    text = "\n".join([line.strip() for line in text.split("\n")])
    if "\n\n\n" in text:
        text = BLANK.sub("\n\n", text)
    return unicodedata.normalize("NFC", text.strip("\n")), defects


def letters_alone(text: str) -> str:
    """The letters and digits of a text without case: what two copies of it share."""
    small = text.casefold()
    return small.translate(ASCII_BETWEEN) if small.isascii() else BETWEEN.sub("", small)


def _parted(text: str) -> str:
    """The text with a joiner behind every thirtieth mark in a row, and nothing lost."""
    if text.isascii() or not MARKED.search(text):
        return text
    return _heaps().sub(lambda heap: heap[0] + JOINER, text)


@cache
def _heaps() -> re.Pattern[str]:
    marks = "".join(map(chr, (n for n in range(0x300, 0x20000) if unicodedata.combining(chr(n)))))
    return re.compile(f"[{marks}]{{{MARKS}}}(?=[{marks}])")


def _undouble(text: str) -> str:
    """Undo UTF-8 that was read as a Western or Hebrew charset, where the whole text shows it."""
    hits = 0 if text.isascii() else len(DOUBLE.findall(text))
    if hits < 4:
        return text
    letters = sum(c.isalpha() or ord(c) > 127 for c in text)
    if hits * 4 < letters:
        return text
    for charset in ("windows-1252", "windows-1255", "latin-1"):
        try:
            back = text.encode(charset).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if len(DOUBLE.findall(back)) * 4 < hits:
            return back
    return text
