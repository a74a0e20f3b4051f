"""Zones are the same whether or not tables are left out that a text lacks the letters of."""

import re
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.clean.patterns import INVISIBLE, NEVER, RARE, Tables, tables, tables_for
from inboxminer.languages import all_languages, further

PHRASES = sorted(
    {
        # A pattern with its plainest reading: optional signs gone, blanks for white space.
        re.sub(r"\\[sbWd][*+?]?|\(\?[^)]*\)|[\\^$?*+()\[\]{}|]", " ", INVISIBLE.sub("", pattern))
        for name in RARE.values()
        for held in (*(getattr(lang, name) for lang in all_languages()), further().get(name, ()))
        for pattern in held
    }
)
LINES = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(
        [
            *(
                "",
                "--",
                "> quoted",
                "Thanks,",
                "Dana",
                "-----Original Message-----",
                "____________",
            ),
            *(
                "Begin forwarded message:",
                "From: Dana <dana@x.example>",
                "Subject: a",
                "To: b@x.ex",
            ),
            *(
                "Sent from my iPhone",
                "On 3 May 2026, at 10:00, Dana <d@x.example> wrote:",
                "ſent K",
            ),
            *(
                "This e-mail is confidential and intended only for the addressee.",
                "תודה",
                "\u200fשלום",
            ),
        ]
    ),
    st.text("abc >-:@1é\ud800", max_size=30),
)


@given(st.lists(LINES, max_size=25).map("\n".join))
@settings(max_examples=500, deadline=None)
def test_zones_are_those_of_all_tables(text: str) -> None:
    zones = import_module("inboxminer.clean.zones")
    read = zones._read.__wrapped__
    found = read(text, False, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zones, "tables_for", lambda _: tables())
        assert read(text, False, 0) == found


def left_out(known: Tables) -> set[str]:
    return {name for name in RARE if getattr(known, name) is NEVER}


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ([""], set()),
        (["I like it.", "Dana"], set()),
        (["Sent from my iPhone"], {"mobile"}),
        (["this message is", "intended only for you"], {"disclaimer"}),
    ],
)
def test_tables_that_a_text_may_need(lines: list[str], held: set[str]) -> None:
    assert left_out(tables_for(lines)) == set(RARE) - held
