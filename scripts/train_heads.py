"""Fit the shipped models on corpora/: START/{encoder,heads} in, OUT/{encoder,heads} out."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from inboxminer.train.fit import Recipe
from inboxminer.train.run import train

ROOT = Path(__file__).parents[1]
CORPORA, MODELS = ROOT / "corpora", ROOT / "models"
RECIPE = Recipe(
    epochs=4,
    batch=48,
    rate=5e-3,
    table_rate=3e-3,
    encoder_rate=4e-4,
    anchor=0.3,
    dropout=0.4,
    token_dropout=0.3,
    runs=3,
)


def parts(name: str) -> list[Path]:
    """The files of one part, in a fixed order."""
    held = (CORPORA / kind / f"{name}.jsonl" for kind in ("mails", "mentions", "surveys"))
    return [path for path in held if path.exists()]


@click.command()
@click.option(
    "--start",
    type=click.Path(path_type=Path, exists=True),
    default=MODELS,
    help="Go on from these models: the shipped ones, or a warmed encoder.",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/fit"))
def main(start: Path, out: Path) -> None:
    """Print the figures on the held-out part; copy the result to models/ if it is better."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    figures = train(
        parts("train"),
        out,
        encoder=start / "encoder",
        dev=parts("dev"),
        heads=start / "heads",
        recipe=RECIPE,
    )
    for task, value in figures.items():
        click.echo(f"{task:18} {value}")


if __name__ == "__main__":
    main()
