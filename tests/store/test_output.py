"""A report appears whole or not at all."""

import errno
import json
from pathlib import Path

import pytest

from inboxminer.errors import OutputError
from inboxminer.store.output import OutputFolder, check, sha256


def write(place: Path, text: str = "a", *, force: bool = False) -> None:
    with OutputFolder(place, force=force) as output:
        (output.path / "report.html").write_text(text)
        output.commit({"contract": 1, "run_id": "0"})


def test_run_json_names_every_file_with_its_hash(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "out")
    held = json.loads((tmp_path / "deep" / "out" / "run.json").read_text())
    assert held["files"] == {"report.html": sha256(tmp_path / "deep" / "out" / "report.html")}
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_report(tmp_path: Path) -> None:
    place = tmp_path / "out"
    write(place, "old")

    def fail() -> None:
        with OutputFolder(place) as output:
            (output.path / "report.html").write_text("new")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="no space left"):
        fail()
    assert (place / "report.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["notes.txt", "run.json"])
def test_a_foreign_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError, match="--force"):
        check(tmp_path, force=False)
    check(tmp_path, force=True)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError):
        write(tmp_path / "out")


def test_with_force_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, force=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_files_that_another_program_listed_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "run.json").write_text('{"files": {"notes.txt": "0"}}')
    with pytest.raises(OutputError, match="--force"):
        check(tmp_path, force=False)
    write(tmp_path, force=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_file_of_the_last_report_goes_unless_somebody_changed_it(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "out") as output:
        for name in ("swot.csv", "report.md"):
            (output.path / name).write_text("ours")
        output.commit({"contract": 1, "run_id": "0"})
    (tmp_path / "out" / "report.md").write_text("with my remarks")
    write(tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.md",
        "run.json",
    ]
