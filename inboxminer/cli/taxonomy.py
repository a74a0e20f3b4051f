"""``inboxminer taxonomy``: the lists that mail is labelled with."""

from __future__ import annotations

from pathlib import Path

import click

from inboxminer.cli.scan import FILE
from inboxminer.config import LANGUAGES


@click.command("taxonomy")
@click.option("--taxonomy", type=FILE, help="A pack (TOML) over the default, to check and show.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(taxonomy: Path | None, language: str, as_json: bool) -> None:
    """Show the topics, stages and other lists, or check a pack."""
    from inboxminer.cli.shared import print_json
    from inboxminer.taxonomy import load

    held = load(taxonomy)
    if as_json:
        topics = {
            key: {
                "group": t.group,
                "owner": t.owner,
                "stage": t.stage,
                "severity": t.severity,
                "name": held.name(key, language),
                "covers": t.description,
            }
            for key, t in held.topics.items()
        }
        lists = {
            name: {key: held.label(name, key, language) for key in ids}
            for name, ids in held.labels.items()
        }
        print_json({"topics": topics, **lists})
        return
    for key, topic in held.topics.items():
        click.echo(f"{key:24} {topic.owner:17} {held.name(key, language)}: {topic.description}")
    for name, ids in held.labels.items():
        shown = ", ".join(f"{key} ({held.label(name, key, language)})" for key in ids)
        click.echo(f"\n{name}: {shown}")
