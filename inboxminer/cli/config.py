"""``inboxminer config``: every setting."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from inboxminer.cli.scan import FILE


@click.command("config")
@click.option("--config", type=FILE, help="A settings file to check and show over the defaults.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(config: Path | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Show every setting with its default, or check a file."""
    from inboxminer.cli.shared import print_json
    from inboxminer.config import Config, default_text

    held = Config.load(config, settings)
    if as_json:
        print_json(asdict(held))
    elif config is None and not settings:
        click.echo(default_text(), nl=False)
    else:
        for section, values in asdict(held).items():
            rows = values.items() if isinstance(values, dict) else [("", values)]
            for name, value in rows:
                click.echo(f"{section}{'.' if name else ''}{name} = {value!r}")
