"""Golden mails: each x.eml gives the record in x.json."""

import json
from pathlib import Path

import pytest

from tests.golden_records import FOLDER, record

MAILS = sorted(FOLDER.glob("*.eml"))


def test_there_are_enough() -> None:
    assert len(MAILS) >= 25


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    assert record(path) == json.loads(path.with_suffix(".json").read_text("utf-8"))
