"""Which languages a text may be in, by its letters."""

from __future__ import annotations

import re
from functools import cache

from inboxminer.languages import CODES, load


def languages_of(text: str, language: str) -> tuple[str, ...]:
    """Codes of the data files whose letters occur in the text, the given language first.

    Text in letters of several languages is read as the given one, else as the first of them.
    """
    if text.isascii():
        return (_latin(language),)
    found = [language] if language in CODES else []
    taken = {load(language).letters} if found else set()
    for code in CODES:
        letters = load(code).letters
        if letters not in taken and re.search(letters, text):
            taken.add(letters)
            found.append(code)
    return tuple(found)


@cache
def _latin(language: str) -> str:
    """The language where it is written in ASCII letters, else English."""
    plain = language in CODES and re.match(load(language).letters, "A")
    return language if plain else "en"
