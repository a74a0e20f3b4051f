"""Conversations, and the open ones that need a person."""

from typing import Any

import pandas as pd

from inboxminer.journey.threads import cases, threads

COLUMNS = ["thread", "message_id", "customer", "kind", "department", "date", "quoted_in"]


def frame(*rows: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Rows of (thread, message, kind, department, hour)."""
    start = pd.Timestamp("2026-04-01", tz="UTC")
    held = [
        (
            t,
            m,
            "c_1" if kind == "customer" else "",
            kind,
            d,
            pd.NaT if h is None else start + pd.Timedelta(hours=h),
            None,
        )
        for t, m, kind, d, h in rows
    ]
    return pd.DataFrame(held, columns=COLUMNS)


def test_service_times_of_an_answered_thread() -> None:
    rows = frame(
        ("t", "<1>", "customer", "service", 0),
        ("t", "<2>", "staff", "service", 5),
        ("t", "<3>", "customer", "maintenance", 8),
        ("t", "<4>", "staff", "service", 30),
    )
    (one,) = threads(rows)
    assert [turn.side for turn in one.turns] == ["customer", "staff", "customer", "staff"]
    assert (one.first_reply, one.resolution) == (5.0, 30.0)
    assert (one.reopened, one.one_touch, one.hand_offs) == (True, False, 1)
    assert (one.promises, one.outcome) == (None, None)


def test_nothing_is_said_of_answers_that_were_not_supplied() -> None:
    (one,) = threads(frame(("t", "<1>", "customer", "service", 0)))
    assert (one.first_reply, one.resolution, one.reopened, one.one_touch) == (None,) * 4


def test_threads_without_a_customer_are_left_out() -> None:
    assert list(threads(frame(("t", "<1>", "staff", "service", 0)))) == []


def mention(message: str, topic: str, *signals: str, polarity: str = "negative") -> dict[str, Any]:
    return {
        "mention_id": f"{message}#0",
        "message_id": message,
        "topic": topic,
        "polarity": polarity,
        "signals": signals,
        "status": "sure",
        "quote": f"quote of {message}",
    }


def test_cases_are_open_threads_with_a_reason_most_urgent_first() -> None:
    rows = frame(
        ("a", "<1>", "customer", "service", 0),
        ("b", "<2>", "customer", "service", 10),
        ("c", "<3>", "customer", "service", 20),
        ("c", "<4>", "staff", "service", 21),
        ("d", "<5>", "customer", "service", 0),
        ("d", "<6>", "customer", "service", 24),
        ("d", "<7>", "customer", "service", 48),
        ("e", "<8>", "customer", "service", 48),
    )
    said = pd.DataFrame(
        [
            mention("<1>", "cancellation", polarity="neutral"),
            mention("<2>", "product_safety"),
            mention("<3>", "product_safety"),
            mention("<7>", "delivery_delay", "complaint"),
            mention("<8>", "delivery_delay", "vulnerable"),
        ]
    )
    found = cases(threads(rows), said, {}, {"<2>": "5512"})
    assert [(case.message_id, case.reason, case.days_waiting) for case in found] == [
        ("<2>", "safety", 1.6),
        ("<8>", "vulnerable_customer", 0.0),
        ("<1>", "cancellation_request", 2.0),
        ("<7>", "third_contact_unanswered", 0.0),
    ]
    assert found[0].case_number == "5512"
    assert [case.mention_id for case in found] == ["<2>#0", "<8>#0", "<1>#0", "<7>#0"]
