"""The written cases: sound, and redacted as well as docs/privacy.md says."""

from collections import Counter
from pathlib import Path

import pytest
from stdnum import iban, luhn
from stdnum.iso7064 import mod_97_10

from inboxminer.clean.redact import KINDS
from inboxminer.errors import ConfigError
from inboxminer.evaluate.privacy import Verdict, figures, judge, read_cases

FILE = Path(__file__).parents[3] / "corpora/privacy/cases.jsonl"


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [judge(case) for case in read_cases(FILE)]


def test_cases_are_many_and_a_third_are_traps() -> None:
    cases = read_cases(FILE)
    assert len(cases) >= 400
    assert 3 * sum(not case.spans for case in cases) >= len(cases)
    languages = Counter(case.language for case in cases)
    assert languages["he"] >= 120
    assert len(languages) == 8
    kinds = Counter(kind for case in cases for *_, kind in case.spans)
    assert all(kinds[kind] >= 15 for kind in KINDS)
    assert len({case.id for case in cases}) == len(cases)


def test_spans_lie_in_their_text_and_check_digits_are_right() -> None:
    for case in read_cases(FILE):
        last = 0
        for start, end, kind in sorted(case.spans):
            assert last <= start < end <= len(case.text)
            last = end
            signs = "".join(c for c in case.text[start:end] if c.isalnum())
            plain = "".join(str(int(c)) if c.isdecimal() else c for c in signs).upper()
            if kind == "CARD":
                assert luhn.is_valid(plain), case.id
            if kind == "IBAN":
                assert iban.is_valid(plain) or mod_97_10.is_valid(plain[4:] + plain[:4]), case.id


def test_the_held_out_half_is_redacted_well(verdicts: list[Verdict]) -> None:
    found = figures([v for v in verdicts if v.case.part == "held_out"])
    assert (found["all"].recall or 0) >= 0.95
    assert (found["all"].precision or 0) >= 0.96


def test_a_file_that_holds_no_cases_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        read_cases(path)
