"""Measure the shipped models and write the figures into docs/accuracy.md.

With ``--curves FOLDER`` also the table of learning curves, from what
``scripts/learning_curves.py`` left in FOLDER; its last row is the shipped models.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from inboxminer.evaluate.tables import Table, columns, percent, tables

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
# Corpus and part, and what its figures are worth.
PARTS = {
    ("mails", "test"): "Whole mails, of a writer of whom nothing is in training",
    ("mentions", "test"): "Statements by two writers of whom nothing is in training",
    ("surveys", "test"): "Survey answers, of a writer of whom nothing is in training",
    ("mentions", "dev"): "Held-out statements that chose the epoch and thresholds (they flatter)",
}
CURVES = (("topic", "accuracy"), ("topic", "macro_f1"), ("sentiment", "macro_f1"))


def figures(kind: str, part: str) -> Any:
    """What ``inboxminer evaluate`` says about one part of a corpus."""
    path = ROOT / "corpora" / kind / f"{part}.jsonl"
    command = [sys.executable, "-m", "inboxminer", "evaluate", str(path), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def curves(folder: Path, shipped: Any) -> str:
    """Each share of the training part with its figures, and the shipped models below them."""
    held = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    rows = [
        (f"{share} % ({held[share]['samples']})", held[share]) for share in sorted(held, key=int)
    ]
    codes = columns(shipped["statements"]["topic"])
    written = []
    for task, figure in CURVES:
        lines = [
            (name, *(percent(of(found, task).get(code, {}).get(figure)) for code in codes))
            for name, found in [*rows, ("shipped", shipped)]
        ]
        title = f"{task.capitalize()}, {figure.replace('_', '-').replace('f1', 'F1')}"
        written.append(Table(title, ("training part", *codes), tuple(lines)).markdown())
    return "\n\n".join(written)


def of(found: Any, task: str) -> Any:
    """The figures of a task by language: topic of statements, sentiment of messages."""
    return found["messages" if task == "sentiment" else "statements"][task]


def put(mark: str, text: str) -> None:
    """Put text between the marks of that name of the page."""
    page = PAGE.read_text(encoding="utf-8")
    marks = rf"(<!-- {mark} -->\n).*(<!-- end {mark} -->)"
    new = re.sub(marks, lambda m: f"{m[1]}\n{text}\n\n{m[2]}", page, flags=re.DOTALL)
    PAGE.write_text(new, encoding="utf-8")


@click.command()
@click.option("--curves", "folder", type=click.Path(path_type=Path, exists=True))
def main(folder: Path | None) -> None:
    """Put the tables between the marks of the page."""
    found = {part: figures(*part) for part in PARTS}
    body = [
        "\n\n".join([f"### {PARTS[part]}", *(t.markdown(level=4) for t in tables(found[part]))])
        for part in PARTS
    ]
    put("figures", "\n\n".join(body))
    if folder:
        put("curves", curves(folder, found["mentions", "test"]))


if __name__ == "__main__":
    main()
