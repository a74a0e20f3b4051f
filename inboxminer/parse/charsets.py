"""Bytes to text. Nothing is dropped: what had to be guessed or repaired is a named defect.

Order of trust: a byte order mark; escape sequences of ISO 2022; UTF-8 that decodes and is not
plain ASCII; the declared charset, as long as its letters make sense; another charset whose letters
make clearly more sense; replacement characters. Lines that do not go with the rest are judged each
on its own.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from functools import cache
from importlib import resources

from inboxminer.languages.letters import (
    MULTI_BYTE,
    SINGLE_BYTE,
    Reading,
    best_charset,
    letters_in,
    reads,
    script_of,
    sloppy,
)
from inboxminer.parse import visual

# Text of a language that we know reads better than GOOD on average, and what is none reads worse.
GOOD, FAIR = -3.4, -3.9
# A declared charset gives way to one that reads better by so much in all and on average.
GAIN_TOTAL, GAIN_MEAN = 10.0, 0.9
# So few pairs of neighbouring letters say nothing about one line among others.
LINE_PAIRS = 8
# Bytes of lines that are judged each on its own, and of such as no charset reads well; the lines
# behind them go with the rest.
JUDGED, IN_VAIN = 100_000, 4_000
# A declared charset gives way to letters only, not to signs.
LETTERS = 3

STATEFUL = ("iso2022", "hz", "utf-7", "utf-16", "utf-32")
ESCAPES = (
    (re.compile(rb"\x1b\$(?:@|B|\(D)|\x1b\([JI]"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
FULL_WIDTH = re.compile("[\u3000-\u303f\uff00-\uff9f]")
CONTROLS = re.compile("[\x80-\x9f]")
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
NUMBERED = re.compile(r"(?:x-)?(?:cp|win|windows|ms|ibm|dos|codepage)?[-_ ]?0*(\d{3,5})")
PRINTED = bytes((0, *b"\t\r\n", *range(0x20, 0x7F)))
NO_LETTER = re.compile("[\ue000-\uf8ff\ufffd]")
Decoded = tuple[str, tuple[str, ...]]


def decode(raw: bytes, declared: str | None, *, likely: str | None = None) -> Decoded:
    """The text of some bytes and the defects that were repaired on the way.

    ``likely`` is a charset that something nearby speaks of, such as the page's own meta element or
    the body of a subject; it decides where nothing is declared and the letters leave it open.

    Defects: charset_missing, charset_unknown, charset_wrong, charset_mixed (lines of several
    charsets), visual_order (Hebrew stored as displayed, RFC 1556), undecodable_bytes.
    """
    name = plain_name(declared)
    text, defects = _decode(raw, name, codec_of(likely))
    if visual.HEBREW.search(text):
        asked = (name or plain_name(likely)) in _table("visual")
        logical = visual.logical(text, asked=asked)
        if logical != text:
            return logical, (*defects, "visual_order")
    return text, defects


def plain_name(declared: str | None) -> str:
    """A declared charset name in lower case, without quotes, comments and parameters."""
    name = (declared or "").strip().strip("\"'<>").strip().casefold()
    return re.split(r"[\s;,\"'(]", name, maxsplit=1)[0].rstrip(".")


def codec_of(declared: str | None) -> str | None:
    """Python's name of the charset that a declaration means; None where it means none."""
    name = plain_name(declared)
    if name in _table("empty"):
        return None
    for known in (
        name,
        name.replace("_", "-"),
        name.removeprefix("x-"),
        name.removesuffix("_charset"),
    ):
        if found := _lookup(known):
            return found
    numbered = NUMBERED.fullmatch(name)
    return _lookup("utf-8" if numbered[1] == "65001" else f"cp{numbered[1]}") if numbered else None


def _decode(raw: bytes, name: str, likely: str | None) -> Decoded:
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(raw) % 4 == 0:
        return raw.decode("utf-32", errors="replace"), ()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(raw) > 3:
        return raw.decode("utf-16", errors="replace"), ()
    raw = raw.removeprefix(codecs.BOM_UTF8)
    codec = codec_of(name)
    empty = "charset_missing" if name in _table("empty") else "charset_unknown"
    if raw.isascii():
        if b"\x1b" not in raw and not (codec or "").startswith(STATEFUL) and b"\0" not in raw:
            return raw.decode("ascii"), ()
        return _seven_bit(raw, codec, empty)
    if wide := _wide(raw):
        return wide, () if (codec or "").startswith("utf-16") else (_wrong(codec, empty),)
    if codec and codec.startswith(STATEFUL):
        whole = strict(raw, codec)
        if whole is not None:
            return whole, ()
        codec, empty = None, "charset_wrong"
    utf8 = strict(raw, "utf-8")
    if utf8 is not None:
        return (utf8, ()) if codec == "utf-8" else _valid_utf8(raw, utf8, codec, likely, empty)
    return _lines(raw, codec, likely, empty)


