"""Findings as the record that the report is drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from inboxminer.config import LANGUAGES
from inboxminer.report import Evidence, ReportData
from inboxminer.store.results import MENTIONS, MESSAGES, read_lines
from inboxminer.swot.members import members, part_of

if TYPE_CHECKING:
    from inboxminer.result import Report

# Letters of the message that the panel shows around a quote.
AROUND = 160
CELL_QUOTES = 8


def report_data(report: Report, run: Mapping[str, Any]) -> ReportData:
    """The record of a report; quotes and their surroundings are read from the written rows."""
    found, quotes = report.findings, report.config.report.evidence_quotes
    mail, sure = found.customer_mail, found.sure
    since, until = report.period
    cells = _cell_evidence(sure)
    wanted = dict.fromkeys(key for item in found.items for key in item.evidence[:quotes])
    wanted |= dict.fromkeys(key for theme in found.themes for key in theme.representatives)
    wanted |= dict.fromkeys(key for keys in cells.values() for key in keys)
    weeks, by_week = _by_week(report)
    spoken = mail.groupby("language")["customer"].nunique().to_dict()
    untested = mail.loc[~mail["language"].isin(LANGUAGES)]
    return ReportData(
        run=run,
        names=report.taxonomy,
        language=found.language,
        since=since,
        until=until,
        customers=found.writers,
        messages=len(mail),
        redacted=report.options.redact,
        text=not report.options.no_text,
        items=found.items,
        themes=found.themes,
        unthemed=found.unthemed,
        stages=report.taxonomy.stage_ids,
        cells=found.cells,
        cases=report.cases,
        evidence=_evidence(report, list(wanted)),
        cell_evidence=cells,
        weeks=weeks,
        by_week=by_week,
        languages=_most_first(spoken),
        departments=_customers(mail, "department"),
        segments=_customers(mail, "segment"),
        sentiments=_customers(mail, "sentiment"),
        stage_customers=_customers(sure, "stage"),
        untested=round(len(untested) / max(1, len(mail)), 6),
    )


def _evidence(report: Report, wanted: list[str]) -> dict[str, Evidence]:
    """The wanted mentions in their order, each with the text around it."""
    folder = report.folder.path
    keys = set(wanted)
    of_mail: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in read_lines(folder / MENTIONS):
        if row["mention_id"] in keys:
            of_mail[row["message_id"]].append(row)
    found: dict[str, Evidence] = {}
    for message in read_lines(folder / MESSAGES):
        if not message["duplicate_of"]:
            for said in of_mail.get(message["message_id"], ()):
                found[said["mention_id"]] = _one(said, message)
    return {key: found[key] for key in wanted if key in found}


def _one(row: Mapping[str, Any], message: Mapping[str, Any]) -> Evidence:
    text = message.get(row["zone"], "")
    before, after = text[: row["start"]].strip(), text[row["end"] :].strip()
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return Evidence(
        mention_id=row["mention_id"],
        message_id=message["message_id"],
        date=message["date"],
        language=message["language"],
        before=before,
        quote=row.get("quote", ""),
        after=after,
        topic=row["topic"],
        polarity=row["polarity"],
        stage=row["stage"],
        department=message["department"],
        certainty=min(row["confidence"].values()),
    )


def _cell_evidence(sure: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The surest complaints of each cell of the map, one of each customer before a second."""
    negative = sure[sure["polarity"] == "negative"]
    out = {}
    for (stage, topic), cell in negative.groupby(["stage", "topic"], observed=True, sort=True):
        ordered = cell.sort_values(["certainty", "mention_id"], ascending=[False, True])
        turn = ordered.groupby("customer", sort=False).cumcount()
        ordered = ordered.assign(turn=turn).sort_values("turn", kind="stable")
        out[f"{stage} {topic}"] = tuple(ordered["mention_id"].head(CELL_QUOTES))
    return out


def _by_week(report: Report) -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    """First days of the weeks of the period, and the customers of each item in each."""
    sure = report.findings.sure
    dated = report.findings.customer_mail["date"].dropna()
    if dated.empty:
        return (), {}
    local = dated.dt.tz_convert(report.config.report.timezone).dt.tz_localize(None)
    weeks = pd.period_range(local.min(), local.max(), freq="W")
    own = sure["date"].dt.tz_convert(report.config.report.timezone).dt.tz_localize(None)
    week_of = own.dt.to_period("W")
    out = {}
    for item in report.findings.items:
        key = item.force or item.topic or ""
        mask = members(sure, item.quadrant, key, report.config.swot, part_of(item.id))
        counts = sure[mask].groupby(week_of[mask])["customer"].nunique()
        out[item.id] = tuple(int(counts.get(week, 0)) for week in weeks)
    return tuple(str(week.start_time.date()) for week in weeks), out


def _customers(frame: pd.DataFrame, column: str) -> dict[str, int]:
    pairs = frame[[column, "customer"]].dropna().drop_duplicates()
    return _most_first(pairs.groupby(column)["customer"].size().to_dict())


def _most_first(counts: Mapping[Any, int]) -> dict[str, int]:
    order = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return {str(key): int(count) for key, count in order}
