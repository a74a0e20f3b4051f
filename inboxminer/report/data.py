"""What a report is drawn from: one frozen record, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from inboxminer.records import Case, StageCell, SwotItem, Theme


class Names(Protocol):
    """Gives ids their names in a language; the taxonomy does."""

    def name(self, key: str, language: str, reading: Any = "name") -> str:
        """The name of a topic, stage or force."""
        ...

    def label(self, group: str, key: str, language: str) -> str:
        """The name of an id within one closed list."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention in its context. Texts are empty where a report carries no mail text."""

    mention_id: str
    message_id: str
    date: str | None
    language: str
    before: str
    quote: str
    after: str
    topic: str
    polarity: str
    stage: str
    department: str | None
    certainty: float


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that a report shows.

    run: the content of ``run.json``. since, until: half-open days, None without dated mail.
    evidence: by mention id, in the order in which it is shown. cell_evidence: "stage topic" →
    mention ids of its negative mentions. weeks: first days of the weeks of the period; by_week:
    item id → customers in each. untested: share of mail in languages that were never tested.
    """

    run: Mapping[str, Any]
    names: Names
    language: str
    since: str | None
    until: str | None
    customers: int
    messages: int
    redacted: bool
    text: bool
    items: tuple[SwotItem, ...]
    themes: tuple[Theme, ...]
    unthemed: int
    stages: tuple[str, ...]
    cells: tuple[StageCell, ...]
    cases: tuple[Case, ...]
    evidence: Mapping[str, Evidence]
    cell_evidence: Mapping[str, tuple[str, ...]]
    weeks: tuple[str, ...]
    by_week: Mapping[str, tuple[int, ...]]
    languages: Mapping[str, int]
    departments: Mapping[str, int]
    segments: Mapping[str, int]
    sentiments: Mapping[str, int]
    stage_customers: Mapping[str, int]
    untested: float

    def ranked(self, quadrant: str, most: int | None = None) -> tuple[SwotItem, ...]:
        """Ranked items of a quadrant, first first."""
        held = [i for i in self.items if i.quadrant == quadrant and i.rank is not None]
        return tuple(sorted(held, key=lambda item: item.rank or 0)[:most])

    def unranked(self, quadrant: str) -> tuple[SwotItem, ...]:
        """Items of a quadrant that too few customers raised for a rank, most customers first."""
        held = [i for i in self.items if i.quadrant == quadrant and i.rank is None]
        return tuple(sorted(held, key=lambda i: (-i.customers, i.id)))

    def first(self, quadrant: str, most: int) -> tuple[SwotItem, ...]:
        """The first ranked items of a quadrant; where none is ranked, what was heard at all."""
        return self.ranked(quadrant, most) or self.unranked(quadrant)[:most]

    def of_quadrant(self, quadrant: str) -> tuple[SwotItem, ...]:
        """Ranked items of a quadrant, then those that more than one customer raised.

        Where none is ranked, all of them.
        """
        ranked, small = self.ranked(quadrant), self.unranked(quadrant)
        return (*ranked, *(i for i in small if i.customers > 1)) if ranked else small