def _wrong(codec: str | None, empty: str) -> str:
    return "charset_wrong" if codec else empty


def _seven_bit(raw: bytes, codec: str | None, empty: str) -> Decoded:
    """Bytes below 128 that may stand for more: ISO 2022, HZ, UTF-7, UTF-16."""
    for escape, stateful in ESCAPES:
        if escape.search(raw):
            right = (codec or "").startswith(stateful[:8])
            text = raw.decode(stateful, errors="replace")
            lost = ("undecodable_bytes",) if "\ufffd" in text else ()
            return text, lost if right else (_wrong(codec, empty), *lost)
    if wide := _wide(raw):
        return wide, () if (codec or "").startswith("utf-16") else (_wrong(codec, empty),)
    if codec in ("utf-7", "hz"):
        coded = strict(raw, codec)
        return (coded, ()) if coded is not None else (raw.decode("ascii"), ("charset_wrong",))
    return raw.decode("ascii"), ()


def _wide(raw: bytes) -> str | None:
    """Text of UTF-16 without a mark: every other byte of what is usual in mail is then empty."""
    head = raw[:2000]
    if len(head) < 4 or head.count(0) * 16 < len(head):
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if min(odd, even) * 4 > max(odd, even) or _narrow(
        head, head[1::2] if odd > even else head[::2]
    ):
        return None
    text = raw.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    return None if len(NO_LETTER.findall(text[:1000])) > 50 else text


def _narrow(head: bytes, upper: bytes) -> bool:
    """Whether text with empty bytes is of one byte a letter; upper: what would be the upper ones.

    Letters of the Western half of Unicode share few upper bytes, all of them small.
    """
    if (len(upper) - upper.count(0)) * 4 < len(upper):
        return False
    if not head.isascii():
        return strict(head[:-3], "utf-8") is not None or strict(head, "utf-8") is not None
    return len(head.translate(None, PRINTED)) * 20 < len(head)


def _valid_utf8(
    raw: bytes, utf8: str, codec: str | None, likely: str | None, empty: str
) -> Decoded:
    """What decodes as UTF-8 is UTF-8, unless a few letters of the declared charset look so."""
    if codec is None:
        return utf8, () if likely == "utf-8" else (empty,)
    if len(SEQUENCE.findall(raw)) <= 3 or codec in MULTI_BYTE:
        declared = strict(raw, codec)
        if declared is not None and _better(reads(declared), reads(utf8)):
            return declared, ()
    return utf8, ("charset_wrong",)


def _lines(raw: bytes, codec: str | None, likely: str | None, empty: str) -> Decoded:
    """Text in which some lines, or all, are not UTF-8."""
    lines = raw.split(b"\n")
    high = [not line.isascii() for line in lines]
    utf8 = [
        strict(line, "utf-8") if is_high and SEQUENCE.search(line) else None
        for line, is_high in zip(lines, high, strict=True)
    ]
    legacy = [
        line for line, is_high, text in zip(lines, high, utf8, strict=True) if is_high and not text
    ]
    sequences = sum(
        len(SEQUENCE.findall(line)) for line, is_high in zip(lines, high, strict=True) if is_high
    )
    if codec == "utf-8" or sequences >= 4:
        rest = b"\n".join(legacy)
        inside = len(SEQUENCE.findall(rest))
        stray = sum(b > 127 for b in SEQUENCE.sub(b"", rest))
        whole = raw.decode("utf-8", errors="replace")
        if inside > 2 * stray or (sequences > 20 * stray and codec == "utf-8"):
            return whole, ((_wrong(codec, empty),) if codec != "utf-8" else ()) + (
                "undecodable_bytes",
            )
    single = codec if codec != "utf-8" else None
    first = _wrong(codec, empty)
    if not any(utf8) or (single and not _utf8_lines_read_better(lines, utf8, single)):
        return _legacy(lines, high, single, likely, () if single else (first,), first)
    joined = b"\n".join(legacy)
    charset = _chosen(joined, single, likely)[0]
    text = "\n".join(
        found if found is not None else sloppy(line, charset)
        for line, found in zip(lines, utf8, strict=True)
    )
    lost = ("undecodable_bytes",) if "\ufffd" in text else ()
    return text, ("charset_mixed", *lost)


def _utf8_lines_read_better(lines: list[bytes], utf8: list[str | None], codec: str) -> bool:
    pairs = [(line, text) for line, text in zip(lines, utf8, strict=True) if text is not None]
    declared = strict(b"\n".join(line for line, _ in pairs), codec)
    text = "\n".join(text for _, text in pairs)
    return declared is None or _better(reads(text), reads(declared))


