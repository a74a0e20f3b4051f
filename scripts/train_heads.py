"""Fit the shipped models on corpora/: the warmed encoder in, WORK/fit/{encoder,heads} out."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from inboxminer.train.fit import Recipe
from inboxminer.train.run import train

CORPORA = Path(__file__).parents[1] / "corpora"
RECIPE = Recipe(
    epochs=10,
    batch=48,
    rate=5e-3,
    table_rate=3e-3,
    encoder_rate=4e-4,
    anchor=0.3,
    dropout=0.4,
    token_dropout=0.3,
    runs=5,
)


def parts(name: str) -> list[Path]:
    """The files of one part, in a fixed order."""
    return sorted(CORPORA.glob(f"m*/{name}.jsonl"))


@click.command()
@click.option("--work", type=click.Path(path_type=Path, exists=True), default=Path("build/encoder"))
@click.option("--stage", type=click.Choice(["static", "layers"]), default="static")
def main(work: Path, stage: str) -> None:
    """Print the figures on the held-out part; copy the result to models/ if it is better."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    warm = work / f"warm-{stage}"
    encoder, heads = warm / "encoder", warm / "heads"
    figures = train(
        parts("train"),
        work / "fit",
        encoder=encoder,
        dev=parts("dev"),
        heads=heads,
        recipe=RECIPE,
    )
    for task, value in figures.items():
        click.echo(f"{task:18} {value}")


if __name__ == "__main__":
    main()
