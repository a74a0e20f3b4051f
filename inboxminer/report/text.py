"""The formats that are text: JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from inboxminer.records import SwotItem
from inboxminer.report.data import ReportData
from inboxminer.report.words import Words

CONTRACT = 1
QUADRANTS = ("weakness", "opportunity", "threat", "strength")
LISTS = {
    "driven_by", "by_stage", "by_segment", "by_product", "by_branch", "share_interval", "trend",
    "score_interval", "factors", "themes", "actions", "evidence",
}  # fmt: skip
SCALARS = tuple(field.name for field in fields(SwotItem) if field.name not in LISTS)


def write_json(data: ReportData, folder: Path) -> None:
    """swot.json, themes.json and journey.json."""
    head = {"contract": CONTRACT, "run_id": data.run["run_id"]}
    swot = {
        **head,
        "period": {"since": data.since, "until": data.until},
        "customers": data.customers,
        "messages": data.messages,
        "items": [asdict(item) for item in data.items],
    }
    themes = {
        **head,
        "themes": [asdict(theme) for theme in data.themes],
        "unthemed": data.unthemed,
    }
    journey = {
        **head,
        "stages": list(data.stages),
        "cells": [asdict(cell) for cell in data.cells],
        "touchpoints": None,
        "handoffs": None,
        "service_times": None,
        "segments": None,
        "cancellations": None,
    }
    for name, value in (("swot", swot), ("themes", themes), ("journey", journey)):
        _write(folder / f"{name}.json", value)


def _write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_csv(data: ReportData, folder: Path) -> None:
    """swot.csv: the scalar fields of every item, in UTF-8 with the mark that Excel looks for."""
    with (folder / "swot.csv").open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(SCALARS)
        for item in data.items:
            writer.writerow([_cell(getattr(item, name)) for name in SCALARS])


def _cell(value: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula is quoted (CWE-1236)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "'" + text if isinstance(value, str) and text.lstrip()[:1] in tuple("=+-@") else text


def write_md(data: ReportData, folder: Path) -> None:
    """report.md: the head of each quadrant with its reason and two quotes."""
    words = Words(data.language)
    lines = [
        f"# {words.t('title')}",
        "",
        f"{words.period(data)} · {words.t('customers_n', n=words.number(data.customers))} · "
        f"{words.t('mails_n', n=words.number(data.messages))}",
    ]
    if not data.redacted:
        lines += ["", f"**{words.t('not_redacted')}**"]
    urgent = [item for item in data.items if item.regardless_of_count]
    if urgent:
        lines += ["", f"## {words.t('regardless')}", ""]
        lines += [f"- **{item.title}**: {item.why}" for item in urgent]
    for quadrant in QUADRANTS:
        held = data.first(quadrant, 5)
        lines += ["", f"## {words.t(quadrant)}", ""]
        if not held:
            lines.append(words.t("nothing"))
        for item in held:
            chip = f" ({item.priority})" if item.priority else ""
            mark = f"{item.rank}." if item.rank else "-"
            lines.append(f"{mark} **{item.title}**{chip}: {item.why}")
            for key in item.evidence[:2]:
                found = data.evidence.get(key)
                if found and found.quote:
                    quote = " ".join(found.quote.split())
                    lines.append(f"   > {_escaped(quote)} `{found.message_id}`")
    lines += ["", f"`{data.run['run_id']}`", ""]
    (folder / "report.md").write_text("\n".join(lines), encoding="utf-8")


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
