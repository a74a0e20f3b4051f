"""Placeholders: how they are numbered, and the way back to the original."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inboxminer.records import Redaction, Span

PLACEHOLDER = re.compile(
    r"\[(?:NAME|EMPLOYEE|PHONE|EMAIL|ID|CARD|IBAN|ACCOUNT|PLATE|ADDRESS|LINK)_\d+\]"
)
PEOPLE = ("NAME", "EMPLOYEE")


class Names:
    """The placeholders of one message: the same original gets the same number in every zone.

    A person's first or last name alone has the number of the full name.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._people: dict[str, str] = {}

    def placeholder(self, kind: str, original: str) -> str:
        """The placeholder of an original, numbered by its kind."""
        key = (kind, re.sub(r"[\s./()-]+", "", original).casefold())
        if key not in self._numbers:
            known = self._known(kind, original) if kind in PEOPLE else None
            self._numbers[key] = known or self._next(kind)
        shown = self._numbers[key]
        if kind in PEOPLE:
            longest = self._people.get(shown, "")
            self._people[shown] = max(longest, person_key(original), key=len)
        return shown

    @property
    def people(self) -> Mapping[str, str]:
        """The persons named so far: placeholder without brackets → name in small letters."""
        return {shown[1:-1]: name for shown, name in self._people.items()}

    def _known(self, kind: str, original: str) -> str | None:
        words = set(person_key(original).split())
        for shown, name in self._people.items():
            held = set(name.split())
            if shown.startswith(f"[{kind}_") and (words <= held or held <= words):
                return shown
        return None

    def _next(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"[{kind}_{self._counts[kind]}]"


def person_key(name: str) -> str:
    """A name as it is compared: its words in small letters, without marks."""
    return " ".join(re.findall(r"[^\W\d_]+", name.casefold()))


def in_full(people: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Persons by placeholder, a single name as the one full name of the headers that holds it."""
    full = {person_key(name): set(person_key(name).split()) for name in headers}
    out = {}
    for shown, name in people.items():
        meant = [one for one, words in full.items() if len(words) > 1 and name in words]
        out[shown] = meant[0] if len(meant) == 1 and " " not in name else name
    return out


def restore(text: str, redactions: Sequence[Redaction]) -> str:
    """The original of a redacted text."""
    out, at = [], 0
    for redaction in redactions:
        out += [text[at : redaction.start], redaction.original]
        at = redaction.end
    return "".join([*out, text[at:]])


def map_span(span: Span, redactions: Sequence[Redaction]) -> Span:
    """Where a span of the redacted text lies in the original."""

    def moved(at: int) -> int:
        shift = 0
        for r in redactions:
            if r.end <= at:
                shift += len(r.original) - (r.end - r.start)
        return at + shift

    return Span(moved(span.start), moved(span.end))
