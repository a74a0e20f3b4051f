"""Mail made to hurt: every one is read to its end, cut with a named defect, or skipped by name.

These texts once took minutes; a test that hangs has failed.
"""

from __future__ import annotations

import pytest

from inboxminer.clean import clean
from inboxminer.parse import parse
from inboxminer.records import CleanMessage, RawMessage, Skipped

HEAD = (
    b"From: dana@post.example\nMessage-ID: <1@post.example>\nSubject: fridge\n"
    b"Date: Mon, 6 Apr 2026 10:00:00 +0000\n"
)
PLAIN = b"Content-Type: text/plain; charset=utf-8\n\n"
HTML = b"Content-Type: text/html; charset=utf-8\n\n"


def read(raw: bytes) -> CleanMessage | Skipped:
    return clean(parse(RawMessage("in.mbox", 0, None, HEAD + raw)))


@pytest.mark.parametrize(
    "flood",
    [
        b"12-" * 2000,
        b"1 " * 1500,
        b"05-2 " * 20_000,
        b"GB33 " * 4000,
        b"[" * 20_000,
        b"(1)" * 5000,
        b"".join(b"052-%07d " % n for n in range(800)),
    ],
    ids=["groups", "digits", "phones", "ibans", "brackets", "items", "numbers"],
)
def test_a_flood_of_signs_is_read(flood: bytes) -> None:
    found = read(PLAIN + b"The fridge never came.\n" + flood)
    assert isinstance(found, CleanMessage)
    assert found.passages[1].text.startswith("The fridge never came.")


@pytest.mark.parametrize(
    "flood",
    [b"&amp;" * 20_000, b"<" * 200_000, b"<div>" * 20_000, b"<!--" * 20_000],
    ids=["entities", "brackets", "levels", "comments"],
)
def test_a_flood_of_html_is_read(flood: bytes) -> None:
    found = read(HTML + b"<p>The fridge never came.</p>" + flood)
    assert isinstance(found, CleanMessage)
    assert "The fridge never came." in found.passages[1].text


def test_text_behind_many_blank_lines_is_kept() -> None:
    found = read(PLAIN + b"\n" * 1_000_000 + b"The fridge never came.")
    assert isinstance(found, CleanMessage)
    assert found.passages[1].text == "The fridge never came."


def test_text_that_is_cut_says_so() -> None:
    found = read(PLAIN + b"The fridge never came. " * 20_000)
    assert isinstance(found, CleanMessage)
    assert "text_cut" in found.defects


def test_what_was_not_read_to_its_end_is_too_complex_and_not_empty() -> None:
    found = read(b"In-Reply-To: <0@shop.example>\n" + PLAIN + b"> quoted\n" * 50_000)
    assert isinstance(found, Skipped)
    assert (found.reason, found.detail) == ("too_complex", "text_cut")


def test_brackets_in_an_address_field_are_no_recursion() -> None:
    found = read(b"To: " + b"(" * 5000 + b"\n" + PLAIN + b"The fridge never came.")
    assert isinstance(found, CleanMessage)
