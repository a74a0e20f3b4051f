"""Fit the models on nested shares of corpora/ and measure each on corpora/mentions/test.

One JSON object for each share in OUT, which ``scripts/write_accuracy.py`` puts beside the shipped
models as the table of learning curves in docs/accuracy.md.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import click

from inboxminer.classify.classifier import Classifier
from inboxminer.classify.encoder import Encoder
from inboxminer.classify.tasks import tasks
from inboxminer.config import Config
from inboxminer.evaluate.accuracy import evaluate
from inboxminer.taxonomy import load
from inboxminer.train.corpus import read
from inboxminer.train.fit import fit
from inboxminer.train.run import share_of
from scripts.train_heads import CORPORA, RECIPE, parts

SHORTER = replace(RECIPE, runs=1, epochs=3)


@click.command()
@click.argument("shares", nargs=-1, type=click.IntRange(1, 100), required=True)
@click.option("--start", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/curves"))
def main(shares: tuple[int, ...], start: Path, out: Path) -> None:
    """SHARES are percent of the training part; START is the encoder that each fit begins with."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    labels = load()
    samples, dev = read(parts("train")), read(parts("dev"))
    for share in shares:
        learned = share_of(samples, share)
        encoder = Encoder.load(start)
        table = tasks(labels.topic_ids, labels.stage_ids)
        heads = fit(encoder, table, learned, dev, SHORTER)
        encoder.save(out / str(share) / "encoder")
        heads.save(out / str(share) / "heads")
        models = Classifier.load(str(out / str(share)), taxonomy=labels, config=Config.load())
        found = evaluate(models, [CORPORA / "mentions" / "test.jsonl"], labels).figures
        held = {"samples": len(learned), **found}
        text = json.dumps(held, ensure_ascii=False, indent=1)
        (out / f"{share}.json").write_text(text + "\n", encoding="utf-8")
        logging.info(
            "%d percent, %d samples: %s", share, len(learned), found["statements"]["topic"]["all"]
        )


if __name__ == "__main__":
    main()
