"""Hebrew that is stored as displayed: an independent reordering makes it, the parser undoes it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxminer.parse.charsets import decode
from inboxminer.parse.visual import reorder
from tests.parse.texts import TEXTS

MIRROR = {"(": ")", ")": "(", "[": "]", "]": "["}


def displayed(line: str) -> str:
    """A right-to-left line as it stands on the screen: rules L1 and L2 of UAX 9 on resolved levels.

    Hebrew and neutrals have level 1, Latin words and numbers level 2.
    """
    levels = [1] * len(line)
    for run in re.finditer(r"[A-Za-z][A-Za-z0-9 .'-]*[A-Za-z0-9]|[A-Za-z]|\d[\d.,:/-]*\d|\d", line):
        levels[run.start() : run.end()] = [2] * (run.end() - run.start())
    order = list(range(len(line)))
    for level in (2, 1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return "".join(MIRROR.get(line[n], line[n]) if levels[n] == 1 else line[n] for n in order)


LINES = (
    *TEXTS["he"],
    "הזמנתי Samsung Galaxy 21 (חדש) ב-3.4.2026",
    "התקשרו אליי ל-052-1234567 או לדוא״ל dana.levi",
    "שילמתי 1,250.50 עבור 2 מוצרים [הזמנה 88-12]",
    "אין תשובה כבר 14 ימים!",
)


@pytest.mark.parametrize("line", LINES)
def test_a_displayed_line_is_read_in_order(line: str) -> None:
    assert reorder(displayed(line)) == line


@pytest.mark.parametrize("charset", ["iso-8859-8", "visual", "windows-1255", None, "cp862"])
def test_visual_text_is_found_whatever_is_declared(charset: str | None) -> None:
    text = "\n".join(LINES[:3])
    real = "cp862" if charset == "cp862" else "windows-1255"
    raw = "\n".join(displayed(line) for line in LINES[:3]).encode(real)
    found, defects = decode(raw, charset)
    assert found == text
    assert defects[-1] == "visual_order"


@pytest.mark.parametrize("charset", ["iso-8859-8", "iso-8859-8-i", "windows-1255"])
@pytest.mark.parametrize("line", LINES)
def test_logical_text_is_left_alone(charset: str, line: str) -> None:
    assert decode(line.encode("windows-1255"), charset) == (line, ())


def test_a_line_of_english_keeps_its_order() -> None:
    raw = "Subject: test of תירבע in mail headers".encode("windows-1255")
    assert decode(raw, "iso-8859-8") == (
        "Subject: test of עברית in mail headers",
        ("visual_order",),
    )


def test_quote_marks_stay_in_front() -> None:
    assert reorder("> " + displayed(LINES[1])) == "> " + LINES[1]


@given(st.lists(st.sampled_from(["שלום", "לא", "12", "052-123", "!", "טוב"]), min_size=1))
def test_reordering_twice_gives_the_line_back(words: list[str]) -> None:
    line = " ".join(words)
    assert reorder(reorder(line)) == line
