"""Priority: one documented formula, its interval by bootstrap, and the ranks.

    score = 100 · √reach · severity/5 · trend / (1 + w)

``reach`` is the share of customers, drawn towards the average item by ``reach_prior`` customers so
that small counts are not over-ranked; ``severity`` 1..5 is the mean rung of consequence; ``trend``
is 1 + w · direction, with direction +1 (new, rising), -1 (falling, gone) or 0; w is
``trend_weight``. The square root says that twice the customers is less than twice as urgent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inboxminer.config import Swot
from inboxminer.records import Trend

DIRECTION = {"new": 1.0, "rising": 1.0, "falling": -1.0, "gone": -1.0}
TOP = 5
CHUNK = 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the formula needs of an item: its customers (numbers) and the severity of each."""

    customers: np.ndarray
    severities: np.ndarray
    trend: Trend


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of a candidate with everything it was made of."""

    score: float
    interval: tuple[float, float]
    certainty: float
    factors: Mapping[str, float]


def score_of(factors: Mapping[str, float]) -> float:
    """The score 0..100 of an item from its factors, exactly as the report states it."""
    reach = (factors["customers"] + factors["prior"] * factors["prior_share"]) / (
        factors["writers"] + factors["prior"]
    )
    weight = factors["trend_weight"]
    trend = (1 + weight * factors["trend_direction"]) / (1 + weight)
    return round(100 * math.sqrt(reach) * factors["severity"] / 5 * trend, 6)


def score_all(
    candidates: Sequence[Candidate], *, writers: int, settings: Swot, seed: int
) -> list[Scored]:
    """Scores of the candidates of one quadrant, with intervals and rank certainty.

    Resamples draw whole customers, because the mails of one customer are no independent evidence.
    """
    if not candidates:
        return []
    shares = [len(c.customers) / max(1, writers) for c in candidates]
    prior_share = round(float(np.mean(shares)), 6)
    factors = [
        {
            "customers": float(len(c.customers)),
            "writers": float(writers),
            "prior": settings.reach_prior,
            "prior_share": prior_share,
            "severity": round(float(c.severities.mean()), 4),
            "trend_direction": DIRECTION.get(c.trend.state or "", 0.0),
            "trend_weight": settings.trend_weight,
        }
        for c in candidates
    ]
    drawn = _resample(candidates, factors, writers=writers, settings=settings, seed=seed)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    places = (-drawn).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    certain = (places < TOP).mean(axis=0)
    return [
        Scored(
            score_of(row),
            (round(float(low[n]), 4), round(float(high[n]), 4)),
            round(float(certain[n]), 4),
            row,
        )
        for n, row in enumerate(factors)
    ]


def _resample(
    candidates: Sequence[Candidate],
    factors: Sequence[Mapping[str, float]],
    *,
    writers: int,
    settings: Swot,
    seed: int,
) -> np.ndarray:
    """Scores (resamples, candidates) when customers are drawn anew with replacement."""
    random = np.random.default_rng(seed)
    prior, share = settings.reach_prior, factors[0]["prior_share"]
    scale = np.asarray(
        [(1 + f["trend_weight"] * f["trend_direction"]) / (1 + f["trend_weight"]) for f in factors]
    )
    out = np.zeros((max(1, settings.resamples), len(candidates)))
    for at in range(0, len(out), CHUNK):
        block = out[at : at + CHUNK]
        weights = np.stack(
            [np.bincount(random.integers(0, writers, writers), minlength=writers) for _ in block]
        )
        for n, candidate in enumerate(candidates):
            mine = weights[:, candidate.customers]
            count = mine.sum(axis=1)
            severity = (mine * candidate.severities).sum(axis=1) / np.maximum(1, count)
            reach = (count + prior * share) / (writers + prior)
            block[:, n] = 100 * np.sqrt(reach) * severity / 5 * scale[n]
    return out
