"""The sentences of the SWOT list in the report's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from inboxminer.intervals import percent
from inboxminer.records import Trend

CLAUSES = ("repeat_contact", "churn_risk", "escalation", "vulnerable")


def why(
    quadrant: str,
    *,
    language: str,
    customers: int,
    writers: int,
    trend: Trend,
    signals: Mapping[str, int],
    extra: Sequence[str] = (),
) -> str:
    """One sentence: how many customers, where it moves, and what makes it weigh more.

    signals: how many of the customers show each signal; extra: further clauses.
    """
    texts = load(language)
    share = percent(customers / max(1, writers), language)
    reading = texts.get(f"{quadrant}_one", texts[quadrant]) if customers == 1 else texts[quadrant]
    clauses = [reading.format(customers=customers, writers=writers, share=share)]
    clauses.append(texts.get(trend.state or "", ""))
    for name in CLAUSES:
        if n := signals.get(name):
            clauses.append(texts[f"{name}_one" if n == 1 else name].format(n=n))
    clauses += extra
    return texts["join"].join(clause for clause in clauses if clause) + "."


@cache
def load(language: str) -> Mapping[str, str]:
    """The texts of a language; English where there is none."""
    folder = resources.files("inboxminer.swot") / "texts"
    path = folder / f"{language}.toml"
    held = path if path.is_file() else folder / "en.toml"
    return dict(tomllib.loads(held.read_text(encoding="utf-8")))
