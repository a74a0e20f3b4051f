"""Make models/: fit the heads, and the encoder under them, on corpora/; write weights and figures."""

from __future__ import annotations

import json
import logging
import random
from pathlib import Path

import click
import torch

from inboxminer.classify.tasks import tasks
from inboxminer.taxonomy import load
from inboxminer.train.corpus import Sample, read
from inboxminer.train.distill import encoder_of
from inboxminer.train.fit import Recipe, development_score, fit, label_counts

ROOT = Path(__file__).resolve().parents[1]


def held_out(samples: list[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """A reproducible split for calibration and the choice of the epoch."""
    order = sorted(samples, key=lambda sample: sample.id)
    random.Random(7).shuffle(order)
    cut = int(len(order) * share)
    return order[cut:], order[:cut]


@click.command()
@click.option("--work", type=click.Path(path_type=Path), default=ROOT / "build/encoder")
@click.option("--stage", type=click.Choice(["static", "layers"]), default="static")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "build/models")
@click.option("--epochs", type=int, default=12)
@click.option("--anchor", type=float, default=1.0)
@click.option("--dev", "dev_files", multiple=True, type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def main(
    work: Path,
    stage: str,
    out: Path,
    epochs: int,
    anchor: float,
    dev_files: tuple[Path, ...],
    files: tuple[Path, ...],
) -> None:
    """FILES are the training JSONL; without --dev a tenth of them is held out."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(7)
    taxonomy = load()
    samples = read(files)
    train, dev = (samples, read(dev_files)) if dev_files else held_out(samples, 0.1)
    encoder = encoder_of(work, stage)
    table = tasks(taxonomy.topic_ids, taxonomy.stage_ids)
    heads = fit(encoder, table, train, dev, Recipe(epochs=epochs, anchor=anchor))
    encoder.save(out / "encoder")
    heads.save(out / "heads")
    figures = {
        "trained_on": {"samples": len(train), "statements": label_counts(train)},
        "development": {"samples": len(dev), **development_score(encoder, heads, dev)},
    }
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (out / "heads" / "metrics.json").write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
