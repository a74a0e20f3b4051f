"""``inboxminer verify``: is every number of a report true?"""

from __future__ import annotations

from pathlib import Path

import click


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(folder: Path, as_json: bool) -> None:
    """Re-check every quote, offset, hash and number of a report."""
    from inboxminer.cli.shared import print_json
    from inboxminer.evaluate.verify import problems

    found = list(problems(folder))
    if as_json:
        print_json({"ok": not found, "problems": found})
    else:
        for line in found:
            click.echo(line)
        click.echo(f"{len(found)} problems" if found else "every number holds")
    raise click.exceptions.Exit(1 if found else 0)
