"""Measure how far blind labellers agree, and write it into docs/labelling.md."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from inboxminer.taxonomy import load

ROOT = Path(__file__).parents[1]
HELD, PAGE = ROOT / "corpora" / "agreement", ROOT / "docs" / "labelling.md"
LANGUAGES = ("all", "he", "en", "ar", "ru")
TASKS = {
    "mentions": ("topic", "polarity", "stage", "signals", "department", "segment"),
    "mails": ("kind", "department", "segment", "sentiment", "signals"),
}
Row = Mapping[str, str]
Pair = tuple[Row, Row]


def read(kind: str) -> dict[str, dict[str, Row]]:
    """Labels by labeller, and by the id of the text."""
    out: dict[str, dict[str, Row]] = {}
    with (HELD / f"{kind}.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            out.setdefault(row["labeller"], {})[row["id"]] = row
    return out


def kappa(pairs: Sequence[Pair], task: str) -> float | None:
    """Cohen's kappa of two labellings (1960, doi:10.1177/001316446002000104).

    Of signals each yes or no of each signal is one decision.
    """
    if task == "signals":
        names = load().labels["signals"]
        decided: list[tuple[object, object]] = [
            (name in one[task].split(","), name in two[task].split(","))
            for one, two in pairs
            for name in names
        ]
    else:
        both = [(one[task], two[task]) for one, two in pairs]
        decided = [pair for pair in both if "-" not in pair]
    if len(decided) < 10:
        return None
    return float(cohen_kappa_score([one for one, _ in decided], [two for _, two in decided]))


def table(kind: str) -> str:
    """Kappa of every pair of labellers, by task and language."""
    held = read(kind)
    texts = len(next(iter(held.values())))
    lines = [f"## {texts} {kind}\n", f"| labellers | task | {' | '.join(LANGUAGES)} |"]
    lines.append("|---" * (len(LANGUAGES) + 2) + "|")
    for first, second in combinations(sorted(held), 2):
        for task in TASKS[kind]:
            if not _labelled(held[first], task) or not _labelled(held[second], task):
                continue
            cells = [_cell(held[first], held[second], task, code) for code in LANGUAGES]
            lines.append(f"| {first}, {second} | {task} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _labelled(rows: Mapping[str, Row], task: str) -> bool:
    return any(row[task] != "-" for row in rows.values())


def _cell(first: Mapping[str, Row], second: Mapping[str, Row], task: str, code: str) -> str:
    keys = [key for key in first if code in ("all", first[key]["lang"])]
    value = kappa([(first[key], second[key]) for key in keys], task)
    return "" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    body = "\n".join(table(kind) for kind in TASKS)
    text = PAGE.read_text(encoding="utf-8")
    marks = r"(<!-- agreement -->\n).*(<!-- end -->)"
    PAGE.write_text(re.sub(marks, rf"\1\n{body}\n\2", text, flags=re.DOTALL), encoding="utf-8")
