"""Encoders of real architectures: loading, saving, and the same vector whatever stands beside."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inboxminer.assets import asset
from inboxminer.classify.encoder import Encoder, file_hash
from inboxminer.errors import ModelError
from tests.classify.tiny import MAKERS, TEXTS, WIDTH, bert


@pytest.mark.parametrize("name", MAKERS)
def test_any_architecture_loads_encodes_and_saves(name: str, tmp_path: Path) -> None:
    encoder = Encoder.load(MAKERS[name](tmp_path / "raw"))
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), WIDTH)
    assert np.isfinite(vectors).all()
    encoder.save(tmp_path / "saved")
    again = Encoder.load(tmp_path / "saved").encode(TEXTS)
    assert np.allclose(vectors, again, atol=0.02)


@pytest.mark.parametrize("name", MAKERS)
def test_a_vector_does_not_depend_on_its_neighbours(name: str, tmp_path: Path) -> None:
    encoder = Encoder.load(MAKERS[name](tmp_path))
    whole = encoder.encode(TEXTS * 9)
    for number in (0, 3, 7):
        assert (encoder.encode([TEXTS[number]])[0] == whole[number]).all()
    assert (encoder.encode(TEXTS[::-1])[::-1] == whole[: len(TEXTS)]).all()


def test_odd_texts_are_encoded(tmp_path: Path) -> None:
    encoder = Encoder.load(bert(tmp_path))
    vectors = encoder.encode(["", " ", "😀", "x " * 5000, "\ufffd", "שלום"])
    assert np.isfinite(vectors).all()
    assert encoder.encode([]).shape == (0, WIDTH)


def test_the_words_that_a_direction_rests_on() -> None:
    encoder = Encoder.load(asset("models", "encoder"))
    text = "the fridge arrived late"
    late = encoder.encode(["late"])[0] - encoder.encode(["fridge"])[0]
    first = encoder.rests_on([text], late[None])[0]
    assert first[0] == "late"
    assert encoder.rests_on([text], -late[None])[0][0] == "fridge"
    assert encoder.rests_on(["..."], late[None]) == [()]


@pytest.mark.parametrize(
    ("broken", "words"),
    [("config.json", "config.json"), ("model.safetensors", "cannot be loaded")],
)
def test_a_broken_folder_is_named(tmp_path: Path, broken: str, words: str) -> None:
    folder = bert(tmp_path)
    (folder / broken).unlink()
    with pytest.raises(ModelError, match=words):
        Encoder.load(folder)


def test_hashes_follow_the_weights_and_not_the_card(tmp_path: Path) -> None:
    folder = bert(tmp_path)
    before = file_hash(folder)
    (folder / "README.md").write_text("a card")
    assert file_hash(folder) == before
    (folder / "extra.bin").write_bytes(b"1")
    assert file_hash(folder) != before


def test_a_hub_model_loads_from_the_hub_cache(tmp_path: Path) -> None:
    """The real path of hub:NAME, with the hub's own cache layout and no network."""
    made = bert(tmp_path / "raw")
    home = tmp_path / "hub" / "models--acme--tiny"
    snapshot = home / "snapshots" / ("0" * 40)
    snapshot.parent.mkdir(parents=True)
    shutil.copytree(made, snapshot)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    code = (
        "from inboxminer.classify.encoder import Encoder;"
        "print(Encoder.load('hub:acme/tiny').encode(['hello']).shape)"
    )
    held = {**os.environ, "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=held, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == f"(1, {WIDTH})", done.stderr


def test_a_hub_model_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    code = (
        "from inboxminer.classify.encoder import Encoder;"
        "from inboxminer.errors import ModelError\n"
        "try: Encoder.load('hub:acme/none')\n"
        "except ModelError as e: print(str(e).count(chr(10)), 'hub:acme/none' in str(e))"
    )
    held = {**os.environ, "HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=held, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "0 True", done.stderr
