"""The public fixtures of reply strippers, as development data: no library reads its own better."""

import tarfile
from pathlib import Path

import pytest

from inboxminer.evaluate.replies import read, signatures
from inboxminer.evaluate.strippers import cases

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "mail" / "fixtures.tar.xz"
# Cases of a set that the best library gets by the library's own policy, measured with
# scripts/ask_strippers.py: email-reply-parser 0.5.12, mail-parser-reply 1.36, talon 1.4.4.
BEST = {
    "zapier_erp": 21,
    "github_erp": 18,
    "mail_parser_reply": 26,
    "crisp_erp": 50,
    "talon": 61,
    "talon_html": 17,
    "talon_signature": 23,
}


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not ARCHIVE.is_file():
        pytest.skip(f"{ARCHIVE} is absent: public fixtures are not part of the repository")
    folder = tmp_path_factory.mktemp("fixtures")
    wanted = ("crisp_erp", "zapier_erp", "github_erp", "mail_parser_reply", "talon", "quotequail")
    with tarfile.open(ARCHIVE) as archive:
        held = [m for m in archive if m.name.removeprefix("./").startswith(wanted)]
        archive.extractall(folder, members=held, filter="data")
    return folder


def test_no_library_is_better_on_its_own_cases(fixtures: Path) -> None:
    found = [read(case) for case in cases(fixtures)]
    right = {
        library: sum(one.by_policy for one in found if one.case.library == library)
        for library in BEST
    }
    assert {name: count for name, count in right.items() if count < BEST[name]} == {}
    agree = [one for one in found if one.case.agrees]
    assert sum(one.by_ours for one in agree) / len(agree) >= 0.97
    assert sum(one.lost for one in agree) / sum(one.own for one in agree) < 0.01


def test_signatures_of_the_marked_mails(fixtures: Path) -> None:
    marked = signatures(fixtures / "talon_forge" / "dataset")
    assert marked.recall > 0.94
    assert marked.precision > 0.92
