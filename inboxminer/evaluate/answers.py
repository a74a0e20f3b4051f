"""Decisions beside the right ones, and how often they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inboxminer.evaluate.measures import expected_error, macro_f1, reliability


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision beside the right one."""

    language: str
    task: str
    text: str
    gold: str
    guess: str

    @property
    def right(self) -> bool:
        """Whether the decision is the right one."""
        return self.gold == self.guess


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure the models were of a decision, 0..1, and whether it was right."""

    language: str
    task: str
    chance: float
    right: bool


def label_figures(rows: Sequence[Answer]) -> dict[str, float]:
    """Accuracy, macro F1 over the labels that occur in the gold, and how many; empty of none."""
    if not rows:
        return {}
    return {
        "accuracy": round(sum(row.right for row in rows) / len(rows), 4),
        "macro_f1": round(macro_f1([((row.gold,), (row.guess,)) for row in rows]), 4),
        "n": len(rows),
    }


def calibration(doubts: Sequence[Doubt]) -> dict[str, dict[str, dict[str, object]]]:
    """task → language (and ``all``) → expected calibration error, n, and its table by tenths."""
    held: dict[str, dict[str, list[tuple[float, bool]]]] = {}
    for doubt in doubts:
        for language in ("all", doubt.language):
            rows = held.setdefault(doubt.task, {}).setdefault(language, [])
            rows.append((doubt.chance, doubt.right))
    return {
        task: {
            language: {
                "ece": round(expected_error(rows), 4),
                "n": len(rows),
                "reliability": [
                    {
                        "from": one.low,
                        "to": one.high,
                        "n": one.n,
                        "confidence": round(one.confidence, 4),
                        "accuracy": round(one.accuracy, 4),
                    }
                    for one in reliability(rows)
                ],
            }
            for language, rows in by_language.items()
        }
        for task, by_language in held.items()
    }
