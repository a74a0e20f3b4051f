"""What every recogniser is given and gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from inboxminer.clean.redact.numbers import Number, numbers
from inboxminer.clean.redact.phrases import tokens
from inboxminer.clean.redact.scripts import languages_of
from inboxminer.languages import load

DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of the view to be replaced, and the kind of its placeholder."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Scan:
    """A view's text with what the recognisers share, each made once and only when asked for.

    people: display names of the headers.
    """

    text: str
    language: str
    people: tuple[str, ...] = ()

    @cached_property
    def lower(self) -> str:
        """The text in small letters, of the same length."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """What the one scan for digits found."""
        return tuple(numbers(self.text, self.lower, self.languages))

    @cached_property
    def digits(self) -> bool:
        """Whether there is any digit."""
        return DIGIT.search(self.text) is not None

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text in small letters, also without letters that are glued on."""
        return tokens(self.lower, "".join(load(code).prefix_letters for code in self.languages))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that may stand in the text, by its scripts; its own first."""
        return languages_of(self.text, self.language)


class Recogniser(Protocol):
    """Finds one kind of personal data in a scan; hits may overlap, the earlier one counts."""

    def __call__(self, scan: Scan, /) -> Iterator[Hit]:
        """The hits in any order."""
        ...
