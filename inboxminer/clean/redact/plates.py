"""Car plates: a country's form within reach of a word for a vehicle or its plate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.phrases import starts_word
from inboxminer.languages import load

REACH = 45


def plates(scan: Scan) -> Iterator[Hit]:
    """The first plate after each word for a vehicle, in its line."""
    for code in scan.languages:
        language = load(code)
        for word in language.plate_cues:
            yield from _after(scan, word, language.prefix_letters)


def _after(scan: Scan, word: str, glued: str) -> Iterator[Hit]:
    at = scan.lower.find(word)
    while at >= 0:
        if starts_word(scan.lower, at, glued):
            end = at + len(word)
            stop = scan.text.find("\n", end, end + REACH)
            stop = stop if stop >= 0 else min(len(scan.text), end + REACH)
            match = _form(scan.languages).search(scan.text, end, stop)
            if match:
                yield Hit(*match.span(), "PLATE")
        at = scan.lower.find(word, at + len(word))


@cache
def _form(languages: tuple[str, ...]) -> re.Pattern[str]:
    forms = dict.fromkeys(form for code in languages for form in load(code).plate_forms)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms) or '(?!)'})(?![\w-])")
