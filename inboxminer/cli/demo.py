"""``inboxminer demo``: a report with one command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inboxminer.cli.scan import options, run


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-report"),
    show_default=True,
    metavar="DIR",
    help="Folder of the report.",
)
@options
def command(out: Path, **values: Any) -> None:
    """Scan the inbox that ships with inboxminer: six months of a fictional appliance chain."""
    from inboxminer.assets import asset

    folder = asset("corpora", "demo")
    sources = [f"{path.stem}={path}" for path in sorted(folder.glob("*.mbox"))]
    run(sources, out, **values)
