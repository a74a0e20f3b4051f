"""``inboxminer doctor``: is this installation whole?"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import click

FREE_MB = 500
SCRIPTS = {"Hebrew": "he", "Arabic": "ar"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Check this installation: versions, models, disk, fonts."""
    from inboxminer import __version__
    from inboxminer.assets import asset
    from inboxminer.classify.encoder import file_hash
    from inboxminer.cli.shared import print_json
    from inboxminer.environment import describe
    from inboxminer.errors import InboxminerError

    faults: list[str] = []
    found: dict[str, Any] = {"inboxminer": __version__, **describe()}
    missing = [name for name, version in found["versions"].items() if version is None]
    faults += [f"{name} is not installed" for name in missing]
    models: dict[str, str] = {}
    for name in ("encoder", "heads"):
        try:
            models[name] = file_hash(asset("models", name))
        except InboxminerError as error:
            faults.append(str(error))
    found["models"] = models
    try:
        found["demo"] = len(list(asset("corpora", "demo").glob("*.mbox")))
    except InboxminerError as error:
        faults.append(str(error))
    free = shutil.disk_usage(tempfile.gettempdir()).free // 1_000_000
    found["temporary_folder"] = {"path": tempfile.gettempdir(), "free_mb": free}
    if free < FREE_MB:
        faults.append(f"only {free} MB are free in {tempfile.gettempdir()}; set TMPDIR elsewhere")
    found["fonts"] = {script: _font(code) for script, code in SCRIPTS.items()}
    found["faults"] = faults
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise click.exceptions.Exit(1 if faults else 0)


def _font(language: str) -> str | None:
    """A font of this machine that has the letters of a language; None where none is known."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    done = subprocess.run(
        [program, "-f", "%{family}", f":lang={language}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    return done.stdout.strip() or None


def _show(found: dict[str, Any]) -> None:
    click.echo(f"inboxminer {found['inboxminer']} on {found['platform']}")
    for name, version in found["versions"].items():
        click.echo(f"  {name:14} {version or 'missing'}")
    for name, digest in found["models"].items():
        click.echo(f"  model {name:8} sha256 {digest}")
    place = found["temporary_folder"]
    click.echo(f"  temporary folder {Path(place['path'])}: {place['free_mb']:,} MB free")
    for script, font in found["fonts"].items():
        click.echo(f"  font for {script}: {font or 'not known (the report names common ones)'}")
    for fault in found["faults"]:
        click.echo(f"FAULT: {fault}")
    click.echo("all is well" if not found["faults"] else f"{len(found['faults'])} faults")
