"""Each figure against values worked out by hand, and the laws that all inputs obey."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxminer.evaluate.measures import (
    Sets,
    expected_error,
    macro_f1,
    matched,
    micro_f1,
    ndcg,
    overlap,
    reliability,
    top_recall,
)


@dataclass(frozen=True)
class Part:
    start: int
    end: int
    zone: str = "body"


# (gold, guessed) of each message, micro F1, macro F1 over the labels of the gold.
SETS: list[tuple[list[Sets], float, float]] = [
    ([({"refund"}, {"refund"})], 1.0, 1.0),
    # 1 right of 2 gold and 2 guessed; refund 1, warranty 0.
    ([({"refund", "warranty"}, {"refund", "handoff"})], 2 / 4, (1 + 0) / 2),
    # refund: 1 right of 2 gold, 1 guessed: 2/3. handoff: 1 of 1, guessed 2: 2/3.
    (
        [({"refund"}, {"refund"}), ({"refund", "handoff"}, {"handoff"}), ((), {"handoff"})],
        4 / 6,
        2 / 3,
    ),
    # A label that only guesses hold lowers micro F1 and is no label of the macro mean.
    ([({"refund"}, {"refund", "other"})], 2 / 3, 1.0),
    ([({"refund"}, ())], 0.0, 0.0),
    ([((), ())], 0.0, 0.0),
    ([], 0.0, 0.0),
]


@pytest.mark.parametrize(("pairs", "micro", "macro"), SETS)
def test_f1_of_sets(pairs: list[Sets], micro: float, macro: float) -> None:
    assert micro_f1(pairs) == pytest.approx(micro)
    assert macro_f1(pairs) == pytest.approx(macro)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (Part(0, 10), Part(0, 10), 1.0),
        (Part(0, 10), Part(5, 15), 5 / 15),
        (Part(0, 30), Part(10, 20), 10 / 30),
        (Part(0, 10), Part(10, 20), 0.0),
        (Part(0, 10), Part(0, 10, "subject"), 0.0),
        (Part(3, 3), Part(3, 3), 0.0),
    ],
)
def test_overlap_is_intersection_over_union(one: Part, other: Part, share: float) -> None:
    assert overlap(one, other) == pytest.approx(share)
    assert overlap(other, one) == pytest.approx(share)


def test_the_greatest_overlap_is_matched_first_and_each_stretch_once() -> None:
    gold = [Part(0, 10), Part(10, 30), Part(40, 50)]
    guess = [Part(5, 30), Part(0, 4), Part(60, 70)]
    # (10-30, 5-30) overlap 20/25; what is left of 0-10 is 0-4 with 4/10; 40-50 has nothing.
    assert matched(gold, guess) == [(0, 1, pytest.approx(0.4)), (1, 0, pytest.approx(0.8))]


def test_two_right_quotes_in_one_predicted_are_one_match() -> None:
    assert matched([Part(0, 10), Part(10, 30)], [Part(0, 30)]) == [(1, 0, pytest.approx(2 / 3))]


def test_calibration_by_hand() -> None:
    decisions = [(0.95, True), (0.91, True), (0.9, False), (0.32, False), (0.38, True)]
    low, high = reliability(decisions)
    assert (low.low, low.high, low.n) == (0.3, 0.4, 2)
    assert (low.confidence, low.accuracy) == (pytest.approx(0.35), pytest.approx(0.5))
    assert (high.low, high.n) == (0.9, 3)
    assert (high.confidence, high.accuracy) == (pytest.approx(0.92), pytest.approx(2 / 3))
    wanted = (2 * abs(0.35 - 0.5) + 3 * abs(0.92 - 2 / 3)) / 5
    assert expected_error(decisions) == pytest.approx(wanted)


def test_a_certain_decision_lies_in_the_last_tenth() -> None:
    assert [row.low for row in reliability([(1.0, True)])] == [0.9]
    assert expected_error([(1.0, True)]) == 0.0
    assert expected_error([]) == 0.0


# Gains 3, 2, 1: the best order has 3/log2(2) + 2/log2(3) + 1/log2(4).
GAINS = {"a": 3.0, "b": 2.0, "c": 1.0}
BEST = 3 + 2 / math.log2(3) + 1 / 2


@pytest.mark.parametrize(
    ("order", "share"),
    [
        ("abc", 1.0),
        ("ab", (3 + 2 / math.log2(3)) / BEST),
        ("cba", (1 + 2 / math.log2(3) + 3 / 2) / BEST),
        ("xa", 3 / math.log2(3) / BEST),
        ("", 0.0),
    ],
)
def test_ndcg_by_hand(order: str, share: float) -> None:
    assert ndcg(list(order), GAINS) == pytest.approx(share)


def test_ndcg_reads_the_first_places_alone() -> None:
    assert ndcg(["x", "a"], GAINS, at=1) == 0.0
    assert ndcg(["a", "x"], GAINS, at=1) == 1.0


@pytest.mark.parametrize(
    ("order", "gains", "at", "share"),
    [
        ("ab", GAINS, 2, 1.0),
        ("ac", GAINS, 2, 0.5),
        ("cab", GAINS, 2, 0.5),
        # Fewer than ``at`` right ones: all of them are wanted.
        ("xac", {"a": 1.0, "c": 0.5}, 3, 1.0),
        # Level with the last of the right places: either will do.
        ("ad", {"a": 2.0, "b": 1.0, "d": 1.0}, 2, 1.0),
        ("bd", {"a": 2.0, "b": 1.0, "d": 1.0}, 2, 1.0),
        ("ab", {}, 2, 0.0),
    ],
)
def test_top_recall(order: str, gains: dict[str, float], at: int, share: float) -> None:
    assert top_recall(list(order), gains, at=at) == share


parts = st.lists(
    st.builds(
        lambda start, size, zone: Part(start, start + size, zone),
        st.integers(0, 30),
        st.integers(0, 12),
        st.sampled_from(["subject", "body"]),
    ),
    max_size=6,
)
sets = st.lists(
    st.tuples(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd"))), max_size=8
)


@given(parts, parts)
def test_a_match_uses_no_stretch_twice(gold: list[Part], guess: list[Part]) -> None:
    found = matched(gold, guess)
    assert len({n for n, _, _ in found}) == len({m for _, m, _ in found}) == len(found)
    assert all(0 < share <= 1 for _, _, share in found)
    free = [n for n in range(len(gold)) if n not in {n for n, _, _ in found}]
    left = [m for m in range(len(guess)) if m not in {m for _, m, _ in found}]
    assert not any(overlap(gold[n], guess[m]) for n in free for m in left)


@given(sets)
def test_f1_is_a_share_and_order_changes_nothing(pairs: list[Sets]) -> None:
    assert 0 <= micro_f1(pairs) <= 1
    assert 0 <= macro_f1(pairs) <= 1
    assert micro_f1(pairs) == micro_f1(pairs[::-1])
    assert macro_f1(pairs) == pytest.approx(macro_f1(pairs[::-1]))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_decision_lies_in_one_tenth(decisions: list[tuple[float, bool]]) -> None:
    rows = reliability(decisions)
    assert sum(row.n for row in rows) == len(decisions)
    assert 0 <= expected_error(decisions) <= 1
