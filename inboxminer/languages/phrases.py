"""Tables of patterns searched together, each only in texts that hold letters it cannot do without.

The answers are those of the one alternation of all patterns (a law in the tests); most texts hold
the letters of none of them, and finding letters costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

# The parser of the standard library's own regular expressions.
_parser: Any = import_module("re._parser")
# Shorter letters are in every text.
SHORTEST = 3
# Signs that match a usual letter without case and have another small form: long s, Kelvin, dotless
# and dotted i, old Cyrillic and Greek forms.
FOLDING = re.compile(
    "[\u0130\u0131\u017f\u0345\u03c2\u1c80-\u1c88\u1e9b\u1e9e\u1fbe\u212a\u212b\ufb05]"
)


class Phrases:
    """Patterns of a table, in their order; case does not matter."""

    def __init__(self, patterns: Iterable[str], flags: int = re.IGNORECASE) -> None:
        self.patterns = tuple(dict.fromkeys(patterns))
        self._flags = flags | re.IGNORECASE
        self._compiled = tuple(re.compile(one, self._flags) for one in self.patterns)
        self._always: list[int] = []
        self._by_letters: dict[str, list[int]] = {}
        for number, one in enumerate(self.patterns):
            held = needed(one)
            if not held:
                self._always.append(number)
            for letters in held:
                self._by_letters.setdefault(letters, []).append(number)

    def __reduce__(self) -> tuple[type[Phrases], tuple[tuple[str, ...], int]]:
        return Phrases, (self.patterns, int(self._flags))

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
        held = self._possible(text)
        if held:
            yield from _joined(tuple(self.patterns[n] for n in held), self._flags).finditer(text)

    def _possible(self, text: str) -> Sequence[int]:
        if not text.isascii() and FOLDING.search(text):
            return range(len(self.patterns))
        small = text.lower()
        found = [n for letters, held in self._by_letters.items() if letters in small for n in held]
        return sorted({*self._always, *found}) if found else self._always


@lru_cache(maxsize=512)
def _joined(patterns: tuple[str, ...], flags: int) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), flags)


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
