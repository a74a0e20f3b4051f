"""Headers begin only where ``beginnings`` says, and what a first reading left alone stays so."""

from importlib import import_module

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inboxminer.clean.history import beginnings, header_at
from inboxminer.clean.patterns import tables_for
from inboxminer.clean.zones import own_text

LINES = st.sampled_from(
    [
        "On 3 May 2026, Dana Levi <dana@x.example> wrote:",
        "On Tue, 5 May 2026 at 10:12, Dana Levi",
        "<dana@x.example> wrote:",
        "ב-5 במאי 2026 בשעה 10:12, מאת דנה לוי <dana@x.example>:",
        "5 мая 2026 г., 10:12, Dana <dana@x.example> написал(а):",
        "-----Original Message-----",
        "Begin forwarded message:",
        "________________________________",
        "*From:* Dana <dana@x.example>",
        "> From: Dana <dana@x.example>",
        "Sent: Tuesday, May 5, 2026 10:12 AM",
        "To: service@y.example",
        ": מאת dana@x.example",
        "Subject: the fridge",
        "נושא： המקרר",
        "dana@x.example wrote",
        "2026",
        "> quoted words",
        ">>> 12 > 10",
        "##- Please type your reply above this line -##",
        "Reply above this line",
        "Dana wrote:",
        "see http://x.example/a:b",
        "",
        "",
        "   ",
        "The fridge never arrived.",
        "1. first",
    ]
)
PIECES = st.text(alphabet=":：@>*-_=~ \t1aש\u200f<(", max_size=8)


@example(["", "*From:* Dana <dana@x.example>", "Sent: 10:12", "To: y", "Subject: z"])
@given(st.lists(st.one_of(LINES, st.builds(str.__add__, PIECES, LINES)), max_size=14))
@settings(max_examples=600, deadline=None)
def test_no_header_begins_anywhere_else(lines: list[str]) -> None:
    known = tables_for(lines)
    told = beginnings(lines, known)
    assert told == sorted(set(told))
    for n in set(range(len(lines))) - set(told):
        assert header_at(lines, n, known) is None, lines[n]


@given(
    st.lists(LINES, max_size=8),
    st.integers(0, 60),
    st.lists(st.one_of(LINES, PIECES), max_size=12),
)
@settings(max_examples=400, deadline=None)
def test_a_second_reading_need_not_look_for_history_again(
    above: list[str], filling: int, below: list[str]
) -> None:
    words = [f"line {n}" if n % 3 else "The fridge never arrived." for n in range(filling)]
    text = "\n".join([*above, *words, *below])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("inboxminer.clean.zones"), "_kept", lambda *_: 0)
        slow = own_text(text)
    assert own_text(text) == slow
