"""Text that was decoded by the wrong charset before it was sent, put right by what its letters say.

Two kinds: UTF-8 read as a charset of one byte a letter (each letter has become two signs), once or
more; and one such charset read as another (Hebrew that shows as Latin letters with accents). What
the wrong charset left undefined is lost; letters lost so are found again from their neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from inboxminer.languages.letters import (
    LANGUAGES,
    SIGNS,
    Reading,
    letters_in,
    reads,
    script_of,
    step,
)
from inboxminer.parse.charsets import FAIR, GOOD

ROUNDS = 3
# So many letters must speak for another charset: in accented words, and in words of any letters.
LETTERS, LETTERS_WHOLE = 4, 10
BEAM = 6
# No word has so many signs, misread twice or not.
LONGEST = 1000
# What stands behind so many signs is left as it is.
MOST = 300_000
# Of the lines that show it so many are weighed, and so many of their signs.
LINES, WEIGHED = 60, 20_000
# A chain of misreadings must explain that much more than a shorter one.
COST_OF_ROUND = 0.15
WORD = re.compile(r"[^ \t\r\n]+")
# UTF-8 was read as these, the likelier first. The signs of the first hold those of ISO-8859-1.
READ_AS = ("cp1252", "cp1255", "cp1251", "cp1256", "koi8_r")
# Charsets of one byte a letter that were read as the first, and as one another.
MEANT = ("cp1255", "cp1251", "cp1256", "koi8_r", "cp862")
# How much better the repaired text must read, on average.
GAIN, GAIN_ALONE, GAIN_SINGLE = 0.7, 1.5, 1.3
# Scripts whose own letters within a word say that its signs are meant.
OWN_SCRIPT = {"cp1255": "he", "cp1251": "ru", "cp1256": "ar", "koi8_r": "ru"}
ACCENTED = re.compile("[\xc0-\xff\u0152\u0153\u0160\u0161\u0178]{2,}")
LATIN_WORD = re.compile("[^\\s\x00-\x7f]*[\xc0-\xff][^\\s\x00-\x7f]*")
LOST = "\ufffd"
# What a lost byte of punctuation most often stood for.
PREFERRED = "”“’‘–—…"


@dataclass(frozen=True, slots=True)
class _Misreading:
    """One wrong charset: the bytes of its signs, and what UTF-8 looks like in it."""

    codec: str
    bytes_of: Mapping[str, int]
    undefined: tuple[int, ...]
    unit: re.Pattern[str]
    evidence: re.Pattern[str]


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it was meant, and the defects: mojibake, mojibake_twice, mojibake_guessed.

    The second says that text was misread more than once, the third that letters which had been lost
    were filled in from their neighbours. Text that reads well is given back as it is.
    """
    if text.isascii():
        return text, ()
    if len(text) > MOST:
        head, found = repair(text[:MOST])
        return head + text[MOST:], found
    fixed, rounds, guessed = _from_utf8(text)
    defects = ["mojibake"] * (rounds > 0) + ["mojibake_twice"] * (rounds > 1)
    defects += ["mojibake_guessed"] * guessed
    meant = _from_single(fixed)
    if meant != fixed:
        defects.append("mojibake")
    return meant, tuple(dict.fromkeys(defects))


def _from_utf8(text: str) -> tuple[str, int, bool]:
    """(the text, how often it was misread, whether letters were filled in)."""
    lines = text.split("\n")
    chosen = [
        at
        for at, line in enumerate(lines)
        if not line.isascii() and any(_misreading(c).evidence.search(line) for c in READ_AS)
    ]
    if not chosen:
        return text, 0, False
    meant = _chain("\n".join(lines[at] for at in chosen[:LINES])[:WEIGHED], ROUNDS)
    if not meant:
        return text, 0, False
    changed, filled = False, False
    for at, line in enumerate(lines):
        if line.isascii():
            continue
        fixed, guessed = line, False
        for codec in meant:
            fixed, more = _undone(fixed, _misreading(codec))
            guessed = guessed or more
        alone = at not in chosen
        if fixed != line and _reads_better(line, fixed, GAIN_ALONE if alone else 0.0):
            lines[at], changed, filled = fixed, True, filled or guessed
    return ("\n".join(lines), len(meant), filled) if changed else (text, 0, False)


