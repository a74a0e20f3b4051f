"""The language of the writer's own text: script first, then words, then letter statistics."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib import import_module
from string import ascii_letters

from py3langid import classify

from inboxminer.languages import all_languages

UNDETERMINED = "und"
# Scripts by the first code point block of their letters; other letters count as Latin.
BLOCKS = (
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x06FF),
    ("arabic", 0xFB50, 0xFDFF),
    ("arabic", 0xFE70, 0xFEFF),
    ("cyrillic", 0x0400, 0x052F),
    ("greek", 0x0370, 0x03FF),
    ("thai", 0x0E00, 0x0E7F),
    ("han", 0x4E00, 0x9FFF),
    ("kana", 0x3040, 0x30FF),
    ("hangul", 0xAC00, 0xD7AF),
    ("devanagari", 0x0900, 0x097F),
    ("armenian", 0x0530, 0x058F),
    ("georgian", 0x10A0, 0x10FF),
    ("ethiopic", 0x1200, 0x137F),
)
SCRIPT_LANGUAGE = {
    "hebrew": "he",
    "greek": "el",
    "thai": "th",
    "kana": "ja",
    "hangul": "ko",
    "devanagari": "hi",
    "armenian": "hy",
    "georgian": "ka",
    "ethiopic": "am",
    "han": "zh",
}
PERSIAN = set("پچژگکی\u200c")
ARABIC = set("كيةىأإؤئ")
URDU = set("ٹڈڑںےھ")
UKRAINIAN = set("іїєґ")
# Placeholders, links and addresses say nothing of the language.
NAMES = re.compile(r"\[[A-Z]+_\d+\]|https?://\S+|(?:(?<!\S)|(?<=\d\]))\S[^\s@]*+@\S+")
WORDS, BEYOND = re.compile(r"[^\W\d_]+"), re.compile("[^\x00-\x7f]")
# Faster for ASCII: all that is no letter is a space.
ASCII_WORDS = "".join(c if c.isalpha() else " " for c in map(chr, range(128)))
NO_LETTERS = bytes(set(range(256)) - set(ascii_letters.encode("ascii")))
# Words of a language that knows fewer letters say more than product names in Latin letters.
LATIN_WEIGHT = 0.5
SHORT = 20


def language_of(text: str) -> str:
    """ISO 639-1 code of the language that most of the text is in, or ``und``."""
    plain = text
    if "@" in text or "://" in text or "[" in text:
        plain = "\n".join([_without_names(line) for line in text.split("\n")])
    scripts = _scripts(plain)
    if not scripts:
        return UNDETERMINED
    weights = {s: n * (LATIN_WEIGHT if s == "latin" else 1.0) for s, n in scripts.items()}
    script = max(weights, key=lambda s: (weights[s], s))
    if script == "arabic":
        return _arabic(plain)
    if script == "cyrillic":
        letters = Counter(plain.casefold())
        return (
            "uk" if sum(letters[c] for c in UKRAINIAN) > sum(letters[c] for c in "ыэъё") else "ru"
        )
    if script in SCRIPT_LANGUAGE:
        return "ja" if script == "han" and "kana" in scripts else SCRIPT_LANGUAGE[script]
    return _latin(plain, scripts["latin"])


def _without_names(line: str) -> str:
    return NAMES.sub(" ", line) if "@" in line or "://" in line or "[" in line else line


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    out: Counter[str] = Counter()
    if latin := len(text.encode("ascii", "ignore").translate(None, NO_LETTERS)):
        out["latin"] = latin
    if not text.isascii():
        for letter, times in Counter(BEYOND.findall(text)).items():
            if letter.isalpha():
                out[_script(letter)] += times
    return out


@cache
def _script(letter: str) -> str:
    code = ord(letter)
    if code < 0x0250:
        return "latin"
    return next((name for name, low, high in BLOCKS if low <= code <= high), "latin")


def _arabic(text: str) -> str:
    if any(c in URDU for c in text):
        return "ur"
    persian, arabic = (sum(c in letters for c in text) for letters in (PERSIAN, ARABIC))
    words = Counter(re.findall(r"\w+", text))
    hits = {code: sum(words[w] for w in _words(code)) for code in ("fa", "ar")}
    return "fa" if persian * 2 + hits["fa"] * 2 > arabic + hits["ar"] * 2 else "ar"


def _latin(text: str, letters: int) -> str:
    if text.isascii():
        words = text.lower().translate(ASCII_WORDS).split()
    else:
        words = WORDS.findall(unicodedata.normalize("NFC", text.casefold()))
    counted = Counter(words)
    hits = {
        code: sum(map(counted.__getitem__, _words(code).intersection(counted)))
        for code in ("en", "fr", "es", "de")
    }
    ranked = sorted(hits, key=lambda code: (-hits[code], code))
    if hits[ranked[0]] >= max(2, 0.15 * len(words)) and hits[ranked[0]] > 1.3 * hits[ranked[1]]:
        return ranked[0]
    if letters < SHORT:
        return ranked[0] if hits[ranked[0]] > hits[ranked[1]] else UNDETERMINED
    code = str(classify(text[:3000])[0])
    return code if len(code) == 2 else UNDETERMINED


@cache
def _words(code: str) -> frozenset[str]:
    module = import_module(f"spacy.lang.{code}.stop_words")
    own = next(lang.stopwords for lang in all_languages() if lang.code == code)
    return frozenset({str(w).casefold() for w in module.STOP_WORDS} | set(own)) - {
        "a",
        "la",
        "de",
        "me",
        "se",
        "on",
    }
