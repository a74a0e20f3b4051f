"""Mentions to the SWOT list: candidates by quadrant, scored, ranked, told in one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from inboxminer.config import Swot
from inboxminer.intervals import wilson
from inboxminer.records import Quadrant, SwotItem, Theme, Trend, telling
from inboxminer.swot import severity, wording
from inboxminer.swot.score import Candidate, Scored, score_all
from inboxminer.swot.trend import halves, trends
from inboxminer.taxonomy import Reading, Taxonomy

READING: Mapping[str, Reading] = {
    "weakness": "weakness",
    "strength": "strength",
    "opportunity": "name",
}
# Which mentions show a force; a formal act (a letter, a filed complaint) makes it a threat alone.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "legal_regulator": ("legal", "regulator", "consumer_body"),
    "public_reputation": ("press", "social"),
}
POLARITY = {"weakness": "negative", "strength": "positive"}
Shows = Callable[[pd.DataFrame], "pd.Series[bool]"]
SAFETY = ("product_safety", "data_privacy")
DRIVERS = 5
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions that one item is made of, with the rung of each."""

    quadrant: Quadrant
    key: str
    mentions: pd.DataFrame
    rungs: np.ndarray
    formal: bool = False
    divided: bool = False


def swot(
    mentions: pd.DataFrame,
    messages: pd.DataFrame,
    *,
    taxonomy: Taxonomy,
    settings: Swot,
    themes: Sequence[Theme],
    language: str,
    seed: int,
) -> tuple[SwotItem, ...]:
    """The items of all quadrants: ranked ones first, in the order of their overall rank.

    mentions: sure mentions with columns mention_id, message_id, customer (number 0..writers-1),
    date, topic, polarity, stage, signals, need, target, status_of_escalation, department, segment,
    product, branch, strength_of_evidence. messages: customer mail with columns customer, date.
    """
    writers = int(messages["customer"].nunique())
    if not writers or mentions.empty:
        return ()
    rungs = {topic.id: topic.severity for topic in taxonomy.topics.values()}
    groups = [
        *_weaknesses(mentions, rungs),
        *_strengths(mentions, rungs, settings),
        *_opportunities(mentions),
        *_threats(mentions, settings),
    ]
    split = halves(messages, settings)
    items: list[SwotItem] = []
    for quadrant in ("weakness", "opportunity", "threat", "strength"):
        held = [group for group in groups if group.quadrant == quadrant]
        moved = trends([group.mentions for group in held], split)
        ranked = [n for n, group in enumerate(held) if _enough(group, settings)]
        scored = score_all(
            [_candidate(held[n], moved[n]) for n in ranked],
            writers=writers,
            settings=settings,
            seed=seed,
        )
        by_place = dict(zip(ranked, scored, strict=True))
        items += [
            _item(group, moved[n], by_place.get(n), writers, taxonomy, themes, language, settings)
            for n, group in enumerate(held)
        ]
    return _ranked(items, settings)


def _weaknesses(mentions: pd.DataFrame, rungs: Mapping[str, int]) -> Iterator[Group]:
    negative = mentions[mentions["polarity"] == "negative"]
    praised = set(mentions.loc[mentions["polarity"] == "positive", "topic"])
    for topic, frame in negative.groupby("topic", observed=True, sort=True):
        loved = topic in praised and _divided(mentions[mentions["topic"] == topic])
        yield Group(
            "weakness", str(topic), frame, severity.of_mentions(frame, rungs), divided=loved
        )


def _divided(of_topic: pd.DataFrame) -> bool:
    """Whether each side has at least three customers and a quarter of them."""
    sides = [
        of_topic.loc[of_topic["polarity"] == side, "customer"].nunique()
        for side in ("negative", "positive")
    ]
    return min(sides) >= 3 and min(sides) * 4 >= sum(sides)


def _strengths(mentions: pd.DataFrame, rungs: Mapping[str, int], settings: Swot) -> Iterator[Group]:
    """Topics whose praise beats the inbox's average beyond chance."""
    toned = mentions[mentions["polarity"] != "neutral"]
    average = float((toned["polarity"] == "positive").mean()) if len(toned) else 0.0
    for topic, frame in toned.groupby("topic", observed=True, sort=True):
        praise = frame[frame["polarity"] == "positive"]
        customers = praise["customer"].nunique()
        low, _ = wilson(customers, frame.groupby("customer")["polarity"].nunique().sum())
        if customers >= settings.strength_customers and low > average:
            yield Group("strength", str(topic), praise, severity.of_mentions(praise, rungs))


