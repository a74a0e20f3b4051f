"""The figures themselves, as functions of plain values: F1, overlap, calibration, ranking.

Each is 0..1. What is averaged and what counts as nothing stands with each.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

BINS = 10
TOP = 10


class Stretch(Protocol):
    """A half-open stretch of one zone of a message."""

    @property
    def zone(self) -> str:
        """Subject or body."""
        ...

    @property
    def start(self) -> int:
        """Its first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point behind its last."""
        ...


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions whose probability lies in one tenth: how many, how sure and how often right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


Sets = tuple[Collection[str], Collection[str]]


def micro_f1(pairs: Sequence[Sets]) -> float:
    """F1 over all labels of all (gold, guessed) sets together; 0 where there is no label at all."""
    hit = sum(len(set(gold) & set(guess)) for gold, guess in pairs)
    held = sum(len(set(gold)) + len(set(guess)) for gold, guess in pairs)
    return 2 * hit / held if held else 0.0


def macro_f1(pairs: Sequence[Sets]) -> float:
    """Mean F1 over the labels that occur in the gold of (gold, guessed) sets."""
    gold: Counter[str] = Counter()
    guess: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for right, said in pairs:
        gold.update(set(right))
        guess.update(set(said))
        hit.update(set(right) & set(said))
    scores = [2 * hit[label] / (gold[label] + guess[label]) for label in gold]
    return sum(scores) / len(scores) if scores else 0.0


def overlap(one: Stretch, other: Stretch) -> float:
    """Intersection over union of two stretches in code points; 0 in different zones."""
    if one.zone != other.zone:
        return 0.0
    both = max(0, min(one.end, other.end) - max(one.start, other.start))
    either = (one.end - one.start) + (other.end - other.start) - both
    return both / either if either else 0.0


def matched(gold: Sequence[Stretch], guessed: Sequence[Stretch]) -> list[tuple[int, int, float]]:
    """(gold, guessed, overlap) of the pairs that belong together, each stretch in one pair at most.

    The pair with the greatest overlap is taken first; what does not overlap is in no pair.
    """
    found = [
        (overlap(one, other), n, m) for n, one in enumerate(gold) for m, other in enumerate(guessed)
    ]
    used: set[tuple[str, int]] = set()
    out: list[tuple[int, int, float]] = []
    for share, n, m in sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share > 0 and not {("gold", n), ("guess", m)} & used:
            used |= {("gold", n), ("guess", m)}
            out.append((n, m, share))
    return sorted(out)


def reliability(decisions: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The (probability, right) decisions by tenths of their probability, without empty tenths."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for chance, right in decisions:
        held.setdefault(min(BINS - 1, int(chance * BINS)), []).append((chance, right))
    return [
        Bin(
            at / BINS,
            (at + 1) / BINS,
            len(rows),
            sum(chance for chance, _ in rows) / len(rows),
            sum(right for _, right in rows) / len(rows),
        )
        for at, rows in sorted(held.items())
    ]


def expected_error(decisions: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: mean distance of probability and accuracy, weighted by tenths.

    Guo et al. 2017, arXiv:1706.04599.
    """
    parts = [row.n * abs(row.confidence - row.accuracy) for row in reliability(decisions)]
    return sum(parts) / len(decisions) if decisions else 0.0


def ndcg(order: Sequence[str], gains: Mapping[str, float], *, at: int = TOP) -> float:
    """Discounted gain of the first places of an order, as a share of the best possible order's.

    Järvelin and Kekäläinen 2002; what has no gain adds nothing. 0 where nothing has a gain.
    """
    best = _discounted(sorted(gains.values(), reverse=True)[:at])
    return _discounted([gains.get(one, 0.0) for one in order[:at]]) / best if best else 0.0


def top_recall(order: Sequence[str], gains: Mapping[str, float], *, at: int = TOP) -> float:
    """Share of the first places of the right order that the first places of ``order`` hold.

    What is level with the last of the right places counts as one of them.
    """
    worth = sorted((gain for gain in gains.values() if gain > 0), reverse=True)
    places = min(at, len(worth))
    if not places:
        return 0.0
    right = {one for one, gain in gains.items() if gain >= worth[places - 1]}
    return min(places, len(right & set(order[:at]))) / places


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))
