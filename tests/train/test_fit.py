"""Training on small models: it learns, joins statements without losing a label, and is checked."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from inboxminer.cli import group
from inboxminer.train.batches import stitched
from inboxminer.train.corpus import read
from inboxminer.train.fit import _mean
from inboxminer.train.run import share_of
from scripts.check_corpora import check
from tests.classify.tiny import bert

CORPORA = Path(__file__).parents[2] / "corpora"
TRAIN = CORPORA / "mentions" / "train.jsonl"


def test_every_row_of_the_corpora_fits_the_taxonomy() -> None:
    assert check() == []


def test_no_test_row_stands_in_training() -> None:
    parts = {
        name: {row.whole for row in read([CORPORA / "mentions" / f"{name}.jsonl"])}
        for name in ("train", "dev", "test")
    }
    assert not parts["train"] & parts["dev"]
    assert not (parts["train"] | parts["dev"]) & parts["test"]


def test_stitching_keeps_every_statement_once_with_its_labels() -> None:
    samples = read([TRAIN])[:500]
    joined = stitched(samples, random.Random(3), 0.7)
    before = sorted((s.text, s.topic or "") for sample in samples for s in sample.statements)
    after = sorted((s.text, s.topic or "") for sample in joined for s in sample.statements)
    assert before == after
    assert len(joined) < len(samples)
    for sample in joined:
        assert all(statement.text in sample.whole for statement in sample.statements)
        assert sample.labels["kind"] == "customer"


def test_the_mean_of_several_fits_keeps_names_and_types() -> None:
    states = [
        {"a": torch.tensor([0.0, 2.0]), "n": torch.tensor(3)},
        {"a": torch.tensor([2.0, 4.0]), "n": torch.tensor(3)},
    ]
    mean = _mean(states)
    assert mean["a"].tolist() == [1.0, 3.0]
    assert mean["n"].dtype == torch.int64
    assert int(mean["n"]) == 3


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred rows of two topics that words alone tell apart."""
    rows = [json.loads(line) for line in TRAIN.read_text("utf-8").splitlines()]
    chosen = [row for row in rows if row["topic"] in ("refund", "technician_visit", None)]
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in chosen[:300]]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_train_on_another_encoder_then_scan_and_evaluate_with_it(
    small: Path, tmp_path: Path
) -> None:
    encoder = bert(tmp_path / "encoder")
    out = tmp_path / "models"
    arguments = ["train", str(small), "--out", str(out), "--encoder", str(encoder), "--epochs", "2"]
    done = CliRunner().invoke(group, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads((out / "heads" / "metrics.json").read_text("utf-8"))
    assert figures["training"]["samples"] + figures["development"]["samples"] == 300
    judged = CliRunner().invoke(group, ["evaluate", str(small), "--models", str(out), "--json"])
    assert judged.exit_code == 0, judged.output
    found = json.loads(judged.stdout)
    assert found["statements"]["topic"]["all"]["n"] == 98
    assert found["messages"]["topics"]["all"]["n"] == 300


def test_too_few_rows_are_refused(small: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(small.read_text("utf-8").splitlines()[:5]) + "\n", "utf-8")
    done = CliRunner().invoke(group, ["train", str(few), "--out", str(tmp_path / "m")])
    assert done.exit_code == 1
    assert "too few" in done.stderr


@pytest.mark.parametrize("command", [["train"], ["evaluate"]])
def test_a_file_that_is_no_corpus_is_one_line(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"hello": 1}\nnot json\n', "utf-8")
    extra = ["--out", str(tmp_path / "m")] if command == ["train"] else []
    done = CliRunner().invoke(group, [*command, str(path), *extra])
    assert done.exit_code == 1, done.output
    assert len(done.stderr.strip().splitlines()) == 1
    assert "x.jsonl" in done.stderr


def test_shares_of_the_corpus_are_nested_and_of_their_size() -> None:
    samples = read([TRAIN])
    held = [{sample.id for sample in share_of(samples, percent)} for percent in (25, 50, 75, 100)]
    assert all(small < large for small, large in pairwise(held))
    for percent, ids in zip((25, 50, 75, 100), held, strict=True):
        assert len(ids) == pytest.approx(len(samples) * percent / 100, rel=0.03)
    assert share_of(samples[::-1], 25) == share_of(samples, 25)[::-1]
