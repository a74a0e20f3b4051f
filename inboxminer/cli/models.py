"""``inboxminer models``: what decides."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("models")
@click.option("--models", default="embedded", show_default=True, help="embedded, or a folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(models: str, as_json: bool) -> None:
    """Show the models: weights, hashes, figures."""
    from inboxminer.assets import asset
    from inboxminer.classify.encoder import file_hash
    from inboxminer.cli.shared import print_json
    from inboxminer.errors import ModelError

    root = asset("models") if models == "embedded" else Path(models)
    found = []
    for folder in sorted(p for p in root.glob("*") if (p / "config.json").is_file()):
        size = sum(p.stat().st_size for p in folder.iterdir() if p.is_file())
        metrics = folder / "metrics.json"
        found.append(
            {
                "name": folder.name,
                "bytes": size,
                "sha256": file_hash(folder),
                "metrics": json.loads(metrics.read_text("utf-8")) if metrics.is_file() else None,
            }
        )
    if not found:
        raise ModelError(f"{root} holds no models")
    if as_json:
        print_json({"models": found})
        return
    for one in found:
        click.echo(
            f"{one['name']:10} {int(str(one['bytes'])) / 1e6:6.1f} MB  sha256 {one['sha256']}"
        )
        card = root / str(one["name"]) / "README.md"
        if card.is_file():
            click.echo(f"{'':10} {card}")
