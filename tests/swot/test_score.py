"""The formula of the score, its interval, and the trend."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxminer.config import Config
from inboxminer.intervals import corrected, differs, percent, wilson
from inboxminer.records import Trend
from inboxminer.swot.score import Candidate, score_all, score_of
from inboxminer.swot.trend import halves, trends

SWOT = Config.load().swot
NONE = Trend(None, None, None)
FACTORS = {
    "customers": 30.0,
    "writers": 100.0,
    "prior": 5.0,
    "prior_share": 0.1,
    "severity": 3.0,
    "trend_direction": 0.0,
    "trend_weight": 0.25,
}


def test_the_formula_by_hand() -> None:
    # reach (30 + 5 * 0.1) / 105 = 0.290476; √ 0.538958; · 3/5 · 1/1.25 · 100
    assert score_of(FACTORS) == pytest.approx(25.870, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "value"), [("customers", 31.0), ("severity", 3.1), ("trend_direction", 1.0)]
)
def test_more_of_anything_bad_is_more_urgent(name: str, value: float) -> None:
    assert score_of({**FACTORS, name: value}) > score_of(FACTORS)


@given(st.integers(0, 400), st.integers(1, 400), st.floats(1, 5), st.sampled_from([-1.0, 0.0, 1.0]))
def test_scores_lie_between_0_and_100(
    customers: int, writers: int, severity: float, direction: float
) -> None:
    held = FACTORS | {"customers": float(min(customers, writers)), "writers": float(writers)}
    held |= {"severity": severity, "trend_direction": direction}
    assert 0 <= score_of(held) <= 100


def candidate(*customers: int, rung: float = 3.0) -> Candidate:
    return Candidate(np.asarray(customers), np.full(len(customers), rung), NONE)


def test_intervals_hold_their_score_and_certainty_is_a_share() -> None:
    many, few = candidate(*range(40)), candidate(1, 2, 3)
    found = score_all([many, few], writers=100, settings=SWOT, seed=7)
    for one in found:
        assert one.interval[0] <= one.score <= one.interval[1]
        assert 0 <= one.certainty <= 1
    assert found[0].score > found[1].score
    assert found == score_all([many, few], writers=100, settings=SWOT, seed=7)


def test_certainty_falls_where_many_are_alike() -> None:
    alike = [candidate(n, n + 20, n + 40) for n in range(12)]
    found = score_all(alike, writers=100, settings=SWOT, seed=7)
    assert sum(one.certainty for one in found) == pytest.approx(5, abs=0.01)
    assert max(one.certainty for one in found) < 0.95


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.277533), (5, 10, 0.236593, 0.763407), (10, 10, 0.722467, 1.0), (0, 0, 0, 1)],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=1e-5)


def test_a_small_share_is_not_nothing() -> None:
    shares = (0.0, 1 / 237, 0.004, 0.01, 0.246, 1.0)
    assert [percent(s, "en") for s in shares] == ["0%", "0.4%", "0.4%", "1%", "25%", "100%"]


def test_difference_and_correction() -> None:
    assert differs(0, 50, 0, 50) == 1.0
    assert differs(1, 50, 20, 50) < 0.001
    assert corrected([0.01, 0.02, 0.03]) == pytest.approx([0.03, 0.03, 0.03])
    assert corrected([]) == []


def frame(days: list[int], customers: list[int]) -> pd.DataFrame:
    dates = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"date": dates, "customer": customers})


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ([10] * 10 + [170] * 10, "steady"),
        ([10] * 2 + [170] * 30, "rising"),
        ([10] * 30 + [170] * 2, "falling"),
        ([170] * 20, "new"),
        ([10] * 20, "gone"),
    ],
)
def test_trend_states(days: list[int], state: str) -> None:
    whole = frame([n * 180 // 199 for n in range(200)], list(range(200)))
    split = halves(whole, SWOT)
    assert split
    found = trends([frame(days, list(range(len(days))))], split)[0]
    assert found.state == state


@pytest.mark.parametrize(("days", "people"), [(180, 20), (30, 200)])
def test_no_trend_in_a_short_or_thin_period(days: int, people: int) -> None:
    rows = frame([n * days // max(1, people - 1) for n in range(people)], list(range(people)))
    assert halves(rows, SWOT) is None
    assert trends([rows], None) == [NONE]
