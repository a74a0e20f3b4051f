"""Fit the line tagger on composed mails and write models/lines with its figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from inboxminer.clean.tagger import LABELS, Tagger
from inboxminer.train.compose import compose
from inboxminer.train.lines import Run, fit, runs, save

ROOT = Path(__file__).parents[1]


def figures(made: Tagger, examples: list[Run]) -> dict[str, float]:
    """Share of lines right, and precision and recall of each zone, on composed mails."""
    pairs = [
        (LABELS[gold], guess)
        for run in examples
        for gold, guess in zip(run.labels, made.tag(run.rows), strict=True)
    ]
    out = {"lines": len(pairs), "accuracy": sum(a == b for a, b in pairs) / len(pairs)}
    for zone in LABELS:
        both = sum(a == b == zone for a, b in pairs)
        out[f"{zone}_precision"] = both / max(1, sum(b == zone for _, b in pairs))
        out[f"{zone}_recall"] = both / max(1, sum(a == zone for a, _ in pairs))
    return {name: round(value, 4) for name, value in out.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "models" / "lines")
    options.add_argument("--each", type=int, default=700, help="mails of each language")
    options.add_argument("--epochs", type=int, default=60)
    chosen = options.parse_args()
    torch.set_num_threads(1)
    made = fit(runs(compose(ROOT / "corpora", each=chosen.each, seed=1)), epochs=chosen.epochs)
    save(made, chosen.out)
    found = figures(made, runs(compose(ROOT / "corpora", each=150, seed=2)))
    text = json.dumps({"composed_mails_of_another_seed": found}, indent=1)
    (chosen.out / "metrics.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