def _opportunities(mentions: pd.DataFrame) -> Iterator[Group]:
    wanted = mentions[_wanted(mentions)]
    for topic, frame in wanted.groupby("topic", observed=True, sort=True):
        weights = [
            severity.NEEDS.get(need or "", severity.NEEDS["referral"]) for need in frame["need"]
        ]
        yield Group("opportunity", str(topic), frame, np.asarray(weights, float))


def _threats(mentions: pd.DataFrame, settings: Swot) -> Iterator[Group]:
    for force, shows in FORCES.items():
        frame = mentions[shows(mentions)]
        formal = force in TARGETS and bool(
            frame["escalation_status"].isin(["done", "formal_letter"]).any()
        )
        if frame["customer"].nunique() >= settings.force_customers or formal:
            rungs = np.full(len(frame), float(severity.FORCES[force]))
            yield Group("threat", force, frame, rungs, formal=formal)


def members(mentions: pd.DataFrame, quadrant: str, key: str) -> pd.Series[bool]:
    """Which mentions an item is made of: key is its topic, or its force."""
    if quadrant == "threat":
        return FORCES[key](mentions)
    of_topic = mentions["topic"] == key
    if quadrant == "opportunity":
        return of_topic & _wanted(mentions)
    return of_topic & (mentions["polarity"] == POLARITY[quadrant])


def _has(signal: str) -> Shows:
    return lambda mentions: mentions["signals"].map(lambda held: signal in held).astype(bool)


def _wanted(mentions: pd.DataFrame) -> pd.Series[bool]:
    return mentions["need"].isin(["wish", "buy"]) | _has("referral")(mentions)


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


def _enough(group: Group, settings: Swot) -> bool:
    """Whether an item is ranked; what no topic fits is listed, for nobody can own it."""
    if group.key == OTHER:
        return False
    return group.formal or group.mentions["customer"].nunique() >= settings.minimum_customers


def _candidate(group: Group, trend: Trend) -> Candidate:
    worst = (
        pd.DataFrame({"customer": group.mentions["customer"].to_numpy(), "rung": group.rungs})
        .groupby("customer", sort=True)["rung"]
        .max()
    )
    return Candidate(worst.index.to_numpy(np.int64), worst.to_numpy(float), trend)


def _item(
    group: Group,
    trend: Trend,
    scored: Scored | None,
    writers: int,
    taxonomy: Taxonomy,
    themes: Sequence[Theme],
    language: str,
    settings: Swot,
) -> SwotItem:
    frame, force = group.mentions, group.key if group.quadrant == "threat" else None
    topic = None if force else taxonomy.topics[group.key]
    customers = int(frame["customer"].nunique())
    candidate = _candidate(group, trend)
    drivers = _drivers(frame) if force else ()
    stages = _customers_by(frame, "stage")
    texts = wording.load(language)
    extra = [texts["divided"]] if group.divided else []
    if drivers:
        names = [taxonomy.name(one, language, "weakness") for one in drivers[:3]]
        extra.append(texts["driven_by"].format(topics=", ".join(names)))
    if scored is None:
        extra.append(texts["too_few"])
    title = taxonomy.name(group.key, language, READING.get(group.quadrant, "name"))
    if group.quadrant == "opportunity":
        title = texts["opportunity_title"].format(topic=title)
    signals = {
        name: int(frame.loc[frame["signals"].map(lambda s, n=name: n in s), "customer"].nunique())
        for name in wording.CLAUSES
    }
    return SwotItem(
        id=f"{group.quadrant}:{group.key}",
        quadrant=group.quadrant,
        rank=None,
        overall_rank=None,
        priority=None,
        topic=None if force else group.key,
        force=force,
        driven_by=drivers,
        stage=next(iter(stages), None),
        by_stage=stages,
        by_segment=_customers_by(frame, "segment"),
        by_product=_customers_by(frame, "product") or None,
        by_branch=_customers_by(frame, "branch") or None,
        regardless_of_count=_regardless(group, topic is not None and topic.regardless_of_count),
        too_few=scored is None,
        status="open",
        due=None,
        first_seen=_first(frame),
        title=title,
        customers=customers,
        messages=int(frame["message_id"].nunique()),
        mentions=len(frame),
        share=round(customers / writers, 6),
        share_interval=wilson(customers, writers),
        severity=round(float(candidate.severities.mean()), 4),
        trend=trend,
        score=scored.score if scored else None,
        score_interval=scored.interval if scored else None,
        rank_certainty=scored.certainty if scored else None,
        factors=dict(scored.factors) if scored else {},
        why=wording.why(
            group.quadrant,
            language=language,
            customers=customers,
            writers=writers,
            trend=trend,
            signals=signals if group.quadrant == "weakness" else {},
            extra=extra,
        ),
        handled_by=next(iter(_customers_by(frame, "department")), None),
        owner=topic.owner if topic else _force_owner(drivers, taxonomy),
        themes=tuple(t.id for t in themes if t.topic == group.key),
        actions=_actions(group, topic, language),
        evidence=_evidence(frame, settings.evidence),
    )


