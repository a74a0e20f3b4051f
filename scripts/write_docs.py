"""Write the generated pages of docs/; with ``--check`` only say whether one is old."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from inboxminer.cli import COMMANDS, group
from inboxminer.config import default_text

DOCS = Path(__file__).parents[1] / "docs"
NOTE = "<!-- Written by scripts/write_docs.py; change the source, then run `make docs`. -->\n\n"
STATUS = "Exit status: 0 done, 1 a failure told in one line, 2 wrong usage, 130 Ctrl-C."
# The file of a schema's name where it is not NAME.jsonl or NAME.json.
FILES = {
    "cases": "cases.csv",
    "mentions": "mentions.jsonl",
    "messages": "messages.jsonl",
    "threads": "threads.jsonl",
    "swot_csv": "swot.csv",
}


def commands() -> str:
    """Every command with its own help."""
    parts = [f"{NOTE}# Commands\n"]
    context = click.Context(group, info_name="inboxminer")
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=name, parent=context))
        parts.append(f"\n## {name}\n\n```text\n{text}\n```\n")
    parts.append(
        "\nExit status: 0 done, 1 a failure told in one line, 2 wrong usage, 130 Ctrl-C.\n"
    )
    return "".join(parts)


def fields() -> str:
    """Every field of every file, from the schemas."""
    parts = [
        f"{NOTE}# Files\n\nWhat `scan` writes. Texts are UTF-8, shares and probabilities 0..1.\n"
    ]
    for path in sorted(Path(str(files("inboxminer") / "schemas")).glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.split(".")[0]
        parts.append(
            f"\n## {FILES.get(name, name + '.json')}\n\n| field | type | |\n|---|---|---|\n"
        )
        parts += [f"| {' | '.join(row)} |\n" for row in _rows(schema, "")]
    return "".join(parts)


def _rows(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for name, field in schema.get("properties", {}).items():
        yield f"`{above}{name}`", _type(field), field.get("description", "")
        yield from _rows(field, f"{above}{name}.")
        yield from _rows(field.get("items", {}), f"{above}{name}[].")


def _type(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        values = [str(value) if value is not None else "null" for value in field["enum"]]
        return ", ".join(values)
    if "const" in field:
        return str(field["const"])
    kind = field.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def settings() -> str:
    """Every setting with its default."""
    head = (
        "# Settings\n\nGive a file with `--config FILE`, or one setting with `--set key=value`.\n"
    )
    return f"{NOTE}{head}\n```toml\n{default_text().rstrip()}\n```\n"


PAGES = {"cli.md": commands, "files.md": fields, "settings.md": settings}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where a page is old.")
def main(check: bool) -> None:
    """Write cli.md, files.md and settings.md."""
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/{name} is old; run `make docs`")


if __name__ == "__main__":
    main()