def _chain(text: str, rounds: int) -> tuple[str, ...]:
    """The wrong charsets, the last one first, without which a text reads best."""
    paths: list[tuple[tuple[str, ...], str]] = [((), text)]
    best: tuple[float, tuple[str, ...]] = (-99.0, ())
    for _ in range(rounds):
        paths = [
            ((*codecs, codec), fixed)
            for codecs, said in paths
            for codec in READ_AS
            if _misreading(codec).evidence.search(said)
            and (fixed := _undone(said, _misreading(codec))[0]) != said
        ]
        for codecs, fixed in paths:
            score = reads(fixed).mean - COST_OF_ROUND * len(codecs)
            alone = len(_misreading(codecs[0]).unit.findall(text)) < 2
            gain = GAIN_ALONE if alone else GAIN
            if score > best[0] and _reads_better(text, fixed, gain):
                best = (score, codecs)
    return best[1]


def _reads_better(before: str, after: str, gain: float) -> bool:
    if after.count(LOST) > before.count(LOST):
        return False
    old, new = reads(before), reads(after)
    return not new.count or (new.mean - old.mean > gain and new.mean > FAIR - 1)


def _undone(text: str, misreading: _Misreading) -> tuple[str, bool]:
    """A text with one misreading undone where its signs allow it, and whether letters were lost.

    Words with letters of the wrong charset's own script beside the signs are left as they are.
    """
    own = OWN_SCRIPT.get(misreading.codec)
    filled, out, at = False, [], 0
    for word in WORD.finditer(text):
        if word[0].isascii() or len(word[0]) > LONGEST or not misreading.unit.search(word[0]):
            continue
        rest = misreading.unit.sub("", word[0]) if own else ""
        if any(script_of(sign) == own for sign in rest):
            continue
        fixed, guessed = _decoded(word[0], misreading)
        out += [text[at : word.start()], fixed]
        at, filled = word.end(), filled or guessed
    return "".join((*out, text[at:])), filled


def _decoded(word: str, misreading: _Misreading) -> tuple[str, bool]:
    """A word with its units decoded, the best of those that lost bytes leave open."""
    paths: list[tuple[float, str]] = [(0.0, "")]
    guessed, at = False, 0
    for unit in misreading.unit.finditer(word):
        plain = word[at : unit.start()]
        paths = [(score, said + plain) for score, said in paths]
        options = _options(unit[0], misreading)
        guessed = guessed or len(options) > 1 or LOST in unit[0]
        paths = sorted(
            ((score + _follows(said, one), said + one) for score, said in paths for one in options),
            key=lambda path: -path[0],
        )[:BEAM]
        at = unit.end()
    rest = word[at:]
    ends = [(score + _follows(said, rest[:1] or " "), said + rest) for score, said in paths]
    return max(ends, key=lambda path: path[0])[1], guessed


def _follows(said: str, sign: str) -> float:
    script = script_of(sign) or (script_of(said[-1]) if said else "")
    if script not in LANGUAGES:
        return -PREFERRED.index(sign) / 10 if sign in PREFERRED else -2.0
    before = said[-1].lower() if said and script_of(said[-1]) == script else " "
    return step(before, sign.lower() if script_of(sign) else " ", script)


def _options(unit: str, misreading: _Misreading) -> tuple[str, ...]:
    """What some signs may have stood for in UTF-8: one text where no byte is lost."""
    choices = [
        (misreading.bytes_of[sign],) if sign in misreading.bytes_of else misreading.undefined
        for sign in unit
    ]
    lead = choices[0][0]
    length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    choices += [misreading.undefined] * (length - len(choices))
    found: list[bytes] = [b""]
    for bytes_ in choices:
        found = [begun + bytes((byte,)) for begun in found for byte in bytes_][:4000]
    texts = []
    for raw in found:
        try:
            texts.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    usual = [text for text in texts if script_of(text) or text in SIGNS]
    return tuple(usual or texts or [unit])


def _from_single(text: str) -> str:
    """Text of one charset of single bytes that was read as another."""
    if ACCENTED.search(text):
        lines = text.split("\n")
        chosen = [at for at, line in enumerate(lines) if _looks_accented(line)]
        joined = "\n".join(lines[at] for at in chosen)
        codec = _best_meant(joined, "cp1252", whole=False) if chosen else None
        if codec:
            for at in chosen:
                lines[at] = _reread_words(lines[at], codec)
            return "\n".join(lines)
    if len(text) < 20_000 and reads(text).mean < FAIR - 0.4:
        for wrong in ("cp1251", "cp1255", "cp1256", "koi8_r"):
            codec = _best_meant(text, wrong, whole=True)
            if codec:
                return _reread(text, wrong, codec) or text
    return text


