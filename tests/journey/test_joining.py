"""Senders joined into customers, and employees known again."""

from typing import Any

import pytest

from inboxminer.journey.employees import employee_ids
from inboxminer.journey.joining import joined


@pytest.mark.parametrize(
    ("known", "contacts", "staff", "fixed", "expected"),
    [
        ("ab", [["phone:1"], ["phone:1"]], "..", "", "aa"),
        ("ab", [["case:1"], ["case:1"]], "..", "", "aa"),
        ("ab", [["phone:1"], ["phone:2"]], "..", "", "ab"),
        ("abc", [["phone:1"], ["phone:1", "case:2"], ["case:2"]], "...", "", "aaa"),
        # A number that four name is well known; one that staff name is the organisation's.
        ("abcd", [["phone:1"]] * 4, "....", "", "abcd"),
        ("abs", [["phone:1"]] * 3, "..s", "", "abs"),
        # Staff answer about an order, and it still is one customer's.
        ("abs", [["case:1"]] * 3, "..s", "", "aas"),
        # Two customers of the list stay two; one of them gives its name to the group.
        ("ab", [["phone:1"], ["phone:1"]], "..", "ab", "ab"),
        ("ab", [["phone:1"], ["phone:1"]], "..", "b", "bb"),
    ],
)
def test_joined(
    known: str, contacts: list[list[str]], staff: str, fixed: str, expected: str
) -> None:
    rows = [{"contacts": held} for held in contacts]
    own = [mark == "s" for mark in staff]
    assert joined(rows, list(known), staff=own, fixed=set(fixed)) == list(expected)


DANA, DANA_LEVI, DAN = ["d"], ["dl", "d", "l"], ["n"]
E1, E2 = "EMPLOYEE_1", "EMPLOYEE_2"


@pytest.mark.parametrize(
    ("people", "staff", "expected"),
    [
        (
            [{E1: DANA}, {E2: DANA}],
            "..",
            [{E1: 1}, {E2: 1}],
        ),
        # A first name alone is the one employee who has it, also where the full name comes later.
        ([{E1: DANA}, {"sender": DANA_LEVI}], ".s", [{E1: 1}, {"sender": 1}]),
        (
            [{"sender": DANA_LEVI}, {"sender": ["dk", "d", "k"]}, {E1: DANA}],
            "ss.",
            [{"sender": 1}, {"sender": 2}, {E1: 3}],
        ),
        # A customer is no employee; one who is named in full is, under any placeholder.
        ([{"sender": DANA_LEVI, "NAME_1": DANA}], ".", [{}]),
        ([{"NAME_1": DANA_LEVI}, {"sender": DANA_LEVI}], ".s", [{"NAME_1": 1}, {"sender": 1}]),
        ([{E1: DAN, E2: DANA}], ".", [{E1: 1, E2: 2}]),
    ],
)
def test_employees(
    people: list[dict[str, list[str]]], staff: str, expected: list[dict[str, int]]
) -> None:
    rows: list[dict[str, Any]] = [{"people": one} for one in people]
    found = employee_ids(rows, staff=[mark == "s" for mark in staff])
    assert found == [{k: f"employee-{n:02}" for k, n in one.items()} for one in expected]
