"""The command line: ``inboxminer COMMAND``.

Commands load when they are called, so that ``--help`` is instant. Exit status: 0 done, 1 a failure
explained in one line, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from types import FrameType
from typing import Any

import click

from inboxminer import __version__
from inboxminer.errors import InboxminerError

# Each command with the line that the overview shows; its module has the same name.
COMMANDS: dict[str, str] = {
    "scan": "Read mailboxes and report what to fix first.",
    "demo": "Scan the inbox that ships with inboxminer.",
    "explain": "Everything that was decided about one mail, and why.",
    "verify": "Re-check every quote, offset, hash and number of a report.",
    "evaluate": "Accuracy of the models on a labelled JSONL file.",
    "train": "Fit the heads on labelled JSONL files.",
    "models": "Show the models: weights, hashes, figures.",
    "taxonomy": "Show the topics, stages and other lists, or check a pack.",
    "config": "Show every setting with its default, or check a file.",
    "doctor": "Check this installation: versions, models, disk, fonts.",
}


class Commands(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"inboxminer.cli.{name}").command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, context: click.Context) -> Any:
        """Run a command; what it refuses to do is one line on standard error."""
        try:
            return super().invoke(context)
        except Exception as error:
            if interrupt.seen:
                raise KeyboardInterrupt from error
            return self.refuse(context, error)

    def refuse(self, context: click.Context, error: Exception) -> None:
        """Say in one line what went wrong and leave with status 1; a fault of ours goes on."""
        if isinstance(error, InboxminerError):
            click.echo(f"inboxminer: {error}", err=True)
        elif isinstance(error, MemoryError):
            click.echo(
                "inboxminer: out of memory; close other programs or use --workers 1", err=True
            )
        elif isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"inboxminer: {where}{error.strerror or error}", err=True)
        else:
            raise error
        context.exit(1)


class Interrupt:
    """Remembers Ctrl-C: a library may swallow it, or make an error of its own of it."""

    seen = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler of SIGINT."""
        self.seen = True
        raise KeyboardInterrupt

    def check(self) -> None:
        """Interrupt again where a library went on in spite of Ctrl-C."""
        if self.seen:
            raise KeyboardInterrupt


interrupt = Interrupt()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="inboxminer")
def group() -> None:
    """Reads an organisation's mailboxes and says, with evidence, what to fix first.

    Everything runs on this machine; no mail leaves it.
    """


def main() -> None:
    """The entry point of the console script."""
    signal.signal(signal.SIGINT, interrupt)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a sign in its place.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(_status())


def _status() -> int:
    """Run the command line; its exit status, after saying why it is not 0."""
    try:
        return int(group(standalone_mode=False) or 0)
    except BaseException as error:
        if interrupt.seen or isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
            click.echo("inboxminer: interrupted; nothing was written", err=True)
            return 130
        if isinstance(error, click.ClickException):
            error.show()
            return error.exit_code
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        raise
