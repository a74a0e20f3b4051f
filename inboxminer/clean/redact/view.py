"""What the recognisers read: the text without tricks, with a way back to its offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# Stands for whatever is replaced already: a placeholder or an earlier find.
HOLE = "\ufffc"
# Soft hyphens, zero-width signs and bidi controls: nobody sees them.
HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff"
# Written one way for another: digits of other scripts, full-width signs, spaces, dashes, quotes.
PLAIN = {
    **{chr(zero + n): str(n) for zero in (0x660, 0x6F0, 0x966, 0xFF10) for n in range(10)},
    **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if not chr(code).isdigit()},
    **dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    **dict.fromkeys("\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63", "-"),
    **dict.fromkeys("\u05f3\u2018\u2019\u201b\u02bc", "'"),
    **dict.fromkeys("\u05f4\u201c\u201d\u201e\u201f", '"'),
    "\u060c": ",",
    "\u061b": ";",
    "\u2024": ".",
}
HIDDEN_SIGNS = re.compile(f"[{HIDDEN}]+")
SPECIAL = re.compile(f"[{HIDDEN}]+|[{''.join(re.escape(c) for c in PLAIN)}]")


@dataclass(frozen=True, slots=True)
class View:
    """A text and where its characters stand in the text that it was made from.

    places, shifts: from ``places[n]`` on, an offset is ``shifts[n]`` smaller than in the original.
    """

    text: str
    places: Sequence[int] = (0,)
    shifts: Sequence[int] = (0,)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch that is not empty lies in the text that the view was made from."""
        return self._moved(start), self._moved(end - 1) + 1

    def _moved(self, at: int) -> int:
        return at + self.shifts[bisect_right(self.places, at) - 1]


def folded(text: str) -> View:
    """The text with nothing hidden, ASCII digits, plain spaces, dashes and quotes."""
    if text.isascii() and "\t" not in text:
        return View(text)
    places, shifts, gone = [0], [0], 0
    if not HIDDEN_SIGNS.search(text):
        return View(SPECIAL.sub(_plain, text))
    for match in HIDDEN_SIGNS.finditer(text):
        at = match.start() - gone
        gone += match.end() - match.start()
        if places[-1] == at:
            shifts[-1] = gone
        else:
            places.append(at)
            shifts.append(gone)
    return View(SPECIAL.sub(_plain, text), places, shifts)


def with_holes(text: str, taken: Sequence[tuple[int, int]]) -> View:
    """The text with each of these stretches, which are in order, as one hole."""
    if not taken:
        return View(text)
    places, shifts, gone, at = [0], [0], 0, 0
    parts: list[str] = []
    for start, end in taken:
        parts += (text[at:start], HOLE)
        at = end
        gone += end - start - 1
        places.append(start - (gone - (end - start - 1)) + 1)
        shifts.append(gone)
    parts.append(text[at:])
    return View("".join(parts), places, shifts)


def _plain(match: re.Match[str]) -> str:
    return PLAIN.get(match[0], "")
