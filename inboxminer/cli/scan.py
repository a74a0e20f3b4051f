"""``inboxminer scan``: the main job."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from inboxminer.cli import interrupt
from inboxminer.config import LANGUAGES

FORMATS = ("html", "xlsx", "csv", "json", "md", "parquet")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def options(function: Callable[..., None]) -> Callable[..., None]:
    """The options that ``scan`` and ``demo`` share."""
    for add in reversed(
        [
            click.option(
                "--format",
                "formats",
                default="html,xlsx,csv,json,md",
                show_default=True,
                help="Files to write, separated by commas; parquet is one more.",
            ),
            click.option(
                "--language",
                type=click.Choice(LANGUAGES),
                help="Language of the report. Default: the inbox's main language.",
            ),
            click.option(
                "--models",
                default="embedded",
                show_default=True,
                help="embedded, or a folder made by `inboxminer train`.",
            ),
            click.option("--taxonomy", type=FILE, help="A taxonomy pack (TOML) over the default."),
            click.option(
                "--redact/--no-redact",
                default=True,
                show_default=True,
                help="Replace personal data before anything is written.",
            ),
            click.option("--no-text", is_flag=True, help="Write labels and numbers, no mail text."),
            click.option(
                "--device",
                type=click.Choice(["auto", "cpu", "cuda"]),
                default="auto",
                show_default=True,
            ),
            click.option(
                "--engine", type=click.Choice(["local"]), default="local", show_default=True
            ),
            click.option(
                "--workers",
                type=click.IntRange(1),
                default=min(4, os.cpu_count() or 1),
                show_default="processors, at most 4",
                help="Processes that read mail.",
            ),
            click.option("--config", type=FILE, help="Settings (TOML) over the defaults."),
            click.option(
                "--set",
                multiple=True,
                metavar="KEY=VALUE",
                help="One setting, such as swot.minimum_customers=5.",
            ),
            click.option(
                "--pseudonym-key",
                type=FILE,
                help="Key file that keeps the names of senders from scan to scan.",
            ),
            click.option("--force", is_flag=True, help="Write among other files in DIR."),
            click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        ]
    ):
        function = add(function)
    return function


def run(sources: Sequence[str], out: Path, **values: Any) -> None:
    """Scan, write, print; the rest of both commands."""
    from inboxminer.cli.shared import Progress, print_json, print_summary, summary
    from inboxminer.pipeline import scan
    from inboxminer.store.output import check

    formats = [name.strip() for name in values.pop("formats").split(",") if name.strip()]
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise click.UsageError(f"no format {unknown[0]!r}; give some of {', '.join(FORMATS)}")
    if not formats:
        raise click.UsageError(f"no format is named; give some of {', '.join(FORMATS)}")
    force, as_json = values.pop("force"), values.pop("as_json")
    check(out, force=force)
    progress = Progress()
    try:
        report = scan(sources, progress=progress, **values)
    finally:
        progress.done()
    interrupt.check()
    report.write(out, formats, force=force)
    if as_json:
        print_json({"out": str(out), **summary(report)})
    else:
        print_summary(report)
        page = out / ("report.html" if "html" in formats else "run.json")
        click.echo(f"Report: {page}")
    for one in report.failed:
        click.echo(f"inboxminer: not read: {one['error']}", err=True)
    if report.failed:
        raise click.exceptions.Exit(1)


def day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """A day such as 2026-04-01; anything else is wrong usage."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter("give a day such as 2026-04-01") from error


@click.command("scan")
@click.argument("sources", nargs=-1, required=True, metavar="[NAME=]SOURCE...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the report; made if it is not there.",
)
@click.option("--since", metavar="DATE", callback=day, help="First day, such as 2026-04-01.")
@click.option("--until", metavar="DATE", callback=day, help="First day that no longer counts.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE|NAME",
    help="Columns of an export: a TOML file, or zendesk, freshdesk, hubspot, zammad, gmail.",
)
@click.option(
    "--customers",
    type=FILE,
    help="Your customer list (CSV: address or phone, customer, segment).",
)
@options
def command(sources: tuple[str, ...], out: Path, **values: Any) -> None:
    """Read mailboxes and report what to fix first.

    SOURCE is an mbox file, a Maildir, an .eml, .emlx or .msg, a folder of these, a .zip, .tar,
    .tar.gz or .gz of these, or a helpdesk export (.csv, .jsonl, .json, .xlsx). NAME is the
    mailbox's name, as in service=inbox.mbox.
    """
    run(sources, out, **values)
