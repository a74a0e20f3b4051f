"""Tables of patterns searched together, each only in texts that hold letters it cannot do without.

The answers are those of the one alternation of all patterns (a law in the tests). One scan of a
text finds the letters of all of them (Aho and Corasick 1975); most texts hold those of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from ahocorasick_rs import AhoCorasick

# The parser of the standard library's own regular expressions.
_parser: Any = import_module("re._parser")
# Shorter letters are in every text.
SHORTEST = 3
# Signs that match a usual letter without case and have another small form: long s, Kelvin, dotless
# and dotted i, old Cyrillic and Greek forms, and capital sigma, which has two.
FOLDING = re.compile(
    "[\u0130\u0131\u017f\u0345\u03a3\u03c2\u1c80-\u1c88\u1e9b\u1e9e\u1fbe\u212a\u212b\ufb05]"
)


class Letters:
    """Which of some patterns a text may match, by the letters that each of them needs."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._every = range(len(patterns))
        self._always: list[int] = []
        by_letters: dict[str, list[int]] = {}
        for number, one in enumerate(patterns):
            held = needed(one)
            if not held:
                self._always.append(number)
            for letters in held:
                by_letters.setdefault(letters, []).append(number)
        self._numbers = tuple(by_letters.values())
        self._scan = AhoCorasick(list(by_letters)).find_matches_as_indexes

    def possible(self, text: str) -> Sequence[int]:
        """Numbers of the patterns that may match somewhere in the text, in order."""
        if not text.isascii() and FOLDING.search(text):
            return self._every
        try:
            hits = {hit[0] for hit in self._scan(text.lower(), overlapping=True)}
        except UnicodeEncodeError:
            # Halves of letters, which the scan cannot take.
            return self._every
        if not hits:
            return self._always
        return sorted({*self._always, *(n for hit in hits for n in self._numbers[hit])})


class Phrases:
    """Patterns of a table, in their order; case does not matter."""

    def __init__(self, patterns: Iterable[str], flags: int = re.IGNORECASE) -> None:
        self.patterns = tuple(dict.fromkeys(patterns))
        self._flags = flags | re.IGNORECASE
        self._compiled = tuple(re.compile(one, self._flags) for one in self.patterns)
        self._possible = Letters(self.patterns).possible

    def __reduce__(self) -> tuple[type[Phrases], tuple[tuple[str, ...], int]]:
        return Phrases, (self.patterns, int(self._flags))

    def may(self, text: str) -> bool:
        """Whether any pattern can be found in the text or in a part of it."""
        return bool(self._possible(text))

    def search(self, text: str) -> bool:
        """Whether any pattern is found."""
        return any(self._compiled[number].search(text) for number in self._possible(text))

    def match(self, text: str) -> re.Match[str] | None:
        """The first pattern, in their order, that matches at the beginning."""
        found = (self._compiled[number].match(text) for number in self._possible(text))
        return next((match for match in found if match), None)

    def fullmatch(self, text: str) -> bool:
        """Whether any pattern is all of the text."""
        return any(self._compiled[number].fullmatch(text) for number in self._possible(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """What the patterns find, left to right, without overlaps."""
        ahead = [self._compiled[number].search(text) for number in self._possible(text)]
        while held := [match for match in ahead if match]:
            first = min(held, key=re.Match.start)
            yield first
            at = max(first.end(), first.start() + 1)
            ahead = [m if m.start() >= at else m.re.search(text, at) for m in held]


def needed(pattern: str) -> tuple[str, ...]:
    """Small letters of which a text must hold one to match; none where that cannot be said."""
    best = _needed(_parser.parse(pattern, re.IGNORECASE))
    return tuple(sorted(best)) if best and min(map(len, best)) >= SHORTEST else ()


def _needed(tree: Iterable[Any]) -> frozenset[str]:
    options: list[frozenset[str]] = []
    run = ""
    for op, value in [*tree, (None, None)]:
        name = str(op)
        if name == "LITERAL" and len(chr(value).lower()) == 1:
            run += chr(value).lower()
            continue
        if run:
            options.append(frozenset((run,)))
            run = ""
        if name == "SUBPATTERN" and not value[1] and not value[2]:
            options.append(_needed(value[3]))
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
            options.append(_needed(value[2]))
        elif name == "BRANCH":
            held = [_needed(branch) for branch in value[1]]
            options.append(frozenset().union(*held) if all(held) else frozenset())
    return max(options, key=_worth, default=frozenset())


def _worth(letters: frozenset[str]) -> tuple[int, int]:
    return min(map(len, letters), default=0), -len(letters)
