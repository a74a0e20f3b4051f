"""Which mentions make an item of the SWOT list, quadrant by quadrant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inboxminer.config import Swot
from inboxminer.intervals import wilson
from inboxminer.records import Quadrant
from inboxminer.swot import severity

# Which escalations show a force; a formal act (a letter, a filed complaint) makes a threat alone.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "legal_regulator": ("legal", "regulator", "consumer_body"),
    "public_reputation": ("press", "social"),
}
POLARITY: Mapping[str, str] = {"weakness": "negative", "strength": "positive"}
Shows = Callable[[pd.DataFrame], "pd.Series[bool]"]
SAFETY = ("product_safety", "data_privacy")
OTHER = "other"
# Columns by which the two sides of a divided experience may differ, and by how much at least.
SIDES = ("product", "branch", "segment", "stage")
APART = 0.25


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells praise from blame: a column, and the value that each side leans to."""

    column: str
    praise: str
    blame: str


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions that one item is made of, with the rung of each.

    stage: of an item that is a part of its topic. divided: others praise the same; ``apart`` says
    what tells the two sides apart, where anything does. rare: praised, and few have met it.
    """

    quadrant: Quadrant
    key: str
    mentions: pd.DataFrame
    rungs: np.ndarray
    stage: str | None = None
    formal: bool = False
    divided: bool = False
    apart: Apart | None = None
    rare: bool = False

    @property
    def customers(self) -> int:
        """How many customers its mentions come from."""
        return int(self.mentions["customer"].nunique())


def groups(mentions: pd.DataFrame, rungs: Mapping[str, int], settings: Swot) -> Iterator[Group]:
    """Every candidate of every quadrant, from sure mentions."""
    praised = {str(topic): praise for topic, praise in _praised(mentions, settings)}
    divided = set()
    for topic, frame in _by_topic(mentions[mentions["polarity"] == "negative"]):
        both = topic in praised and frame["customer"].nunique() >= settings.minimum_customers
        divided |= {topic} if both else set()
        apart = _apart(praised[topic], frame) if both else None
        for stage, part in _parts(frame, settings):
            weights = severity.of_mentions(part, rungs)
            yield Group("weakness", topic, part, weights, stage, divided=both, apart=apart)
    for topic, praise in praised.items():
        if topic not in divided and praise["customer"].nunique() >= settings.strength_customers:
            yield Group("strength", topic, praise, severity.of_mentions(praise, rungs))
    wanted = mentions[_wanted(mentions, settings)]
    for topic, frame in _by_topic(wanted):
        rare = not _asked(frame).any()
        yield Group("opportunity", topic, frame, severity.of_wishes(frame), rare=rare)
    for force, shows in FORCES.items():
        frame = mentions[shows(mentions)]
        acts = frame["escalation_status"].isin(["done", "formal_letter"])
        formal = force in TARGETS and bool(acts.any())
        if frame["customer"].nunique() >= settings.force_customers or formal:
            weights = np.full(len(frame), float(severity.FORCES[force]))
            yield Group("threat", force, frame, weights, formal=formal)


def members(
    mentions: pd.DataFrame, quadrant: str, key: str, settings: Swot, stage: str | None = None
) -> pd.Series[bool]:
    """Which mentions an item is made of: key is its topic or force, stage that of a part."""
    if quadrant == "threat":
        return FORCES[key](mentions)
    of_topic = mentions["topic"] == key
    if quadrant == "opportunity":
        return of_topic & _wanted(mentions, settings)
    of_side = of_topic & (mentions["polarity"] == POLARITY[quadrant])
    return of_side & (mentions["stage"] == stage) if stage else of_side


def part_of(item_id: str) -> str | None:
    """The stage that an item is the part of its topic of, from ``quadrant:key[:stage]``."""
    return dict(enumerate(item_id.split(":"))).get(2)


def _by_topic(mentions: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for topic, frame in mentions.groupby("topic", observed=True, sort=True):
        yield str(topic), frame


def _praised(mentions: pd.DataFrame, settings: Swot) -> Iterator[tuple[str, pd.DataFrame]]:
    """The praise of each topic that is praised beyond the inbox's average and beyond chance."""
    toned = mentions[mentions["polarity"] != "neutral"]
    average = float((toned["polarity"] == "positive").mean()) if len(toned) else 0.0
    for topic, frame in _by_topic(toned):
        praise = frame[frame["polarity"] == "positive"]
        customers = praise["customer"].nunique()
        low, _ = wilson(customers, frame.groupby("customer")["polarity"].nunique().sum())
        if customers >= settings.minimum_customers and low > average:
            yield topic, praise


def _parts(frame: pd.DataFrame, settings: Swot) -> Iterator[tuple[str | None, pd.DataFrame]]:
    """A topic's mentions as one item, or by stage.

    A stage is an item of its own where every stage has enough customers and each is about another
    theme (columns stage, theme).
    """
    by_stage = dict(list(frame.groupby("stage", observed=True, sort=True)))
    enough = all(
        part["customer"].nunique() >= settings.stage_customers for part in by_stage.values()
    )
    leading = {part["theme"].mode().get(0) for part in by_stage.values()} if enough else set()
    if len(by_stage) < 2 or None in leading or len(leading) < len(by_stage):
        yield None, frame
        return
    for stage, part in by_stage.items():
        yield str(stage), part


def _apart(praise: pd.DataFrame, blame: pd.DataFrame) -> Apart | None:
    """The column in which those who praise and those who blame differ most, if they do."""
    best, found = APART, None
    for column in SIDES:
        good, bad = _shares(praise, column), _shares(blame, column)
        if good.empty or bad.empty:
            continue
        gap = good.sub(bad, fill_value=0.0)
        least = round(float(min(gap.max(), -gap.min())), 6)
        if least >= best:
            best, found = least, Apart(column, str(gap.idxmax()), str(gap.idxmin()))
    return found


def _shares(frame: pd.DataFrame, column: str) -> pd.Series[float]:
    """Share of customers by value of a column, of those that have one."""
    held = frame[[column, "customer"]].dropna().drop_duplicates()
    return held[column].astype(str).value_counts(normalize=True, sort=False).sort_index()


def _has(signal: str) -> Shows:
    return lambda mentions: mentions["signals"].map(lambda held: signal in held).astype(bool)


def _asked(mentions: pd.DataFrame) -> pd.Series[bool]:
    return mentions["need"].isin(["wish", "buy"]) | _has("referral")(mentions)


def _wanted(mentions: pd.DataFrame, settings: Swot) -> pd.Series[bool]:
    """What is asked for or recommended; else praise of what too few have met for a strength."""
    asked = _asked(mentions)
    held = set(mentions.loc[asked, "topic"])
    rare = [
        topic
        for topic, praise in _praised(mentions, settings)
        if topic not in held and praise["customer"].nunique() < settings.strength_customers
    ]
    return asked | (mentions["topic"].isin(rare) & (mentions["polarity"] == "positive"))


def _escalates(*targets: str) -> Shows:
    return lambda mentions: _has("escalation")(mentions) & mentions["target"].isin(targets)


def _unsafe(mentions: pd.DataFrame) -> pd.Series[bool]:
    return mentions["topic"].isin(SAFETY) & (mentions["polarity"] == "negative")


# Which mentions show each force.
FORCES: Mapping[str, Shows] = {
    "competitor": _has("competitor"),
    **{force: _escalates(*targets) for force, targets in TARGETS.items()},
    "churn": _has("churn_risk"),
    "safety_privacy": _unsafe,
}