def _looks_accented(line: str) -> bool:
    """Whether most letters of a line stand in words of nothing but accented Latin letters."""
    words = ACCENTED.findall(line)
    high = sum(map(len, words))
    return high >= 3 and high * 2 > sum(c.isalpha() for c in line if not c.isascii())


def _best_meant(text: str, wrong: str, *, whole: bool) -> str | None:
    before, enough = reads(text), LETTERS_WHOLE if whole else LETTERS
    best: tuple[float, str] | None = None
    for codec in MEANT:
        if codec == wrong:
            continue
        fixed = _reread(text, wrong, codec) if whole else _reread_words(text, codec)
        if fixed is None or fixed == text:
            continue
        after = reads(fixed)
        if (
            _convinces(before, after)
            and letters_in(fixed) >= enough
            and (best is None or after.total > best[0])
        ):
            best = (after.total, codec)
    return best[1] if best else None


def _convinces(before: Reading, after: Reading) -> bool:
    return (
        after.count >= 4
        and after.mean > GOOD
        and after.mean - before.mean > GAIN_SINGLE
        and after.total - before.total > 10
    )


def _reread_words(line: str, codec: str) -> str:
    return LATIN_WORD.sub(lambda word: _reread(word[0], "cp1252", codec) or word[0], line)


def _reread(text: str, wrong: str, codec: str) -> str | None:
    table = _misreading(wrong).bytes_of
    if any(not sign.isascii() and sign not in table for sign in set(text)):
        return None
    try:
        return text.translate(_bytes(wrong)).encode("latin-1").decode(codec)
    except UnicodeDecodeError:
        return None


@cache
def _bytes(wrong: str) -> dict[int, int]:
    """For each sign of a charset the code point that has the number of its byte."""
    return {ord(sign): byte for sign, byte in _misreading(wrong).bytes_of.items()}


@cache
def _misreading(codec: str) -> _Misreading:
    bytes_of: dict[str, int] = {}
    undefined = []
    for byte in range(0x80, 0x100):
        try:
            bytes_of[bytes((byte,)).decode(codec)] = byte
        except UnicodeDecodeError:
            undefined.append(byte)
            # Where a charset is silent, most programs keep the byte as a control sign.
            bytes_of[chr(byte)] = byte
    if codec == "cp1252":
        for byte in range(0x80, 0xA0):
            bytes_of.setdefault(chr(byte), byte)

    def signs(first: int, last: int) -> str:
        return re.escape("".join(s for s, byte in bytes_of.items() if first <= byte < last))

    lost = LOST if undefined else ""
    tail_lost = f"{lost}?" if lost else ""
    tail = f"[{signs(0x80, 0xC0)}]"
    tail_or_lost = f"[{signs(0x80, 0xC0)}{lost}]"
    two, three, four = signs(0xC2, 0xE0), signs(0xE0, 0xF0), signs(0xF0, 0xF5)
    lead_lost = any(0xC2 <= byte < 0xE0 for byte in undefined)
    unit = (
        f"[{four}]{tail}{{3}}|[{three}]{tail}{{2}}|[{three}]{tail}{tail_lost}|[{two}]{tail_or_lost}"
        + (f"|{LOST}{tail}" if lead_lost else "")
        + (f"|{LOST}{LOST}" if lead_lost and undefined else "")
        + (f"|[{signs(0xD7, 0xDA)}]" if undefined else "")
    )
    strict = f"[{four}]{tail}{{3}}|[{three}]{tail}{{2}}|[{two}]{tail}"
    alone = f"|{strict}|[{three}]{tail}" if codec == "cp1252" else ""
    pair = f"(?:{strict})"
    evidence = f"{pair}(?:{pair}|{LOST})|{pair}\\W?{pair}|[A-Za-z]{pair}|{pair}[a-z]{alone}"
    return _Misreading(codec, bytes_of, tuple(undefined), re.compile(unit), re.compile(evidence))
