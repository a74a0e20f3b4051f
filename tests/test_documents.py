"""What the repository says is what the program does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from inboxminer.cli import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("models/*/README.md")])


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.write_docs", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_command_that_the_pages_show_exists() -> None:
    for page in PAGES:
        for name in re.findall(r"^inboxminer (\w+)", page.read_text("utf-8"), re.MULTILINE):
            assert name in COMMANDS, f"{page.name}: {name}"


def test_every_requirement_is_pinned() -> None:
    held = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*held["dependencies"], *held["optional-dependencies"]["dev"]]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0].lower()) for line in lines if "==" in line}
    for one in wanted:
        name = re.sub(r"[-_.]+", "-", re.split(r"[<>=\[; ]", one)[0].lower())
        assert name in pinned, name


def test_every_shipped_model_and_corpus_has_its_card() -> None:
    for folder in [*(ROOT / "models").glob("*/"), *(ROOT / "corpora").glob("*/")]:
        card = folder / "README.md"
        assert card.is_file(), folder
        assert len(card.read_text("utf-8")) > 800, folder
