"""Where words of the language files stand in a text, without trying each of them everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inboxminer.clean.redact.view import HOLE

TOKEN = re.compile(r"\w+")
# Faster for ASCII: all that is no part of a word is a space.
ASCII_WORDS = "".join(c if c.isalnum() or c == "_" else " " for c in map(chr, range(128)))
# So many letters at most are written on to a word.
GLUED = 3


def tokens(lower: str, glued: str) -> frozenset[str]:
    """The words of a text of small letters, and what is left of them without glued letters."""
    lower = lower.replace(HOLE, " ")
    plain = lower.isascii()
    found = set(lower.translate(ASCII_WORDS).split() if plain else TOKEN.findall(lower))
    if glued:
        bare = found
        for _ in range(GLUED):
            bare = {word[1:] for word in bare if len(word) > 1 and word[0] in glued}
            found |= bare
    return frozenset(found)


class Table:
    """Phrases in small letters by their first words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases = frozenset(phrases)
        index: dict[str, list[str]] = {}
        for phrase in dict.fromkeys(phrases):
            first = TOKEN.search(phrase)
            if first:
                index.setdefault(first[0], []).append(phrase)
        self._index = index
        self._firsts = frozenset(index)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self.phrases

    def occurrences(
        self, lower: str, words: frozenset[str], *, glued: str = ""
    ) -> Iterator[tuple[int, int]]:
        """Where phrases stand as whole words in a text of small letters that has these words.

        glued: letters that a language writes on to the word.
        """
        for first in sorted(self._firsts & words):
            for phrase in self._index[first]:
                at = lower.find(phrase)
                while at >= 0:
                    end = at + len(phrase)
                    closed = not (phrase[-1].isalnum() and lower[end : end + 1].isalnum())
                    if closed and starts_word(lower, at, glued):
                        yield at, end
                    at = lower.find(phrase, end)


def starts_word(text: str, at: int, glued: str = "") -> bool:
    """Whether a word starts here, or up to three glued letters before."""
    for back in range(GLUED + 1):
        if at - back <= 0 or not text[at - back - 1].isalnum():
            return True
        if text[at - back - 1] not in glued:
            return False
    return False


def around(lower: str, places: Iterable[int], before: int, after: int) -> list[tuple[int, int]]:
    """Parts of lines around places in a text, overlapping ones joined, in order."""
    out: list[tuple[int, int]] = []
    for at in sorted(places):
        low = max(lower.rfind("\n", 0, at) + 1, at - before)
        high = lower.find("\n", at, at + after)
        high = high if high >= 0 else min(len(lower), at + after)
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out
