"""Warm the distilled encoder up on public polarity and intent sets: WORK/warm/{encoder,heads}."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from inboxminer.classify.tasks import tasks
from inboxminer.taxonomy import load
from inboxminer.train import material, public
from inboxminer.train.distill import encoder_of
from inboxminer.train.fit import Recipe, fit

HERE = Path(__file__).parent


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/encoder"))
@click.option("--stage", type=click.Choice(["static", "layers"]), default="static")
@click.option("--most", type=int, default=9000, help="Rows of each polarity file.")
@click.option("--epochs", type=int, default=2)
def main(data: Path, work: Path, stage: str, most: int, epochs: int) -> None:
    """One sample in fifty is held out to choose the epoch."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    table, taxonomy = HERE / "training_sources.toml", load()
    polar = material.allowed(table, data, "sentiment")
    asked = material.allowed(table, data, "intents")
    samples = [
        *public.polarity_samples(polar, most=most, seed=7),
        *public.intent_samples(asked, HERE / "intent_topics.toml"),
    ]
    dev = samples[::50]
    train = [sample for number, sample in enumerate(samples) if number % 50]
    logging.info("%d samples, %d held out", len(train), len(dev))
    encoder = encoder_of(work, stage)
    table_of = tasks(taxonomy.topic_ids, taxonomy.stage_ids)
    recipe = Recipe(epochs=epochs, batch=128, anchor=2.0, context_dropout=1.0)
    heads = fit(encoder, table_of, train, dev, recipe)
    encoder.save(work / f"warm-{stage}" / "encoder")
    heads.save(work / f"warm-{stage}" / "heads")


if __name__ == "__main__":
    main()
