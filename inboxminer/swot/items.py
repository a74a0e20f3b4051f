"""Mentions to the SWOT list: candidates by quadrant, scored, ranked, told in one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from inboxminer.config import Swot
from inboxminer.intervals import wilson
from inboxminer.records import SwotItem, Theme, Trend, telling
from inboxminer.swot import wording
from inboxminer.swot.members import OTHER, Group, groups
from inboxminer.swot.score import Candidate, Scored, score_all
from inboxminer.swot.trend import halves, trends
from inboxminer.taxonomy import Reading, Taxonomy

READING: Mapping[str, Reading] = {
    "weakness": "weakness",
    "strength": "strength",
    "opportunity": "name",
}
DRIVERS = 5


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
    date, topic, polarity, stage, theme, signals, need, target, escalation_status, department,
    segment, product, branch, certainty, quote. messages: customer mail with columns customer, date.
    """
    writers = int(messages["customer"].nunique())
    if not writers or mentions.empty:
        return ()
    rungs = {topic.id: topic.severity for topic in taxonomy.topics.values()}
    found = list(groups(mentions, rungs, settings))
    split = halves(messages, settings)
    items: list[SwotItem] = []
    for quadrant in ("weakness", "opportunity", "threat", "strength"):
        held = [group for group in found if group.quadrant == quadrant]
        moved = trends([group.mentions for group in held], split)
        ranked = [
            n for n, group in enumerate(held) if _enough(group, settings) and group.key != OTHER
        ]
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


def _enough(group: Group, settings: Swot) -> bool:
    return group.formal or group.customers >= settings.minimum_customers


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
    customers = group.customers
    candidate = _candidate(group, trend)
    drivers = _drivers(frame) if force else ()
    stages = _customers_by(frame, "stage")
    texts = wording.load(language)
    enough, held = _enough(group, settings), set(frame["theme"])
    extra = [*_divided(group, taxonomy, language)] if group.divided else []
    if drivers:
        names = [taxonomy.name(one, language, "weakness") for one in drivers[:3]]
        extra.append(texts["driven_by"].format(topics=", ".join(names)))
    if scored is None:
        extra.append(texts["unlisted" if enough else "too_few"])
    signals = {
        name: int(frame.loc[frame["signals"].map(lambda s, n=name: n in s), "customer"].nunique())
        for name in wording.CLAUSES
    }
    return SwotItem(
        id=f"{group.quadrant}:{group.key}" + (f":{group.stage}" if group.stage else ""),
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
        too_few=not enough,
        status="open",
        due=None,
        first_seen=_first(frame),
        title=_title(group, taxonomy, language),
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
            "rare" if group.rare else group.quadrant,
            language=language,
            customers=customers,
            writers=writers,
            trend=trend,
            signals=signals if group.quadrant == "weakness" else {},
            extra=extra,
        ),
        handled_by=next(iter(_customers_by(frame, "department")), None),
        owner=topic.owner if topic else _force_owner(drivers, taxonomy),
        themes=tuple(t.id for t in themes if t.topic == group.key and t.id in held),
        actions=_actions(group, topic, language),
        evidence=_evidence(frame, settings.evidence),
    )


def _title(group: Group, taxonomy: Taxonomy, language: str) -> str:
    title = taxonomy.name(group.key, language, READING.get(group.quadrant, "name"))
    texts = wording.load(language)
    if group.quadrant == "opportunity":
        return texts["rare_title" if group.rare else "opportunity_title"].format(topic=title)
    if group.stage:
        return texts["stage_title"].format(topic=title, stage=taxonomy.name(group.stage, language))
    return title


def _divided(group: Group, taxonomy: Taxonomy, language: str) -> tuple[str, ...]:
    """That others praise it, and what tells the two sides apart."""
    texts, apart = wording.load(language), group.apart
    if apart is None:
        return (texts["divided"],)
    sides = (taxonomy.name(one, language) for one in (apart.praise, apart.blame))
    praise, blame = sides
    return texts["divided"], texts["apart"].format(praise=praise, blame=blame)


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
    """Items with their ranks, by score: within the quadrant, and over all but strengths."""
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
            ranked = replace(ranked, overall_rank=overall, priority=_priority(item.score, settings))
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


def _priority(score: float, settings: Swot) -> str:
    if score >= settings.p1_score:
        return "P1"
    return "P2" if score >= settings.p2_score else "P3"
