"""How an item moved between the two halves of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from inboxminer.config import Swot
from inboxminer.intervals import corrected, differs
from inboxminer.records import Trend

ALPHA = 0.05
# Customers that make a topic new or gone and not just rare.
FEW = 3


@dataclass(frozen=True, slots=True)
class Halves:
    """The two halves of a period: where they meet, and who wrote in each; None without trend."""

    middle: pd.Timestamp
    first: int
    second: int


def halves(messages: pd.DataFrame, settings: Swot) -> Halves | None:
    """The halves of the period of some messages (columns date, customer).

    None where the period or the number of customers is too small to say anything.
    """
    dated = messages.dropna(subset=["date"])
    if dated.empty or dated["customer"].nunique() < settings.trend_customers:
        return None
    start, end = dated["date"].min(), dated["date"].max()
    if (end - start) < pd.Timedelta(weeks=settings.trend_weeks):
        return None
    middle = start + (end - start) / 2
    early = dated["date"] < middle
    first = int(dated.loc[early, "customer"].nunique())
    second = int(dated.loc[~early, "customer"].nunique())
    return Halves(middle, first, second) if first and second else None


def trends(groups: Sequence[pd.DataFrame], split: Halves | None) -> list[Trend]:
    """The trend of each group of mentions (columns date, customer).

    ``change`` is the share of writers in the second half less that in the first; ``p`` is
    corrected over the groups. States: new, rising, steady, falling, gone.
    """
    if split is None:
        return [Trend(None, None, None) for _ in groups]
    counts = []
    for group in groups:
        dated = group.dropna(subset=["date"])
        early = dated["date"] < split.middle
        counts.append(
            (
                int(dated.loc[early, "customer"].nunique()),
                int(dated.loc[~early, "customer"].nunique()),
            )
        )
    values = corrected([differs(a, split.first, b, split.second) for a, b in counts])
    return [_trend(a, b, split, p) for (a, b), p in zip(counts, values, strict=True)]


def _trend(first: int, second: int, split: Halves, p: float) -> Trend:
    change = second / split.second - first / split.first
    trend = Trend("steady", round(change, 6), round(p, 6))
    if p >= ALPHA:
        return trend
    if first == 0 and second >= FEW:
        return replace(trend, state="new")
    if second == 0 and first >= FEW:
        return replace(trend, state="gone")
    return replace(trend, state="rising" if change > 0 else "falling")
