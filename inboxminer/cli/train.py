"""``inboxminer train``: heads for your own labels, or on another encoder."""

from __future__ import annotations

from pathlib import Path

import click

from inboxminer.cli.scan import FILE


@click.command("train")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--encoder", default="embedded", show_default=True, help="embedded, a folder, or hub:NAME."
)
@click.option("--taxonomy", type=FILE, help="A taxonomy pack whose topics to learn.")
@click.option("--dev", type=FILE, multiple=True, help="Held-out files; else a tenth is held out.")
@click.option("--epochs", type=click.IntRange(1), default=12, show_default=True)
def command(
    files: tuple[Path, ...],
    out: Path,
    encoder: str,
    taxonomy: Path | None,
    dev: tuple[Path, ...],
    epochs: int,
) -> None:
    """Fit the heads, and the encoder under them, on labelled JSONL files.

    Scan with the result as --models DIR.
    """
    from inboxminer.train.run import train

    figures = train(files, out, encoder=encoder, taxonomy=taxonomy, dev=dev, epochs=epochs)
    for task, value in figures.items():
        click.echo(f"{task:18} {value}")
    click.echo(f"Models: {out}")
