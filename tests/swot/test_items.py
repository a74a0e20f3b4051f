"""Which mentions become which items, in which quadrant, under which rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pandas as pd
import pytest

from inboxminer.config import Config
from inboxminer.records import SwotItem, Theme
from inboxminer.swot.items import swot
from inboxminer.swot.members import members, part_of
from inboxminer.taxonomy import load

SETTINGS = Config.load().swot
TAXONOMY = load()
NUMBERS = count(1)


def said(
    customers: Sequence[int], topic: str, polarity: str, **more: Any
) -> Iterator[dict[str, Any]]:
    """One mention of each customer."""
    for customer in customers:
        name = f"<{next(NUMBERS)}@x>"
        yield {
            "mention_id": f"{name}#0",
            "message_id": name,
            "customer": customer,
            "date": pd.Timestamp("2026-03-01", tz="UTC"),
            "topic": topic,
            "polarity": polarity,
            "stage": "use",
            "theme": None,
            "signals": (),
            "need": None,
            "target": None,
            "escalation_status": None,
            "department": "service",
            "segment": "existing",
            "product": None,
            "branch": None,
            "certainty": 0.9,
            "quote": "four words at least",
            **more,
        }


def items(*groups: Iterator[dict[str, Any]], language: str = "en") -> dict[str, SwotItem]:
    rows = [row for group in groups for row in group]
    frame = pd.DataFrame(rows)
    writers = pd.DataFrame({"customer": range(100), "date": pd.Timestamp("2026-03-01", tz="UTC")})
    found = swot(
        frame,
        writers,
        taxonomy=TAXONOMY,
        settings=SETTINGS,
        themes=[theme("refund/01"), theme("refund/02")],
        language=language,
        seed=7,
    )
    for item in found:
        key = item.force or item.topic or ""
        mask = members(frame, item.quadrant, key, SETTINGS, part_of(item.id))
        assert int(frame[mask]["customer"].nunique()) == item.customers
    return {item.id: item for item in found}


def theme(name: str) -> Theme:
    return Theme(name, name.partition("/")[0], name, (), 1, 1, {}, None, None, ())


def test_complaints_are_a_weakness_and_wishes_an_opportunity() -> None:
    found = items(
        said(range(9), "refund", "negative"),
        said(range(9, 13), "product_range", "neutral", signals=("request",), need="wish"),
        said(range(20, 24), "documentation", "neutral", signals=("request",), need="handle"),
    )
    assert set(found) == {"weakness:refund", "opportunity:product_range"}
    assert found["weakness:refund"].share == 0.09


def test_what_few_customers_say_is_listed_without_a_rank() -> None:
    found = items(said(range(9), "refund", "negative"), said([1, 2], "warranty", "negative"))
    few = found["weakness:warranty"]
    assert (few.rank, few.score, few.too_few) == (None, None, True)
    assert "too few" in few.why


def test_what_no_topic_fits_has_no_rank_and_is_not_called_few() -> None:
    found = items(said(range(40), "other", "negative"), said(range(9), "refund", "negative"))
    other = found["weakness:other"]
    assert (other.rank, other.score, other.too_few) == (None, None, False)
    assert "too few" not in other.why
    assert "no topic fits" in other.why


def test_praise_beyond_the_average_is_a_strength() -> None:
    found = items(
        said(range(60), "refund", "negative"), said(range(60, 80), "staff_attitude", "positive")
    )
    assert set(found) == {"weakness:refund", "strength:staff_attitude"}
    assert found["strength:staff_attitude"].overall_rank is None


def test_a_divided_experience_is_one_item_that_says_what_tells_the_sides_apart() -> None:
    blame = said(range(6), "technician_visit", "negative", branch="Haifa")
    praise = said(range(10, 40), "technician_visit", "positive", branch="Eilat")
    found = items(blame, praise, said(range(40, 100), "refund", "negative"))
    assert {key for key in found if "technician" in key} == {"weakness:technician_visit"}
    why = found["weakness:technician_visit"].why
    assert "divided" in why
    assert why.index("Eilat") < why.index("Haifa")


def test_sides_that_do_not_differ_are_not_told_apart() -> None:
    found = items(
        said(range(6), "technician_visit", "negative"),
        said(range(10, 40), "technician_visit", "positive"),
        said(range(40, 100), "refund", "negative"),
    )
    assert "praise comes" not in found["weakness:technician_visit"].why


def test_praise_that_few_have_met_is_an_opportunity() -> None:
    found = items(
        said(range(60), "refund", "negative"), said([61, 62, 63], "loyalty_benefits", "positive")
    )
    rare = found["opportunity:loyalty_benefits"]
    assert "few have met it" in rare.title
    assert rare.rank == 1


@pytest.mark.parametrize("themes", [("refund/01", "refund/02"), ("refund/01", "refund/01")])
def test_a_stage_is_an_item_where_it_is_about_another_thing(themes: tuple[str, str]) -> None:
    found = items(
        said(range(12), "refund", "negative", stage="support", theme=themes[0]),
        said(range(20, 34), "refund", "negative", stage="loyalty", theme=themes[1]),
    )
    if len(set(themes)) == 1:
        assert set(found) == {"weakness:refund"}
        return
    assert set(found) == {"weakness:refund:support", "weakness:refund:loyalty"}
    part = found["weakness:refund:loyalty"]
    assert part.customers == 14
    assert part.themes == ("refund/02",)
    assert part.title.endswith("Loyalty and renewal") or ":" in part.title


def test_a_small_stage_keeps_the_topic_whole() -> None:
    found = items(
        said(range(12), "refund", "negative", stage="support", theme="refund/01"),
        said(range(20, 23), "refund", "negative", stage="loyalty", theme="refund/02"),
    )
    assert set(found) == {"weakness:refund"}
    assert found["weakness:refund"].by_stage == {"support": 12, "loyalty": 3}


def escalated(target: str, status: str) -> dict[str, Any]:
    return {"signals": ("escalation",), "target": target, "escalation_status": status}


@pytest.mark.parametrize(
    ("customers", "more", "expected"),
    [
        ([1], escalated("legal", "formal_letter"), "threat:legal_regulator"),
        ([1], escalated("consumer_body", "threatened"), None),
        ([1, 2, 3], escalated("consumer_body", "threatened"), "threat:legal_regulator"),
        ([1, 2, 3], escalated("social", "threatened"), "threat:public_reputation"),
        ([1, 2, 3], {"signals": ("churn_risk",)}, "threat:churn"),
        ([1, 2, 3], {"signals": ("competitor",)}, "threat:competitor"),
    ],
)
def test_a_force_needs_three_customers_or_one_formal_act(
    customers: list[int], more: dict[str, Any], expected: str | None
) -> None:
    found = items(said(customers, "refund", "negative", **more))
    threats = {key for key in found if key.startswith("threat")}
    assert threats == ({expected} if expected else set())
    if expected:
        assert found[expected].driven_by == ("refund",)


def test_danger_stands_apart_from_its_count_and_no_rank_contradicts_a_priority() -> None:
    found = items(
        said(range(60), "refund", "negative"),
        said([90, 91, 92], "product_safety", "negative"),
        said(range(60, 70), "documentation", "negative"),
    )
    assert found["weakness:product_safety"].regardless_of_count
    ranked = sorted(
        (item for item in found.values() if item.overall_rank),
        key=lambda item: item.overall_rank or 0,
    )
    assert [item.priority for item in ranked] == sorted(item.priority or "" for item in ranked)


@pytest.mark.parametrize("language", ["he", "ar", "ru", "fa", "fr", "es", "de"])
def test_every_language_tells_every_kind_of_item(language: str) -> None:
    found = items(
        said(range(6), "technician_visit", "negative", segment="new"),
        said(range(10, 40), "technician_visit", "positive", segment="existing"),
        said(range(40, 70), "other", "negative"),
        said(range(70, 90), "refund", "negative", stage="support", theme="refund/01"),
        said(range(40, 60), "refund", "negative", stage="loyalty", theme="refund/02"),
        said([95, 96, 97], "loyalty_benefits", "positive"),
        language=language,
    )
    assert len(found) == 5
    for item in found.values():
        assert item.title
        assert "{" not in item.title + item.why
