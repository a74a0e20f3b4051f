"""Who may import whom: the house of docs/how-it-works.md, read from the source."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "inboxminer"
BASE = {"records", "errors"}
SHARED = BASE | {
    *("config", "languages", "taxonomy", "intervals", "assets", "manifest", "pseudonyms"),
}
STAGES = {"sources", "parse", "clean", "classify", "themes", "journey", "swot", "report"}
ALLOWED = {
    "records": set(),
    "errors": set(),
    "intervals": set(),
    "assets": BASE,
    "manifest": set(),
    "pseudonyms": set(),
    "config": BASE,
    "languages": SHARED,
    "taxonomy": SHARED,
    "store": BASE | {"manifest"},
    "engines": BASE,
    **dict.fromkeys(STAGES, SHARED),
    # Training and measuring read the models that they make and judge.
    "train": SHARED | {"classify", "clean"},
    "evaluate": SHARED | {"classify", "clean", "parse", "train", "swot", "store"},
}


def imports() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
                if node.module == "inboxminer":
                    names = [f"inboxminer.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if name.startswith("inboxminer."):
                    found.append((str(path.relative_to(PACKAGE)), parts[0], name.split(".")[1]))
    return found


def test_rooms_import_only_what_stands_below_them() -> None:
    wrong = [
        f"{path} imports {target}"
        for path, room, target in imports()
        if room in ALLOWED and target != room and target not in ALLOWED[room]
    ]
    assert wrong == []


def test_the_table_knows_every_room() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms - set(ALLOWED) == {"cli"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_modules_have_one_page(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


def test_languages_are_data() -> None:
    """No branch on a language outside languages/."""
    codes = {"he", "en", "ar", "fa", "ru", "fr", "es", "de"}
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if "languages" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                parts = [
                    leaf
                    for part in node.comparators
                    for leaf in (part.elts if isinstance(part, ast.Tuple | ast.Set) else [part])
                ]
                if any(isinstance(leaf, ast.Constant) and leaf.value in codes for leaf in parts):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