def _legacy(
    lines: list[bytes],
    high: list[bool],
    codec: str | None,
    likely: str | None,
    defects: tuple[str, ...],
    first: str,
) -> Decoded:
    """Text of lines that are no UTF-8, by the declared charset or by what reads best."""
    raw = b"\n".join(line for line, is_high in zip(lines, high, strict=True) if is_high)
    charset, reading = _chosen(raw, codec, likely)
    if charset != codec and not defects:
        defects = (first if first != "charset_missing" else "charset_wrong",)
    whole = b"\n".join(lines)
    text = sloppy(whole, charset)
    if reading.mean < GOOD and sum(high) > 1 and charset not in MULTI_BYTE:
        text, mixed = _by_line(lines, high, charset)
        defects += mixed
    return text, (*defects, "undecodable_bytes") if "\ufffd" in text else defects


def _chosen(raw: bytes, codec: str | None, likely: str | None) -> tuple[str, Reading]:
    """The declared charset, or the one that reads clearly better, and how it reads."""
    declared = reads(sloppy(raw, codec)) if codec else None
    if codec and declared:
        # The best reading has total 0: no other can be so much better.
        if declared.total >= -GAIN_TOTAL:
            return codec, declared
        sound = strict(raw, codec) is not None and not CONTROLS.search(sloppy(raw, codec))
        if sound and declared.mean >= GOOD:
            return codec, declared
    narrow = best_charset(raw, SINGLE_BYTE, likely=_known(likely or codec)) or "windows-1252"
    found = reads(sloppy(raw, narrow))
    best = narrow
    if found.mean < GOOD or (likely or codec) in MULTI_BYTE:
        wide = best_charset(raw, {**SINGLE_BYTE, **MULTI_BYTE}, likely=_known(likely)) or narrow
        if _east_asian(sloppy(raw, wide)):
            best, found = wide, reads(sloppy(raw, wide))
    if codec and declared:
        better = _better(found, declared) and found.mean > FAIR
        if best == codec or not better or letters_in(sloppy(raw, best)) < LETTERS:
            return codec, declared
    if not codec and likely and likely != best and found.mean < FAIR:
        return likely, reads(sloppy(raw, likely))
    return best, found


def _east_asian(text: str) -> bool:
    """Whether a text has some ideograms and little else beyond ASCII."""
    signs = [sign for sign in text[:20_000] if not sign.isascii()]
    eastern = sum(script_of(sign) == "cjk" or bool(FULL_WIDTH.match(sign)) for sign in signs)
    lost = signs.count("\ufffd")
    return eastern >= 4 and eastern * 5 >= len(signs) * 4 and lost * 50 <= len(signs)


def _known(charset: str | None) -> str | None:
    """The name that the tables of charsets use for one of Python's."""
    if charset is None:
        return None
    for name in (*SINGLE_BYTE, *MULTI_BYTE):
        if codecs.lookup(name).name == codecs.lookup(charset).name:
            return name
    return charset


def _by_line(lines: list[bytes], high: list[bool], charset: str) -> Decoded:
    out, mixed, judged, in_vain = [], False, 0, 0
    for line, is_high in zip(lines, high, strict=True):
        text = sloppy(line, charset)
        if is_high and judged < JUDGED:
            judged += len(line)
            here = reads(text)
            if here.count >= LINE_PAIRS and here.mean < GOOD and in_vain < IN_VAIN:
                other = best_charset(line, SINGLE_BYTE, likely=_known(charset)) or charset
                found = reads(sloppy(line, other))
                sure = letters_in(sloppy(line, other)) >= LETTERS
                if _better(found, here) and found.mean > GOOD and sure:
                    text, mixed = sloppy(line, other), True
                else:
                    in_vain += len(line)
        out.append(text)
    return "\n".join(out), ("charset_mixed",) if mixed else ()


def _better(one: Reading, other: Reading) -> bool:
    """Whether a reading is so much better that it outweighs a declaration."""
    return one.total - other.total > GAIN_TOTAL and one.mean - other.mean > GAIN_MEAN


def strict(raw: bytes, codec: str) -> str | None:
    """The text of bytes, or None where a charset has no meaning for one of them."""
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


@cache
def _lookup(name: str) -> str | None:
    try:
        info = codecs.lookup(_aliases().get(name, name))
    except (LookupError, ValueError):
        return None
    # Python also has codecs that are no charsets (base64, rot13).
    if not getattr(info, "_is_text_encoding", True) or info.name in ("idna", "punycode"):
        return None
    wider = _aliases().get(info.name, info.name)
    return codecs.lookup(wider).name


@cache
def _data() -> dict[str, dict[str, object]]:
    text = (resources.files("inboxminer.parse") / "charsets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _aliases() -> dict[str, str]:
    return {name: str(codec) for name, codec in _data()["aliases"].items()}


@cache
def _table(name: str) -> frozenset[str]:
    names = _data()[name]["names"]
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()
