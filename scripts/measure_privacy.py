"""Measure redaction on corpora/privacy; ``--write`` puts the tables into docs/privacy.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from inboxminer.clean.redact import KINDS
from inboxminer.config import LANGUAGES
from inboxminer.evaluate.privacy import judge, read_cases, report

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "privacy.md"
MARKS = r"(<!-- figures -->\n).*(<!-- end -->)"
TITLES = {"held_out": "Held-out half", "tune": "The half that rules were tuned on"}


def page(found: Any) -> str:
    """Both tables in Markdown: recall / precision in percent, and how many spans."""
    return "\n".join(line for part in TITLES for line in _part(found[part], TITLES[part])) + "\n"


def _part(held: Any, title: str) -> Iterator[str]:
    codes = [code for code in ("all", *LANGUAGES) if code in held]
    yield f"### {title}\n"
    yield (
        f"{held['cases']} cases; of {held['traps']} in which nothing is to be replaced, "
        f"{held['traps_kept']} stay as they are.\n"
    )
    yield f"| recall / precision | {' | '.join(codes)} |"
    yield "|---" * (len(codes) + 1) + "|"
    for kind in (*KINDS, "all"):
        yield f"| {kind} | {' | '.join(_cell(held[code][kind]) for code in codes)} |"
    yield ""


def _cell(one: Any) -> str:
    if not one["wanted"] and not one["replaced"]:
        return ""
    rates = [f"{100 * v:.0f}" if v is not None else "–" for v in (one["recall"], one["precision"])]
    return f"{' / '.join(rates)} ({one['wanted']})"


@click.command()
@click.argument("file", type=Path, default=ROOT / "corpora" / "privacy" / "cases.jsonl")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--write", is_flag=True, help="Put the tables into docs/privacy.md.")
@click.option("--faults", type=click.Choice(["tune", "held_out"]), help="Show what went wrong.")
def main(file: Path, as_json: bool, write: bool, faults: str | None) -> None:
    """Print recall and precision by kind and language."""
    verdicts = [judge(case) for case in read_cases(file)]
    found = report(verdicts)
    if faults:
        for verdict in verdicts:
            if verdict.case.part == faults and not verdict.perfect:
                click.echo(json.dumps(_fault(verdict), ensure_ascii=False))
    elif as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        click.echo(page(found))
    if write:
        text = PAGE.read_text(encoding="utf-8")
        new = re.sub(MARKS, rf"\1\n{page(found)}\2", text, flags=re.DOTALL)
        PAGE.write_text(new, encoding="utf-8")


def _fault(verdict: Any) -> dict[str, Any]:
    from inboxminer.clean.redact import redact

    case = verdict.case
    shown = redact(case.text, people=case.people, language=case.language)[0]
    wanted = [[case.text[s:e], kind] for s, e, kind in case.spans]
    return {"id": case.id, "text": case.text, "wanted": wanted, "shown": shown}


if __name__ == "__main__":
    main()
