"""Shares of customers: how they are shown, their intervals, and tests of their differences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from babel.numbers import format_percent
from scipy.stats import false_discovery_control, fisher_exact

Z95 = 1.959963984540054


def percent(share: float, language: str) -> str:
    """A share as a whole percentage in a language; below one percent with a decimal."""
    form = "#,##0.0%" if 0 < share < 0.01 else None
    return format_percent(share, format=form, locale=language)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), rounded to six decimals; (0, 1) of nothing."""
    if of <= 0:
        return 0.0, 1.0
    share, square = hits / of, Z95 * Z95
    centre = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return round(max(0.0, centre - half), 6), round(min(1.0, centre + half), 6)


def differs(first: int, of_first: int, second: int, of_second: int) -> float:
    """The p-value that two shares are one (Fisher's exact test, two-sided)."""
    table = [[first, max(0, of_first - first)], [second, max(0, of_second - second)]]
    return float(fisher_exact(table).pvalue)


def corrected(values: Sequence[float]) -> list[float]:
    """P-values corrected for how many were looked at (Benjamini and Hochberg 1995)."""
    if not values:
        return []
    return [float(p) for p in false_discovery_control(list(values))]
