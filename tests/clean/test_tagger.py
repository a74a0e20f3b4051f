"""The line tagger: what it may change, and that it answers alike every time."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.clean.names import CLOSING, OWN, SIGNATURE
from inboxminer.clean.tagger import LABELS, Tagger, features, tagger
from inboxminer.clean.zones import zones
from inboxminer.train.compose import compose
from inboxminer.train.lines import fit, runs, save

ROOT = Path(__file__).parents[2]


def tag(text: str) -> list[str]:
    lines = text.split("\n")
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return tagger().tag(features(lines, filled))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "The lift is stuck again, send someone.\n\nRob Ellison\nEvents Ltd\n01632 960112",
            3,
        ),
        ("המעלית תקועה שוב, נא לשלוח מישהו.\n\nנטע קרמר\nמנהלת רווחה\n04-9871234", 3),
        (
            "Der Aufzug steckt wieder fest, bitte kommen Sie.\n\nAnke Lorenz\nEinkauf\n0431 998877",
            3,
        ),
    ],
)
def test_a_card_without_sign_off_is_a_signature(text: str, last: int) -> None:
    assert tag(text) == [OWN] + [SIGNATURE] * last


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel this one:\nOrder 88121\n2 x white shelf\nDeliver to: 4 Mill Lane, York",
        "נא לזמן טכנאי לפי הפרטים:\nשם: שושנה ביטון\nכתובת: הגפן 14, רמלה\nטלפון: 08-9123456",
    ],
)
def test_details_that_the_writer_gives_are_own_words(text: str) -> None:
    assert {line.zone for line in zones(text)} == {OWN}


def test_the_likeliest_run_wins_over_the_likeliest_lines() -> None:
    moves = np.zeros((4, 4))
    moves[LABELS.index(OWN), LABELS.index(SIGNATURE)] = -9.0
    weights = np.zeros((2, 4))
    weights[0, LABELS.index(OWN)] = 1.0
    weights[1, LABELS.index(SIGNATURE)] = 2.0
    made = Tagger({"a": 0, "b": 1}, weights, moves, np.zeros(4), np.zeros(4))
    assert made.tag([["b"]]) == [SIGNATURE]
    assert made.tag([["a"], ["b"]]) != [OWN, SIGNATURE]


def test_training_twice_gives_the_same_weights(tmp_path: Path) -> None:
    examples = runs(compose(ROOT / "corpora", each=6, seed=5))
    one, two = fit(examples, epochs=2), fit(examples, epochs=2)
    assert np.array_equal(one.weights, two.weights)
    save(one, tmp_path)
    read = tagger(tmp_path)
    row = ["bias", "contact", "below 0"]
    assert read.tag([row, row]) == one.tag([row, row])


def test_composed_mails_differ_by_seed_and_name_every_line() -> None:
    mails = compose(ROOT / "corpora", each=5, seed=1)
    assert mails == compose(ROOT / "corpora", each=5, seed=1)
    assert mails != compose(ROOT / "corpora", each=5, seed=2)
    for mail in mails:
        for line, zone in zip(mail.lines, mail.zones, strict=True):
            assert (zone is None) == (not line.strip())
    assert {CLOSING, SIGNATURE} <= {zone for mail in mails for zone in mail.zones}


def test_the_shipped_weights_are_small_and_are_read_by_numpy() -> None:
    assert (ROOT / "models" / "lines" / "lines.safetensors").stat().st_size < 1_000_000
    tree = ast.parse((ROOT / "inboxminer" / "clean" / "tagger.py").read_text("utf-8"))
    loaded = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name for name in loaded if name and name.startswith(("torch", "safetensors"))} == {
        "safetensors.numpy"
    }


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=14))
@settings(max_examples=100, deadline=None)
def test_every_line_gets_a_label(lines: list[str]) -> None:
    filled = [n for n, line in enumerate(lines) if line.strip()]
    if filled:
        assert len(tagger().tag(features(lines, filled))) == len(filled)
