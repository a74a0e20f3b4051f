"""``inboxminer explain``: one mail, and everything that was decided about it."""

from __future__ import annotations

from pathlib import Path

import click

from inboxminer.errors import OutputError


@click.command("explain")
@click.argument("message_id", metavar="MESSAGE-ID")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="here",
    help="Folder of a report.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(message_id: str, folder: Path, as_json: bool) -> None:
    """Everything that was decided about one mail, and why.

    The angle brackets of MESSAGE-ID may be left out.
    """
    from inboxminer.cli.shared import print_json
    from inboxminer.store.results import MENTIONS, MESSAGES, read_lines

    if not (folder / MESSAGES).is_file():
        raise OutputError(f"{folder} holds no report; give its folder with --in")
    wanted = {message_id, f"<{message_id.strip('<>')}>"}
    rows = (row for row in read_lines(folder / MESSAGES) if row["message_id"] in wanted)
    message = next(rows, None)
    if message is None:
        raise OutputError(f"no mail {message_id} in {folder}; see message_id in {MESSAGES}")
    found = [
        row for row in read_lines(folder / MENTIONS) if row["message_id"] == message["message_id"]
    ]
    if as_json:
        print_json({"message": message, "mentions": found})
        return
    for name in (
        "message_id",
        "source",
        "position",
        "date",
        "sender",
        "thread_id",
        "kind",
        "language",
        "department",
        "segment",
        "sentiment",
        "sentiment_score",
    ):
        click.echo(f"{name:16} {message[name]}")
    for name in ("signals", "defects"):
        click.echo(f"{name:16} {', '.join(message[name]) or '-'}")
    for name, value in message["confidence"].items():
        click.echo(f"{'confidence':16} {name} {value:.2f}")
    click.echo(f"\n{message.get('subject', '')}\n\n{message.get('body', '')}\n")
    for row in found:
        sure = ", ".join(f"{name} {value:.2f}" for name, value in row["confidence"].items())
        click.echo(f"{row['topic']} · {row['polarity']} · {row['stage']} ({row['status']}: {sure})")
        click.echo(f"  {row['zone']} {row['start']}–{row['end']}: {row.get('quote', '')}")
        if row["signals"]:
            click.echo(f"  signals: {', '.join(row['signals'])}; need: {row['need'] or '-'}")
        if row["reasons"]:
            click.echo(f"  rests on: {', '.join(row['reasons'])}")
