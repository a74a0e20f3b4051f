"""Phones: the library on candidates finds what it finds on the whole text."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inboxminer.clean.redact.base import Scan
from inboxminer.clean.redact.numbers import FEWEST
from inboxminer.clean.redact.phones import FEWEST as DIGITS
from inboxminer.clean.redact.phones import candidates, long_enough, matcher, phones, regions
from inboxminer.clean.redact.view import folded
from inboxminer.config import LANGUAGES

ROOT = Path(__file__).parents[3]
CASES = [
    json.loads(line)
    for line in (ROOT / "corpora/privacy/cases.jsonl").read_text("utf-8").splitlines()
]
pieces = st.sampled_from(
    [
        *("052-1234567", "054 777 8899", "+972 52 771 9340", "(415) 555-2671", "06 12 34 56 78"),
        *("8 (916) 771-20-43", "0171/1234567", "1-800-555-0100", "ext. 12", "x34", "2026-04-03"),
        *("03/04/2026 10:00", " ", "\n", ", ", "/", " / ", "-", "abc", "שלום", "$", "%", "(", ")"),
        *(
            "+",
            "1",
            "12",
            "4111 1111",
            "0091 98765 43210",
            "771204",
            ":30",
            ";ext=5",
            "[",
            "~",
            ".",
        ),
    ]
)


def whole(text: str, region: str) -> set[tuple[int, int]]:
    """What the library finds on the whole text, short numbers left out."""
    return {
        (m.start, m.end)
        for m in matcher(text, region)
        if sum(map(str.isdigit, m.raw_string)) >= DIGITS
    }


def parts(text: str, region: str) -> set[tuple[int, int]]:
    """What it finds on the stretches around digits."""
    scan = Scan(text, "en")
    return {
        (one.start, one.end)
        for one in candidates(scan, region)
        if sum(map(str.isdigit, one.raw)) >= DIGITS
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_candidates_give_what_the_whole_text_gives(language: str) -> None:
    found = 0
    for case in CASES:
        text = folded(case["text"]).text
        for region in regions(language):
            assert parts(text, region) == whole(text, region), (case["id"], region)
            found += len(whole(text, region))
    assert found > 40
    assert DIGITS > FEWEST


@example(text="771204 ext. 122026-04-03052-1234567", region="DE")
@given(st.lists(pieces, max_size=14).map("".join), st.sampled_from(["IL", "US", "GB", "DE", "FR"]))
@settings(max_examples=600, deadline=None)
def test_candidates_give_what_any_text_gives(text: str, region: str) -> None:
    assert parts(text, region) == whole(text, region)


promising = st.sampled_from(
    ["2002-10-06 02:28", "T", "209.203.162.20", "1.91.2.3", "tel. ", "00", "13-34-85-56-42", "#"]
)


def taken(text: str, language: str) -> set[tuple[int, int]]:
    return {(hit.start, hit.end) for hit in phones(Scan(text, language))}


@example(texts=["+", "1", "052-1234567"], language="en")
@given(st.lists(pieces | promising, max_size=10), st.sampled_from(["he", "en", "de", "fr"]))
@settings(max_examples=600, deadline=None)
def test_what_promises_nothing_holds_no_number_of_a_person(texts: list[str], language: str) -> None:
    text = "".join(texts)
    found = taken(text, language)
    with pytest.MonkeyPatch.context() as patch:
        module = import_module("inboxminer.clean.redact.phones")
        patch.setattr(module, "promises", lambda _, group: long_enough(group))
        assert found == taken(text, language)
