"""What several commands print: progress, one JSON object, the first lines of a report."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from inboxminer.cli import interrupt

if TYPE_CHECKING:
    from inboxminer.result import Report

STAGES = {"read": "reading", "classify": "understanding"}


class Progress:
    """One line on a terminal that says how far a scan is; silent in a pipe."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.last = 0.0

    def __call__(self, stage: str, count: int) -> None:
        """Say how many messages a stage has seen, ten times a second at most."""
        interrupt.check()
        now = time.monotonic()
        if self.shown and now - self.last > 0.1:
            self.last = now
            click.echo(
                f"\r{STAGES.get(stage, stage)}: {count:,} messages \033[K", nl=False, err=True
            )

    def done(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def summary(report: Report) -> dict[str, Any]:
    """What a scan found, in short."""
    items = report.findings.items
    first = [i for i in items if i.quadrant == "weakness" and i.rank is not None][:5]
    urgent = [i for i in items if i.regardless_of_count]
    shown = ("id", "rank", "priority", "title", "customers", "share", "why")
    return {
        **report.counts,
        "customers": report.findings.writers,
        "mentions": len(report.findings.mentions),
        "language": report.findings.language,
        "regardless_of_count": [item.id for item in urgent],
        "weaknesses": [{name: getattr(item, name) for name in shown} for item in first],
        "failed": list(report.failed),
    }


def print_summary(report: Report) -> None:
    """The counts and the first weaknesses, for a person at a terminal."""
    counts = report.counts
    click.echo(
        f"{counts['read']:,} messages read: {counts['analysed']:,} analysed, "
        f"{counts['skipped']:,} skipped, {counts['duplicates']:,} duplicates; "
        f"{report.findings.writers:,} customers."
    )
    found = summary(report)
    if not report.findings.writers:
        click.echo("warning: no customer mail in it; the report is empty", err=True)
    if found["weaknesses"]:
        click.echo("What to fix first:")
    elif report.findings.items:
        click.echo("Too few customers wrote to rank anything; heard so far:")
        small = [item for item in report.findings.items if item.quadrant == "weakness"]
        for one in sorted(small, key=lambda i: (-i.customers, i.id))[:5]:
            click.echo(f"  - {one.title}: {one.why}")
    for item in found["weaknesses"]:
        click.echo(f"  {item['rank']}. {item['title']} ({item['priority']}): {item['why']}")
    for item in report.findings.items:
        if item.regardless_of_count:
            click.echo(f"  ! regardless of count: {item.title}")
