"""Bytes to text. Nothing is dropped: what had to be guessed is a named defect.

Order of trust: a byte order mark, UTF-8 that decodes and is not plain ASCII, the declared charset
(with the aliases that Python lacks), the letters themselves, replacement characters.
"""

from __future__ import annotations

import codecs
import re

from inboxminer.languages.letters import SINGLE_BYTE, best_charset, plausibility

# Names that mail uses and Python does not know.
ALIASES = {
    "iso-8859-8-i": "windows-1255",
    "iso-8859-8-e": "windows-1255",
    "iso8859-8-i": "windows-1255",
    "iso-8859-8": "windows-1255",
    "visual": "windows-1255",
    "logical": "windows-1255",
    "x-mac-hebrew": "windows-1255",
    "dos-862": "cp862",
    "asmo-708": "iso-8859-6",
    "x-mac-arabic": "windows-1256",
    "iso-8859-6-i": "windows-1256",
    "dos-720": "cp720",
    "x-mac-cyrillic": "mac-cyrillic",
    "koi8": "koi8-r",
    "win-1251": "windows-1251",
    "cp-850": "cp850",
    "iso-8859-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "latin1": "windows-1252",
    "ansi_x3.110-1983": "windows-1252",
    "x-ansi": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf-8 8bit": "utf-8",
}
# Names that say nothing.
EMPTY = {
    "",
    "unknown-8bit",
    "x-unknown",
    "unknown",
    "default",
    "none",
    "8bit",
    "binary",
    "us-ascii",
    "ascii",
    "ansi",
    "x-user-defined",
    "charset",
    "_charset_",
}
# A declared Western charset is the default of many mailers; the letters may say otherwise.
WESTERN = {"windows-1252", "cp1252", "iso8859-1", "iso8859-15"}
CONTROLS = re.compile("[\x80-\x9f]")


def decode(raw: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes and the defects that were repaired on the way.

    Defects: charset_missing, charset_unknown, charset_wrong, undecodable_bytes.
    """
    name = (declared or "").strip().strip("\"'").casefold()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(raw) > 3:
        return raw.decode("utf-16", errors="replace"), ()
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if raw.isascii() and b"\x1b" not in raw and name not in ("utf-7", "hz-gb-2312", "utf-16"):
        return raw.decode("ascii"), ()
    codec = _codec(name)
    utf8 = _strict(raw, "utf-8")
    if codec == "utf-8":
        if utf8 is not None:
            return utf8, ()
        return _utf8_with_damage(raw)
    if utf8 is not None and codec not in ("utf-16", "utf-16-le", "utf-16-be", "utf-7"):
        missing = not codec
        return utf8, ("charset_missing" if missing and name in EMPTY else "charset_wrong",)
    if codec:
        return _declared(raw, codec)
    defect = "charset_missing" if name in EMPTY else "charset_unknown"
    return _guess(raw, (defect,))


def _declared(raw: bytes, codec: str) -> tuple[str, tuple[str, ...]]:
    text = _strict(raw, codec)
    if codec in WESTERN:
        best = best_charset(raw)
        if best and best not in WESTERN | {"mac-roman"} and _far_better(raw, best):
            return raw.decode(best, errors="replace"), ("charset_wrong",)
    if text is not None and not CONTROLS.search(text):
        return text, ()
    if codec in SINGLE_BYTE or text is None:
        loose = raw.decode(codec, errors="replace")
        lost = loose.count("\ufffd")
        if lost * 50 <= len(loose):
            return loose, ("undecodable_bytes",) if lost else ()
        return _guess(raw, ("charset_wrong",))
    return text, ()


def _far_better(raw: bytes, best: str) -> bool:
    """Whether most letters are high and another charset makes clearly more sense of them."""
    high = sum(byte > 127 for byte in raw)
    letters = sum(chr(byte).isalpha() for byte in raw if byte < 128)
    gain = plausibility(raw, best) - plausibility(raw, "windows-1252")
    return high >= 4 and high > letters and gain > 0.7


def _utf8_with_damage(raw: bytes) -> tuple[str, tuple[str, ...]]:
    loose = raw.decode("utf-8", errors="replace")
    if loose.count("\ufffd") * 10 <= sum(ord(c) > 127 for c in loose):
        return loose, ("undecodable_bytes",)
    return _guess(raw, ("charset_wrong",))


def _guess(raw: bytes, defects: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    charset = best_charset(raw) or "windows-1252"
    text = raw.decode(charset, errors="replace")
    return text, (*defects, "undecodable_bytes") if "\ufffd" in text else defects


def _codec(name: str) -> str | None:
    if name in EMPTY:
        return None
    known = ALIASES.get(name, name)
    try:
        info = codecs.lookup(known)
    except (LookupError, ValueError):
        return None
    # Python also has codecs that are no charsets (base64, rot13).
    if not getattr(info, "_is_text_encoding", True):
        return None
    return ALIASES.get(info.name, info.name)


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None
