"""Which eight-bit charset makes sense of some bytes, by how usual the letters are that it gives."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

# Charset → the letters that text in it is made of.
SINGLE_BYTE = {
    "windows-1255": "he",
    "windows-1251": "ru",
    "koi8-r": "ru",
    "cp866": "ru",
    "windows-1256": "ar",
    "windows-1252": "western",
    "cp862": "he",
    "iso-8859-6": "ar",
    "iso-8859-5": "ru",
    "mac-roman": "western",
}
ODD = -9.0


def best_charset(raw: bytes, charsets: Sequence[str] = tuple(SINGLE_BYTE)) -> str | None:
    """The charset whose letters are the most usual; None where no byte is above 127.

    Charsets earlier in the list win ties. The score of a decoding is the mean log frequency of its
    non-ASCII characters among the letters of the charset's language.
    """
    sample = raw[:20_000]
    if not any(byte > 127 for byte in sample):
        return None
    scores = {name: plausibility(sample, name) for name in charsets}
    return max(scores, key=lambda name: (round(scores[name], 6), -charsets.index(name)))


def plausibility(raw: bytes, charset: str) -> float:
    """Mean log frequency of the high characters of some bytes in a charset; higher is likelier."""
    text = raw.decode(charset, errors="replace")
    frequency = _frequencies()[SINGLE_BYTE[charset]]
    words = text.split()
    total, count = 0.0, 0
    for word in words:
        upper = sum(c.isupper() for c in word)
        # A capital inside a word is the mark of a Cyrillic charset read as another.
        mixed = 1.5 if 0 < upper < len(word) and word[1:] != word[1:].lower() else 0.0
        for letter in word:
            if ord(letter) > 127:
                total += frequency.get(letter.lower(), _other(letter)) - mixed
                count += 1
    return total / count if count else ODD


def _other(letter: str) -> float:
    """Typographic signs are usual in every charset; anything else is a sign of the wrong one."""
    return -5.0 if letter in "“”‘’„‚«»–—…·•€₪£°·׳״־،؛؟\xa0№" else ODD


@cache
def _frequencies() -> dict[str, dict[str, float]]:
    text = (resources.files("inboxminer.languages") / "letters.toml").read_text(encoding="utf-8")
    out = {}
    for name, letters in tomllib.loads(text).items():
        weights = [1 / (rank + 3) for rank in range(len(letters))]
        whole = sum(weights)
        out[name] = {c: math.log(w / whole) for c, w in zip(letters, weights, strict=True)}
    return out