def _regardless(group: Group, topic_says: bool) -> bool:
    """Safety and law stand in a box of their own, whatever their count."""
    if group.quadrant == "weakness":
        return topic_says
    acts = group.key == "legal_regulator" and group.formal
    return group.quadrant == "threat" and (acts or group.key == "safety_privacy")


def _actions(group: Group, topic: object, language: str) -> tuple[Mapping[str, str], ...]:
    if group.quadrant != "weakness" or topic is None:
        return ()
    out = []
    for action in getattr(topic, "actions", ()):
        text = action.get(language) or action.get("en", "")
        measure = action.get(f"measure_{language}") or action.get("measure_en", "")
        out.append({"kind": action.get("kind", ""), "text": text, "measure": measure})
    return tuple(out)


def _force_owner(drivers: Sequence[str], taxonomy: Taxonomy) -> str | None:
    return taxonomy.topics[drivers[0]].owner if drivers else None


def _drivers(frame: pd.DataFrame) -> tuple[str, ...]:
    """The topics that customers blame where a force shows, most customers first."""
    blamed = frame[frame["polarity"] == "negative"]
    return tuple(list(_customers_by(blamed, "topic"))[:DRIVERS])


def _customers_by(frame: pd.DataFrame, column: str) -> dict[str, int]:
    """Customers by a column's values, most first; customers without a value are left out."""
    if column not in frame or frame.empty:
        return {}
    pairs = frame[[column, "customer"]].dropna().drop_duplicates()
    counts = Counter(str(value) for value in pairs[column])
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _first(frame: pd.DataFrame) -> str | None:
    dates = frame["date"].dropna()
    return None if dates.empty else str(dates.min().strftime("%Y-%m-%d"))


def _evidence(frame: pd.DataFrame, most: int) -> tuple[str, ...]:
    """Mention ids: telling quotes first, the surest of them first, one of each customer in turn."""
    short = ~frame["quote"].map(telling).astype(bool)
    ordered = frame.assign(short=short).sort_values(
        ["short", "certainty", "mention_id"], ascending=[True, False, True], kind="stable"
    )
    turn = ordered.groupby("customer", sort=False).cumcount()
    ordered = ordered.assign(turn=turn).sort_values("turn", kind="stable")
    return tuple(ordered["mention_id"].head(most))


def _ranked(items: Sequence[SwotItem], settings: Swot) -> tuple[SwotItem, ...]:
    """Items with their ranks: within the quadrant, and over all but strengths."""
    order = sorted(items, key=lambda i: (-(i.score or 0.0), -i.customers, i.id))
    places: Counter[str] = Counter()
    overall = 0
    out = []
    for item in order:
        if item.score is None:
            out.append(item)
            continue
        places[item.quadrant] += 1
        ranked = replace(item, rank=places[item.quadrant])
        if item.quadrant != "strength":
            overall += 1
            priority = (
                "P1"
                if item.score >= settings.p1_score
                else "P2"
                if item.score >= settings.p2_score
                else "P3"
            )
            if item.regardless_of_count:
                priority = "P1"
            ranked = replace(ranked, overall_rank=overall, priority=priority)
        out.append(ranked)
    return tuple(
        sorted(
            out,
            key=lambda i: (
                i.overall_rank is None,
                i.overall_rank or 0,
                i.quadrant,
                i.rank is None,
                i.rank or 0,
                i.id,
            ),
        )
    )
