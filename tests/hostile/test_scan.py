"""A whole scan over hostile mails ends well, and its books balance."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inboxminer.cli import group
from inboxminer.records import SKIP_REASONS
from inboxminer.sources.mbox import HEADER
from tests.helpers import read_jsonl
from tests.hostile.mails import HEAD, MAILS

SEPARATOR = b"From a@x.example Wed Apr  1 10:00:00 2026\n"


def numbered(share: int) -> list[bytes]:
    """Every hostile mail at a share of its size, no two of one sender or identifier."""
    out = []
    for number, hostile in enumerate(MAILS.values()):
        raw = hostile.make(max(10, hostile.size // share))
        named = HEAD.replace(b"<1@x.", b"<%d@x." % number).replace(b"dana@", b"dana%d@" % number)
        out.append(raw.replace(HEAD, named, 1))
    return out


def written(mails: list[bytes], folder: Path) -> int:
    """A mailbox of each form: mbox of what begins with a header field, Maildir of all."""
    box = [one.replace(b"\nFrom ", b"\n>From ") for one in mails if HEADER.match(one)]
    (folder / "in.mbox").write_bytes(b"".join(SEPARATOR + one + b"\n\n" for one in box))
    for name in ("cur", "new", "tmp"):
        (folder / "Mail" / name).mkdir(parents=True)
    for number, raw in enumerate(mails):
        (folder / "Mail" / "cur" / f"{number:04}").write_bytes(raw)
    return len(box)


@pytest.mark.parametrize(
    ("share", "every"), [(2_000, 9), pytest.param(20, 1, marks=pytest.mark.full)]
)
def test_a_scan_of_hostile_mails_ends_well(share: int, every: int, tmp_path: Path) -> None:
    mails = numbered(share)[::every]
    boxed = written(mails, tmp_path)
    sources = [str(tmp_path / "in.mbox"), str(tmp_path / "Mail")]
    out = tmp_path / "out"
    ended = CliRunner().invoke(group, ["scan", *sources, "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    run = json.loads((out / "run.json").read_text("utf-8"))
    counts = run["counts"]
    assert counts["read"] == boxed + len(mails)
    assert counts["read"] == counts["analysed"] + counts["skipped"] + counts["duplicates"]
    assert counts["analysed"] > len(mails) * 3 // 4
    assert counts["duplicates"] > boxed * 3 // 4
    assert {one["reason"] for one in run["skipped"]} <= {*SKIP_REASONS}
    assert len(read_jsonl(out / "messages.jsonl")) >= counts["analysed"]
    assert CliRunner().invoke(group, ["verify", str(out)]).exit_code == 0
