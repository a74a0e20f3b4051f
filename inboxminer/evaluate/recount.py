"""Every count and share of a written report, counted again from its messages and mentions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from inboxminer.config import Swot
from inboxminer.intervals import wilson
from inboxminer.swot.members import members, part_of
from inboxminer.swot.score import score_of

TOLERANCE = 1e-6
Row = Mapping[str, Any]


def of_items(
    swot: Row, mentions: Sequence[Row], messages: Mapping[str, Row], settings: Swot
) -> Iterator[str]:
    """What is wrong with the numbers of ``swot.json``; mentions: the sure ones."""
    writers = _customers(messages.values())
    if swot["customers"] != writers:
        yield f"swot.json counts {swot['customers']} customers, messages.jsonl {writers}"
    frame = pd.DataFrame([_columns(row, messages[row["message_id"]]) for row in mentions])
    for item in swot["items"]:
        key = item["force"] or item["topic"]
        part = part_of(item["id"])
        held = frame[members(frame, item["quadrant"], key, settings, part)] if len(frame) else frame
        customers = int(held["customer"].nunique()) if len(held) else 0
        counted = {
            "customers": customers,
            "messages": int(held["message_id"].nunique()) if len(held) else 0,
            "mentions": len(held),
            "by_stage": _customers_by(held, "stage"),
            "by_segment": _customers_by(held, "segment"),
            **_share(customers, writers),
        }
        yield from _differences(item["id"], item, counted)
        yield from _score(item, writers)
    yield from _ranks(swot["items"])


def of_cells(journey: Row, mentions: Sequence[Row], messages: Mapping[str, Row]) -> Iterator[str]:
    """What is wrong with the cells of ``journey.json``."""
    people: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    counts: Counter[tuple[str, ...]] = Counter()
    for row in mentions:
        at = (row["stage"], row["topic"], row["polarity"])
        people[at].add(messages[row["message_id"]]["customer_id"])
        counts[at] += 1
    writers = _customers(messages.values())
    stated: dict[tuple[str, ...], Row] = {
        (c["stage"], c["topic"], c["polarity"]): c for c in journey["cells"]
    }
    keys: set[tuple[str, ...]] = set(stated) | set(counts)
    for key in sorted(keys):
        name = "journey " + " ".join(key)
        if key not in stated or key not in counts:
            yield f"{name} is {'missing' if key in counts else 'said by nobody'}"
            continue
        share = _share(len(people[key]), writers)
        counted = {
            "customers": len(people[key]),
            "mentions": counts[key],
            "share": share["share"],
            "interval": share["share_interval"],
        }
        yield from _differences(name, stated[key], counted)


def of_themes(themes: Row, mentions: Sequence[Row], messages: Mapping[str, Row]) -> Iterator[str]:
    """What is wrong with the counts of ``themes.json``."""
    of_theme: defaultdict[str, list[Row]] = defaultdict(list)
    for row in mentions:
        if row["theme"]:
            of_theme[row["theme"]].append(row)
    for theme in themes["themes"]:
        held = of_theme.pop(theme["id"], [])
        customers = {messages[row["message_id"]]["customer_id"] for row in held}
        counted = {"mentions": len(held), "customers": len(customers)}
        yield from _differences(f"theme {theme['id']}", theme, counted)
    yield from (f"theme {name} is missing" for name in sorted(of_theme))


def of_run(run: Row, mentions: Iterable[Row], messages: Mapping[str, Row]) -> Iterator[str]:
    """What is wrong with the totals of ``run.json``."""
    states = Counter(row["status"] for row in mentions)
    counted = {
        "customers": _customers(messages.values()),
        "mentions": states.total(),
        "unsure": states["unsure"],
    }
    yield from _differences("run.json", run, counted)


def _columns(row: Row, message: Row) -> dict[str, Any]:
    """What an item is made of, as ``swot.members`` reads it."""
    escalation = message["signal_details"].get("escalation", {})
    names = ("message_id", "topic", "polarity", "stage", "need", "signals")
    return {
        **{name: row[name] for name in names},
        "customer": message["customer_id"],
        "segment": message["segment"],
        "target": escalation.get("target"),
    }


def _customers(messages: Iterable[Row]) -> int:
    return len({row["customer_id"] for row in messages if row["kind"] == "customer"})


def _customers_by(held: pd.DataFrame, column: str) -> dict[str, int]:
    if held.empty:
        return {}
    return {str(k): int(n) for k, n in held.groupby(column)["customer"].nunique().items()}


def _share(customers: int, writers: int) -> dict[str, Any]:
    return {
        "share": round(customers / max(1, writers), 6),
        "share_interval": list(wilson(customers, max(1, writers))),
    }


def _differences(name: str, stated: Row, counted: Row) -> Iterator[str]:
    for field, value in counted.items():
        if not _equal(stated[field], value):
            yield f"{name}: {field} {stated[field]} stated, {value} counted"


def _equal(stated: Any, counted: Any) -> bool:
    if isinstance(counted, float):
        return isinstance(stated, int | float) and abs(stated - counted) <= TOLERANCE
    if isinstance(counted, list):
        return len(stated) == len(counted) and all(map(_equal, stated, counted))
    return bool(stated == counted)


def _score(item: Row, writers: int) -> Iterator[str]:
    """A score follows from its factors, and they from the item's own numbers."""
    if item["score"] is None:
        return
    factors = item["factors"]
    if abs(score_of(factors) - item["score"]) > TOLERANCE:
        yield f"{item['id']}: its score does not follow from its factors"
    own = {"customers": item["customers"], "writers": writers, "severity": item["severity"]}
    for name, value in own.items():
        if not _equal(float(factors[name]), float(value)):
            yield f"{item['id']}: its factor {name} is {factors[name]}, not {value}"


def _ranks(items: Sequence[Row]) -> Iterator[str]:
    """Ranks are 1, 2, 3 … of their quadrant, and a higher score stands before a lower one."""
    for name, wanted in (
        *(("rank", quadrant) for quadrant in ("strength", "weakness", "opportunity", "threat")),
        ("overall_rank", None),
    ):
        held = [
            item
            for item in items
            if item[name] is not None and (wanted is None or item["quadrant"] == wanted)
        ]
        held.sort(key=lambda item: item[name])
        of = wanted or "all quadrants"
        if [item[name] for item in held] != list(range(1, len(held) + 1)):
            yield f"{name} of {of} does not count from 1"
        yield from (f"{item['id']} is ranked without a score" for item in held if not item["score"])
        scores = [item["score"] or 0.0 for item in held]
        if scores != sorted(scores, reverse=True):
            yield f"{name} of {of} does not follow the scores"
