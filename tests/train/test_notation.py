"""The notation of labelled statements and mails."""

from __future__ import annotations

import pytest

from inboxminer.taxonomy import load
from inboxminer.train.checks import faults
from inboxminer.train.notation import NotationError, answers, mails, statements

LINES = """
# a comment
@ t=bank r=angry g=e d=s
he refund - support cra need=handle par=p7 | הזמנתי. >>> עוד לא ראיתי שקל מ{case:הזמנה 4471}.
@ r=plain
en cancellation 0 loyalty cre need=handle esc=legal/done dl=by_5_May ret=asked d=s g=l | Close it.
en none d=s g=e | Customer number 20331.
"""
MAIL = """
=== he kind=customer d=s g=e sent=negative cr=refund t=bank r=angry thread=T1 turn=1
S: ⟦refund - support c | איפה הכסף⟧
שלום רב,
⟦refund - support cra need=handle em=anger | שלוש פעמים כתבתי על {case:הזמנה 4471} ואין כסף.⟧ תודה
=== en kind=staff
S: Re: your money
It is on its way.
"""


def test_a_statement_has_its_labels_context_and_entities() -> None:
    first, second, third = statements(LINES, batch="x")
    assert first["text"] == "עוד לא ראיתי שקל מהזמנה 4471."
    assert first["context"] == "הזמנתי."
    assert first["signals"] == ["complaint", "request", "repeat_contact"]
    entity = first["entities"][0]
    assert first["text"][entity["start"] : entity["end"]] == entity["text"] == "הזמנה 4471"
    assert (first["trade"], first["register"], second["register"]) == ("bank", "angry", "plain")
    assert second["escalation"] == {"target": "legal", "status": "done", "deadline": "by 5 May"}
    assert third["topic"] is None
    assert third["signals"] == []


def test_a_mail_has_its_mentions_where_they_stand() -> None:
    customer, staff = mails(MAIL, batch="m")
    assert [m["zone"] for m in customer["mentions"]] == ["subject", "body"]
    for mention in customer["mentions"]:
        zone = customer[mention["zone"]]
        assert zone[mention["start"] : mention["end"]] == mention["quote"]
    inner = customer["mentions"][1]["entities"][0]
    assert customer["body"][inner["start"] : inner["end"]] == "הזמנה 4471"
    assert customer["body"].endswith("תודה")
    assert (customer["thread"], customer["turn"]) == ("T1", "1")
    assert staff["kind"] == "staff"
    assert staff["mentions"] == []


def test_an_answer_has_its_topic_and_sentiment() -> None:
    rows = list(answers("@ t=bank\nhe price_value - | יקר\nen none 0 | no comment", batch="s"))
    assert [(r["lang"], r["topic"], r["sentiment"], r["text"]) for r in rows] == [
        ("he", "price_value", "negative", "יקר"),
        ("en", None, "neutral", "no comment"),
    ]
    assert {r["trade"] for r in rows} == {"bank"}
    taxonomy = load()
    assert [fault for row in rows for fault in faults(row, taxonomy)] == []
    assert list(faults(rows[0] | {"topic": "dear"}, taxonomy)) == ["topic dear"]
    with pytest.raises(NotationError, match="line 1"):
        list(answers("he price_value | יקר", batch="s"))


def test_what_is_written_passes_the_checks_of_the_corpora() -> None:
    taxonomy = load()
    rows = [*statements(LINES, batch="x"), *mails(MAIL, batch="m")]
    assert [fault for row in rows for fault in faults(row, taxonomy)] == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("he refund - support c d=s g=e no divider", "no |"),
        ("he refund ? support c d=s g=e | text", "?"),
        ("he refund - support z d=s g=e | text", "z"),
        ("he refund - support c colour=red | text", "colour"),
        ("he refund - support c d=s g=e | {animal:cat}", "entity"),
    ],
)
def test_a_wrong_line_is_named(line: str, word: str) -> None:
    with pytest.raises(NotationError, match=r"x, line 1: .*") as caught:
        list(statements(line, batch="x"))
    assert word in str(caught.value)


def test_an_open_mark_is_named() -> None:
    with pytest.raises(NotationError, match="does not close"):
        list(mails("=== he kind=customer\nS: a\n⟦refund - support c | שלום\n", batch="m"))
