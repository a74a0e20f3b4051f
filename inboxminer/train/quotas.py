"""What a corpus must hold at least: counts by language and label, and the lengths of its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from inboxminer.taxonomy import Taxonomy
from inboxminer.train.checks import CLOSED, STATUSES, TARGETS

Rows = Sequence[Mapping[str, Any]]
Quotas = Mapping[str, Any]


def of_mentions(rows: Rows, quotas: Quotas, taxonomy: Taxonomy) -> Iterator[str]:
    """Where labelled statements fall short of ``[mentions]``."""
    labelled = [row for row in rows if row["topic"]]
    counts = {
        "rows": len(rows),
        "labelled": len(labelled),
        "unlabelled": len(rows) - len(labelled),
        "with_entities": sum(bool(row.get("entities")) for row in labelled),
        "trades": len({row["trade"] for row in rows}),
        "parallel_share": sum(bool(row.get("parallel")) for row in labelled) / len(labelled),
    }
    yield from (_short(name, counts[name], quotas[name]) for name in counts)
    topics = Counter((row["lang"], row["topic"]) for row in labelled)
    for language, least in quotas["topic"].items():
        for topic in taxonomy.topic_ids:
            yield _short(f"{language} {topic}", topics[language, topic], least)
    toned = Counter((row["lang"], row["topic"], row["polarity"]) for row in labelled)
    for language, least in quotas["polarity"].items():
        for key in product((language,), taxonomy.topic_ids, taxonomy.labels["polarities"]):
            yield _short(" ".join(key), toned[key], least)
    stages = Counter(row["stage"] for row in labelled)
    yield from (_short(f"stage {s}", stages[s], quotas["stage"]) for s in taxonomy.stage_ids)
    yield from _closed(rows, quotas["closed"], taxonomy)
    yield from _lengths(rows, "text", quotas["letters"])


def of_mails(rows: Rows, quotas: Quotas) -> Iterator[str]:
    """Where whole mails fall short of ``[mails]``."""
    threads = {(row["batch"], row["thread"]) for row in rows if row.get("thread")}
    yield from _languages(rows, quotas)
    yield _short("threads", len(threads), quotas["threads"])
    yield from _lengths(rows, "body", quotas["letters"])


def of_surveys(rows: Rows, quotas: Quotas) -> Iterator[str]:
    """Where survey answers fall short of ``[surveys]``."""
    yield from _languages(rows, quotas)
    yield from _lengths(rows, "text", quotas["letters"])


def of_glossary(forms: Mapping[str, int], quotas: Quotas) -> Iterator[str]:
    """Where a glossary (language → forms) falls short of ``[glossary]``."""
    yield from (_short(code, forms.get(code, 0), least) for code, least in quotas.items())


def _languages(rows: Rows, quotas: Quotas) -> Iterator[str]:
    held = Counter(row["lang"] for row in rows)
    yield _short("rows", len(rows), quotas["rows"])
    yield from (_short(code, held[code], least) for code, least in quotas["languages"].items())


def _closed(rows: Rows, least: int, taxonomy: Taxonomy) -> Iterator[str]:
    lists: dict[str, tuple[str, ...]] = dict(CLOSED)
    lists["need"] = tuple(taxonomy.labels["needs"])
    lists["contact_reason"] = tuple(taxonomy.labels["contact_reasons"])
    for name, values in lists.items():
        held = Counter(row.get(name) for row in rows)
        yield from (_short(f"{name} {value}", held[value], least) for value in values)
    acts = [row["escalation"] for row in rows if row["escalation"]]
    for name, values in (("target", TARGETS), ("status", STATUSES)):
        held = Counter(act[name] for act in acts)
        yield from (_short(f"escalation {value}", held[value], least) for value in values)


def _lengths(rows: Rows, field: str, bounds: Sequence[int]) -> Iterator[str]:
    low, high = bounds
    for row in rows:
        if not low <= len(row[field]) <= high:
            yield f"{row['id']} has {len(row[field])} letters, not {low} to {high}"


def _short(name: str, count: float, least: float) -> str:
    """A fault where there is too little, else the empty string."""
    return f"{name}: {count:g}, at least {least:g} are wanted" if count < least else ""
