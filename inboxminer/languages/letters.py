"""How well a text reads: how usual its letters are next to one another in the eight languages.

Two readings of the same bytes are told apart by it. ASCII stands the same in both and counts for
nothing; what counts is each pair of neighbours with a sign beyond ASCII in it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STEP = 0.5
LIKELY = 4.0
# Persian writes its own yeh and kaf, and windows-1256 lacks the first.
FOLDED = {ord("ی"): "ي", 0x200C: " ", 0xAD: None}
# Charsets that a text may turn out to be in, and the logarithm of how much rarer each is.
SINGLE_BYTE = {
    "windows-1255": 0.0,
    "windows-1252": 0.0,
    "windows-1251": -0.5,
    "windows-1256": -0.5,
    "koi8-r": -2.0,
    "cp862": -3.0,
    "cp866": -4.0,
    "iso-8859-6": -5.0,
    "iso-8859-5": -5.0,
    "mac-roman": -5.0,
    "cp850": -5.0,
    "mac-cyrillic": -6.0,
    "cp720": -7.0,
}
MULTI_BYTE = {"euc_jp": -8.0, "cp932": -8.0, "gb18030": -8.0, "big5": -8.0, "cp949": -8.0}
SAMPLE = 2_500

# Natural logarithms of what stands outside the tables.
ODD, MIXED, FOREIGN, SIGN, IDEOGRAM, RARE = -12.0, -14.0, -6.5, -4.0, -2.0, -8.0
SIGNS = frozenset("“”‘’„‚‹›«»–—…·•€₪£°§©®™×÷׳״־،؛؟№\xa0¡¿½¼¾²³±´\u2011\u202f")
# Letters of languages without a table, and vowel points that a text may do without.
NEIGHBOUR, POINT = -4.5, -4.0
NEIGHBOURS = frozenset("ãõåøæčšžřěůýłńśźżąęćğışőűăâîșțďťňľōūāī")
CAPITAL_INSIDE = -3.0
# A sign between two letters, other than those that words are written with.
SIGN_INSIDE = re.compile(
    r"(?<=[^\W\d_])[\x80-\xbf×÷\u2000-\u22ff](?<![\xad’‘\u200b-\u200f])(?=[^\W\d_])"
)
# A Hebrew word of one letter without a mark beside it, which there is none of.
LONE, ALONE = re.compile(r"(?<![\w׳״'\"־)(\-])[\u05d0-\u05ea](?![\w׳״'\"־)(.\-])"), -3.0
WORDS = re.compile(r"[^\W\d_\x00-\x7f]+")
# ASCII with ASCII on both sides: no pair with a sign beyond it holds any of that.
APART = r"(?<=[\x00-\x7f])[\x00-\x7f]+(?=[\x00-\x7f])"
APART_TEXT, APART_BYTES = re.compile(APART), re.compile(APART.encode("ascii"))
SCRIPTS = (
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("ru", re.compile("[\u0400-\u045f\u0490\u0491]")),
    ("ar", re.compile("[\u0621-\u064a\u0671-\u06d3]")),
    ("latin", re.compile("[a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")),
)
LANGUAGES = {
    "he": ("he",),
    "ru": ("ru",),
    "ar": ("ar", "fa"),
    "latin": ("en", "fr", "es", "de"),
}
HEBREW_POINT, ARABIC_POINT = "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7]", "[\u0640\u064b-\u0652]"
POINTS = re.compile(f"{HEBREW_POINT}|{ARABIC_POINT}")
# A point stands behind a letter of its script, or behind another point.
PLACED = re.compile(f"(?<=[\u0591-\u05ea]){HEBREW_POINT}|(?<=[\u0621-\u0652]){ARABIC_POINT}")


@dataclass(frozen=True, slots=True)
class Reading:
    """``mean`` log probability of a pair of neighbours (0 is best) and ``count`` of such pairs.

    Plain text of the eight languages lies between -3.3 and -1.8 from some twenty pairs on, letters
    in disorder below -4.5. A text without any sign beyond ASCII has mean 0 and count 0.
    """

    mean: float
    count: int

    @property
    def total(self) -> float:
        """Log probability of all pairs."""
        return self.mean * self.count


def reads(text: str) -> Reading:
    """How well a text reads in the language, of those in its script, that it fits best."""
    if text.isascii():
        return Reading(0.0, 0)
    if len(text) > SAMPLE:
        text = " ".join(word for word in text.split() if not word.isascii())[:SAMPLE]
    text = APART_TEXT.sub("", text)
    points, loose = 0, 0.0
    if POINTS.search(text):
        text, points = PLACED.subn("", text)
        loose = points * POINT
    loose += CAPITAL_INSIDE * len(SIGN_INSIDE.findall(text)) + ALONE * len(LONE.findall(text))
    text = text.translate(FOLDED)
    bounded = f" {text} "
    pairs = Counter(map(str.__add__, bounded, bounded[1:]))
    count = points
    scripts: dict[str, list[float]] = {}
    for pair, times in pairs.items():
        if pair.isascii():
            continue
        costs, script, single = _pair(pair)
        count += times
        if script:
            sums = scripts.setdefault(script, [0.0] * len(costs))
            for at, cost in enumerate(costs):
                sums[at] += cost * times
        loose += single * times
    if not count:
        return Reading(0.0, 0)
    return Reading((loose + sum(max(sums) for sums in scripts.values())) / count, count)


def best_charset(
    raw: bytes, charsets: Mapping[str, float] = SINGLE_BYTE, *, likely: str | None = None
) -> str | None:
    """The charset in which some bytes read best; None where no byte is above 127.

    Charsets come with the logarithm of how much rarer they are, which decides about a few letters;
    a likely one, such as that of the body for a subject, gets ``LIKELY`` on top.
    """
    if raw.isascii():
        return None
    sample = raw
    if len(raw) > SAMPLE:
        sample = b" ".join(word for word in raw.split() if not word.isascii())[:SAMPLE]
    if charsets.keys().isdisjoint(MULTI_BYTE):
        sample = APART_BYTES.sub(b"", sample)
    scores = {
        name: total_in(sample, name) + prior + LIKELY * (name == likely)
        for name, prior in charsets.items()
    }
    return max(scores, key=lambda name: round(scores[name], 3))


def total_in(raw: bytes, charset: str) -> float:
    """Log probability of some bytes in a charset; bytes that are none there cost dearly."""
    return reads(sloppy(raw, charset)).total


def sloppy(raw: bytes, charset: str) -> str:
    """Text of bytes; what the charset leaves undefined becomes U+FFFD."""
    return raw.decode(charset, errors="replace")


def step(first: str, second: str, script: str) -> float:
    """Log probability that one letter (or a space) follows another in a script."""
    return max(_language(code).get(first + second, RARE) for code in LANGUAGES[script])


@lru_cache(maxsize=20_000)
def _pair(pair: str) -> tuple[tuple[float, ...], str, float]:
    """(log probabilities by language of the script, the script, the same where there is none)."""
    first, second = pair[0], pair[1]
    one, two = script_of(first), script_of(second)
    if not one and not two:
        return (), "", _outside(first) + _outside(second)
    if one and two and one != two:
        return (), "", MIXED
    script = one or two
    low = (first.lower() if one else " ") + (second.lower() if two else " ")
    if not (one and two) and _strange(second if one else first):
        return (), "", MIXED
    beside = 0.0 if one and two else _outside(second if one else first)
    if len(low) != 2:
        return (), "", FOREIGN
    inside = CAPITAL_INSIDE if one and two and first.islower() and second.isupper() else 0.0
    if script == "cjk":
        return (), "", sum(map(_ideogram, pair)) / 2
    unknown = RARE if _known(low, script) else _foreign(low)
    costs = tuple(_language(code).get(low, unknown) + inside + beside for code in LANGUAGES[script])
    return costs, script, 0.0


def script_of(sign: str) -> str:
    """he, ru, ar, latin, cjk, or nothing for what is no letter of these."""
    for name, letters in SCRIPTS:
        if letters.match(sign):
            return name
    return "cjk" if "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" else ""


def _foreign(pair: str) -> float:
    return NEIGHBOUR if NEIGHBOURS & set(pair) else FOREIGN


def _known(pair: str, script: str) -> bool:
    letters = _letters(script)
    return all(c in letters for c in pair if c != " ")


@cache
def _letters(script: str) -> frozenset[str]:
    return frozenset("".join(_alphabet(code) for code in LANGUAGES[script]))


def _strange(sign: str) -> bool:
    """Whether a sign is a letter of another script, or a point that stands on none."""
    return not sign.isascii() and (sign.isalpha() or bool(POINTS.match(sign)))


def _outside(sign: str) -> float:
    """What a sign that is no letter costs beside one."""
    if sign.isascii():
        return 0.0 if sign >= " " or sign in "\n\r\t" else ODD
    if sign in SIGNS:
        return SIGN / 2
    if sign == "\ufffd" or "\u2500" <= sign <= "\u259f":
        return ODD
    if sign.isalnum():
        return FOREIGN / 2
    return SIGN if sign > "\u2500" else ODD / 2 if sign >= "\xa0" else ODD


def _ideogram(sign: str) -> float:
    if sign.isascii():
        return IDEOGRAM
    return IDEOGRAM if sign in _common() else RARE


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("inboxminer.languages") / "letters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _alphabet(code: str) -> str:
    return "".join(_data()[code]["letters"])


@cache
def _language(code: str) -> dict[str, float]:
    letters = _alphabet(code)
    return {
        first + second: -STEP * DIGITS.index(digit)
        for first, row in zip(" " + letters, _data()[code]["rows"], strict=True)
        for second, digit in zip(letters + " ", row, strict=True)
    }


@cache
def _common() -> frozenset[str]:
    """The usual signs of Chinese, Japanese and Korean."""
    text = (resources.files("inboxminer.languages") / "ideograms.toml").read_text("utf-8")
    return frozenset("".join(tomllib.loads(text).values()))


def letters_in(text: str) -> int:
    """How many letters beyond ASCII a text has that say what language it is in.

    Accented Latin letters stand alone among others; those of other scripts count in words.
    """
    words = WORDS.findall(text[: 8 * SAMPLE])
    return sum(len(w) for w in words if len(w) > 1 or script_of(w) == "latin")
