"""Measure the shipped models and write the figures into docs/accuracy.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
TASKS = ("mention", "topic", "polarity", "stage", "signals", "department", "segment", "sentiment")
LANGUAGES = ("all", "he", "en", "ar", "ru", "fa", "fr", "es", "de")
# Corpus and part, and what its figures are worth.
PARTS = {
    ("mentions", "test"): "Two writers of whom nothing is in training, other trades and plots",
    ("mails", "test"): "Sentences of whole mails, of a writer of whom nothing is in training",
    ("surveys", "test"): "Survey answers, of a writer of whom nothing is in training",
    ("mentions", "dev"): "Held-out statements that chose the epoch and thresholds (they flatter)",
}


def figures(kind: str, part: str) -> Any:
    """What ``inboxminer evaluate`` says about one part of a corpus."""
    path = ROOT / "corpora" / kind / f"{part}.jsonl"
    command = [sys.executable, "-m", "inboxminer", "evaluate", str(path), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def table(kind: str, part: str) -> str:
    """Accuracy (F1 for signals) of each task in each language, in percent."""
    found = figures(kind, part)
    codes = [code for code in LANGUAGES if code in found["mention"]]
    lines = [
        f"## {PARTS[kind, part]}\n",
        f"| | {' | '.join(codes)} |",
        "|---" * (len(codes) + 1) + "|",
    ]
    counts = [str(found["mention"][code]["n"]) for code in codes]
    lines.append(f"| statements | {' | '.join(counts)} |")
    for task in TASKS:
        name = "f1" if task == "signals" else "accuracy"
        held = [found.get(task, {}).get(code, {}).get(name) for code in codes]
        shown = [f"{100 * value:.0f}" if value is not None else "" for value in held]
        if not any(held):
            continue
        lines.append(f"| {task} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Put the tables between the marks of the page."""
    body = "\n".join(table(*part) for part in PARTS)
    text = PAGE.read_text(encoding="utf-8")
    marks = r"(<!-- figures -->\n).*(<!-- end -->)"
    PAGE.write_text(re.sub(marks, rf"\1\n{body}\n\2", text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
