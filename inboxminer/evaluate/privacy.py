"""How much personal data the redactor finds, and how much it takes for personal that is none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inboxminer.clean.redact import KINDS, redact
from inboxminer.config import LANGUAGES
from inboxminer.errors import ConfigError

PARTS = ("tune", "held_out")


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the half-open spans of its personal data; none where all of it is to stay."""

    id: str
    language: str
    part: str
    text: str
    people: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided in one case, by kind: spans wanted, found whole, replaced, and right.

    A span is found where each of its letters and digits is replaced as its kind; a replacement is
    right where none of its letters and digits lies outside the spans of its kind.
    """

    case: Case
    wanted: Counter[str]
    found: Counter[str]
    replaced: Counter[str]
    right: Counter[str]
    hidden: int

    @property
    def perfect(self) -> bool:
        """Whether nothing was missed and nothing else replaced."""
        return self.wanted == self.found and self.replaced == self.right


@dataclass(frozen=True, slots=True)
class Figure:
    """Recall and precision with the counts they come from; None where there is nothing to count."""

    wanted: int
    replaced: int
    recall: float | None
    precision: float | None


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file; raises ConfigError for a line that is none."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            spans = tuple((int(s), int(e), str(kind)) for s, e, kind in row["spans"])
            case = Case(
                row["id"], row["language"], row["part"], row["text"], tuple(row["people"]), spans
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{path}, line {number}: no case: {error}") from error
        if any(kind not in KINDS for *_, kind in spans) or case.part not in PARTS:
            raise ConfigError(f"{path}, line {number}: unknown kind or part")
        out.append(case)
    return out


def judge(case: Case) -> Verdict:
    """The redactor's work on one case."""
    _, redactions = redact(case.text, people=case.people, language=case.language)
    hits, shift = [], 0
    for one in redactions:
        start = one.start + shift
        hits.append((start, start + len(one.original), one.kind))
        shift += len(one.original) - (one.end - one.start)
    gold, given = _marked(case.text, case.spans), _marked(case.text, hits)
    everything = set().union(*given.values()) if given else set()
    wanted, found, replaced, right = (Counter[str]() for _ in range(4))
    hidden = 0
    for start, end, kind in case.spans:
        signs = _signs(case.text, start, end)
        wanted[kind] += 1
        found[kind] += signs <= given.get(kind, set())
        hidden += signs <= everything
    for start, end, kind in hits:
        replaced[kind] += 1
        right[kind] += _signs(case.text, start, end) <= gold.get(kind, set())
    return Verdict(case, wanted, +found, replaced, +right, hidden)


def figures(verdicts: Iterable[Verdict]) -> dict[str, Figure]:
    """Recall and precision of each kind, and of all together under ``all``."""
    held = list(verdicts)
    totals = [sum((getattr(v, name) for v in held), Counter[str]()) for name in FIELDS]
    out = {}
    for kind in (*KINDS, "all"):
        wanted, found, replaced, right = (t.total() if kind == "all" else t[kind] for t in totals)
        out[kind] = Figure(
            wanted,
            replaced,
            found / wanted if wanted else None,
            right / replaced if replaced else None,
        )
    return out


FIELDS = ("wanted", "found", "replaced", "right")


def tables(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str, Mapping[str, Figure]]]:
    """For each part and language with cases, and for ``all``, the figures by kind."""
    for part in PARTS:
        for language in ("all", *LANGUAGES):
            held = [
                v for v in verdicts if v.case.part == part and language in ("all", v.case.language)
            ]
            if held:
                yield part, language, figures(held)


def report(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Everything counted, as one JSON object: part → language → kind."""
    out: dict[str, Any] = {part: {} for part in PARTS}
    for part, language, held in tables(verdicts):
        out[part][language] = {
            kind: {
                "wanted": one.wanted,
                "replaced": one.replaced,
                "recall": one.recall,
                "precision": one.precision,
            }
            for kind, one in held.items()
        }
    for part in PARTS:
        mine = [v for v in verdicts if v.case.part == part]
        traps = [v for v in mine if not v.case.spans]
        out[part]["cases"] = len(mine)
        out[part]["traps"] = len(traps)
        out[part]["traps_kept"] = sum(v.perfect for v in traps)
        out[part]["hidden"] = sum(v.hidden for v in mine)
    return out


def _marked(text: str, spans: Iterable[tuple[int, int, str]]) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {}
    for start, end, kind in spans:
        out.setdefault(kind, set()).update(_signs(text, start, end))
    return out


def _signs(text: str, start: int, end: int) -> set[int]:
    return {at for at in range(start, end) if text[at].isalnum()}
