"""The one cheap scan for digits that every recogniser of numbers starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inboxminer.clean.redact.cues import announced

# Digits and capitals in groups; how far apart the groups of one number may stand.
CLUSTER = re.compile(r"[0-9](?:[] ()./x[~-]{0,4}[0-9A-Z])*")
GROUP = re.compile(r"[0-9]+")
FEWEST = 5
WINDOW = 48


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that belong together: ``text[start:end]``, from the first digit to the last sign.

    cue: which of ``cues.CUES`` the words right before it announce, or None; they end at ``after``.
    """

    start: int
    end: int
    digits: str
    cue: str | None
    after: int

    def groups(self, text: str) -> tuple[str, ...]:
        """Its groups of digits in the text that it was found in."""
        return tuple(GROUP.findall(text, self.start, self.end))


def numbers(text: str, lower: str, languages: Sequence[str]) -> Iterator[Number]:
    """Every cluster of at least ``FEWEST`` digits, in order."""
    before = 0
    for match in CLUSTER.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        if len(digits) >= FEWEST:
            start = match.start()
            cue, after = announced(lower, max(before, start - WINDOW), start, tuple(languages))
            yield Number(start, match.end(), digits, cue, after)
            before = match.end()
