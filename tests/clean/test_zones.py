"""Zones of written mails, line by line, and laws that hold for any text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.clean.names import EVERY
from inboxminer.clean.unicode import normalise
from inboxminer.clean.zones import has_history, is_closing, is_greeting, own_text, zones
from inboxminer.evaluate.zones import outcomes
from inboxminer.train.tagged import TaggedMail, read_tagged

CASES = [
    pytest.param(mail, id=f"{path.stem}-{mail.name}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.txt"))
    for mail in read_tagged(path)
]
PIECES = [
    "שלום רב,",
    "המקרר לא הגיע.",
    "> ציטוט",
    "",
    "On Tue, 3 Mar 2026 at 10:21, A <a@b.example> wrote:",
    "בתאריך יום ג׳, 3 במרץ 2026 ב-10:21 מאת A <a@b.example>:",
    "מאת: A <a@b.example>",
    "Sent: Tuesday, March 3, 2026 10:21 AM",
    "אל: B",
    "Subject: x",
    "-- ",
    "-----Original Message-----",
    "Best regards,",
    "Dana Levi",
    "Tel: 03-5551234",
    "נשלח מה-iPhone שלי",
    "This e-mail is confidential and intended only for the addressee.",
    "________________________________",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=20).map(
    "\n".join
)


def table(name: str) -> list[str]:
    """The rows of a file, with their escapes undone."""
    rows = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [
        re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), row).replace("\\n", "\n")
        for row in rows
        if not row.startswith("# ")
    ]


@pytest.mark.parametrize("header", table("headers.txt"))
def test_a_header_cuts_off_history(header: str) -> None:
    own, quoted = "המקרר לא הגיע עדיין.", "Hello, is all well?"
    below = f"> {quoted}" if header.endswith("\n>") else quoted
    text = f"{own}\n\n{header.removesuffix(chr(10) + '>')}\n\n{below}"
    assert own_text(normalise(text)[0]) == own


@pytest.mark.parametrize("text", table("whole.txt"))
def test_what_only_looks_like_a_header_or_footer_is_kept(text: str) -> None:
    assert own_text(normalise(text)[0]) == normalise(text)[0]


def test_there_are_enough_cases_and_most_are_hebrew_first() -> None:
    assert len(CASES) >= 160
    assert sum(str(case.id).startswith("he-") for case in CASES) >= 60


@pytest.mark.parametrize("mail", CASES)
def test_zones_of_a_written_mail(mail: TaggedMail) -> None:
    (outcome,) = outcomes([mail])
    assert outcome.found == outcome.expected
    assert [(text, zone) for text, _, zone in outcome.wrong] == [
        (text, gold) for text, gold, _ in outcome.wrong
    ]


@given(texts)
@settings(max_examples=200, deadline=None)
def test_zones_keep_every_line(text: str) -> None:
    read = zones(text)
    joined = "".join(line.text for line in read)
    assert "".join(joined.split()) == "".join(text.split())
    assert {line.zone for line in read} <= set(EVERY)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_own_text_is_made_of_lines_of_the_mail(text: str) -> None:
    assert set(own_text(text).split("\n")) <= {line.text for line in zones(text)} | {""}


@pytest.mark.parametrize(
    "text",
    [
        "> a\n" * 40_000,
        "-----\n" * 30_000,
        "From: a@b.example\n" * 10_000,
        "On 3.3.2026 10:21 x\n" * 10_000,
        "thanks\n" * 25_000,
        "a, " * 60_000,
        "<a@b.example> 2026 10:21 " * 8_000 + ":",
    ],
    ids=["quotes", "rules", "fields", "headers", "closings", "commas", "addresses"],
)
def test_hostile_texts_take_no_long_time(text: str) -> None:
    start = time.perf_counter()
    zones(text)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("line", "greets"),
    [
        ("שלום רב,", True),
        ("Hi Dana", True),
        ("Guten Tag Frau Klein,", True),
        ("Hi, where is my order?", False),
        ("היי מה קורה עם ההזמנה שלי מהשבוע שעבר", False),
    ],
)
def test_greetings_only_greet(line: str, greets: bool) -> None:
    assert is_greeting(line) is greets


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ("בברכה,", True),
        ("Thanks, Mark", True),
        ("Mit freundlichen Grüßen", True),
        ("Thank you for the very quick answer to my question", False),
        ("תודה רבה על השירות המעולה שקיבלתי", False),
    ],
)
def test_sign_offs_say_little_else(line: str, closes: bool) -> None:
    assert is_closing(line) is closes


def test_a_header_glued_to_own_words_is_cut_off() -> None:
    text = "ok On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:\n> Hi"
    assert own_text(text) == "ok"
    assert has_history(text)
