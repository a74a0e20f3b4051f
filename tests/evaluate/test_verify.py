"""A report is believed only where its files bear it out: each invented number is found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inboxminer.evaluate.verify import problems
from inboxminer.store.output import sha256

Change = Callable[[dict[str, Any]], None]


def tampered(demo: Path, place: Path, name: str, change: Change) -> list[str]:
    """The problems of a copy of the demo's report in which one file was changed and hashed anew."""
    shutil.copytree(demo, place)
    whole = json.loads((place / name).read_text("utf-8"))
    change(whole)
    (place / name).write_text(json.dumps(whole), encoding="utf-8")
    if name != "run.json":
        run = json.loads((place / "run.json").read_text("utf-8"))
        run["files"][name] = sha256(place / name)
        (place / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return list(problems(place))


def first(quadrant: str, **values: Any) -> Change:
    def change(swot: dict[str, Any]) -> None:
        item = next(i for i in swot["items"] if i["quadrant"] == quadrant and i["rank"] == 1)
        item.update(values)

    return change


def test_the_demo_holds(demo: Path) -> None:
    assert list(problems(demo)) == []


@pytest.mark.parametrize("quadrant", ["weakness", "strength", "opportunity", "threat"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customers", 9999),
        ("messages", 9999),
        ("mentions", 9999),
        ("share", 0.99),
        ("share_interval", [0.9, 1.0]),
        ("by_stage", {"use": 9999}),
        ("severity", 4.9999),
        ("score", 99.0),
        ("rank", 7),
    ],
)
def test_an_invented_number_of_an_item_is_found(
    demo: Path, tmp_path: Path, quadrant: str, field: str, value: object
) -> None:
    assert tampered(demo, tmp_path / "r", "swot.json", first(quadrant, **{field: value}))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("swot.json", lambda swot: swot.update(customers=5)),
        ("journey.json", lambda journey: journey["cells"][0].update(customers=99)),
        ("journey.json", lambda journey: journey["cells"].pop()),
        ("themes.json", lambda themes: themes["themes"][0].update(mentions=99)),
        ("run.json", lambda run: run.update(customers=5)),
        ("run.json", lambda run: run["counts"].update(read=5)),
    ],
)
def test_an_invented_number_elsewhere_is_found(
    demo: Path, tmp_path: Path, name: str, change: Change
) -> None:
    assert tampered(demo, tmp_path / "r", name, change)
