"""The figures of ``evaluate`` as tables: what is counted down the side, languages across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inboxminer.languages import CODES

# Figures that are counts and no shares.
COUNTS = ("n", "matched")
NAMES = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "micro_f1": "micro-F1",
    "ndcg_10": "nDCG@10",
    "recall_10": "top-10 recall",
    "ece": "ECE",
}
TITLES = {
    "statements": "Single statements",
    "messages": "Whole messages, read as a scan reads them",
}
MEASURES = {
    "topics": "topic sets",
    "topics_polarity": "topic+polarity sets",
    "quotes": "quotes",
    "stage": "stage",
    "ranking": "SWOT ranking",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the heads of its columns, and rows of as many cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def plain(self) -> str:
        """In columns, for a terminal."""
        lines = [self.head, *self.rows]
        wide = [max(len(line[n]) for line in lines) for n in range(len(self.head))]
        shown = [
            "  ".join(
                cell.ljust(width) if n == 0 else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(line, wide, strict=True))
            ).rstrip()
            for line in lines
        ]
        return "\n".join([self.title, *shown])

    def markdown(self, level: int = 3) -> str:
        """As a section of a page."""
        lines = [f"| {' | '.join(line)} |" for line in (self.head, *self.rows)]
        lines.insert(1, "|---" * len(self.head) + "|")
        return "\n".join([f"{'#' * level} {self.title}", "", *lines])


def tables(figures: Mapping[str, Any]) -> list[Table]:
    """Those of statements, of whole messages, of calibration; without the empty ones."""
    out = [_by_language(TITLES[name], figures[name]) for name in TITLES if figures[name]]
    if figures["calibration"]:
        out += [_errors(figures["calibration"]), reliability(figures["calibration"])]
    return out


def percent(value: float | None) -> str:
    """A share without its sign, rounded to a whole; empty of None."""
    return "" if value is None else f"{100 * value:.0f}"


def columns(held: Sequence[str]) -> list[str]:
    """``all`` and the languages, in the order of the package; others behind them."""
    known = ["all", *CODES]
    return [code for code in known if code in held] + sorted(set(held) - set(known))


def _by_language(title: str, found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Table:
    codes = columns([code for by_code in found.values() for code in by_code])
    rows = [
        (name, *cells)
        for measure, by_code in found.items()
        for name, cells in _rows(MEASURES.get(measure, measure), by_code, codes)
    ]
    return Table(title, ("percent", *codes), tuple(rows))


def _rows(
    measure: str, by_code: Mapping[str, Mapping[str, float]], codes: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    for name in next(iter(by_code.values())):
        values = [by_code.get(code, {}).get(name) for code in codes]
        shown = [_count(v) if name in COUNTS else percent(v) for v in values]
        yield f"{measure}: {NAMES.get(name, name)}", shown


def _count(value: float | None) -> str:
    return "" if value is None else str(int(value))


def _errors(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Table:
    codes = columns([code for by_code in found.values() for code in by_code])
    rows = [
        (task, *(percent(by_code.get(code, {}).get("ece")) for code in codes))
        for task, by_code in found.items()
    ]
    title = "Calibration: expected error of the probabilities (ECE), in points"
    return Table(title, ("task", *codes), tuple(rows))


def reliability(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Table:
    """Of all languages: what came true of what was said with how much certainty."""
    lows = [n / 10 for n in range(10)]
    rows = []
    for task, by_code in found.items():
        held = {row["from"]: row for row in by_code["all"]["reliability"]}
        cells = [
            f"{percent(held[low]['accuracy'])} ({held[low]['n']})" if low in held else ""
            for low in lows
        ]
        rows.append((task, *cells))
    head = [f"{100 * low:.0f}–{100 * low + 10:.0f}" for low in lows]
    title = "Reliability: percent right (and how many) by the probability stated, in percent"
    return Table(title, ("task", *head), tuple(rows))
