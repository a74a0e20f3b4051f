"""Check every labelled row of corpora/ against the taxonomy; print what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inboxminer.config import LANGUAGES
from inboxminer.taxonomy import Taxonomy, load

CORPORA = Path(__file__).parents[1] / "corpora"
TARGETS = ("legal", "regulator", "consumer_body", "press", "social")
STATUSES = ("threatened", "done", "formal_letter")
# The closed lists beside the topics, by the field that holds one of their values or null.
CLOSED = {
    "channel": (
        *("phone", "email", "whatsapp", "sms", "chat", "bot", "app", "website", "shop"),
        *("technician", "courier", "letter", "social"),
    ),
    "emotion": (
        *("anger", "frustration", "disappointment", "worry", "gratitude", "delight", "ease"),
    ),
    "promise": ("made", "kept", "broken"),
    "retention": ("asked", "saved", "lost"),
}
ENTITIES = ("product", "place", "contractor", "case")


def faults(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    """What is wrong with a row of either kind."""
    if row["lang"] not in LANGUAGES:
        yield f"language {row['lang']}"
    if "body" in row:
        if row["kind"] not in taxonomy.labels["kinds"]:
            yield f"kind {row['kind']}"
        if row["kind"] != "customer" and row["mentions"]:
            yield f"mentions in mail of kind {row['kind']}"
        for mention in row["mentions"]:
            yield from _labels(mention, taxonomy)
            quote = row[mention["zone"]][mention["start"] : mention["end"]]
            if not quote.strip() or quote != mention.get("quote", quote):
                yield "a mention whose quote is empty or stands elsewhere"
        yield from _closed(row, taxonomy)
        return
    if not row["text"].strip() or row["text"] != row["text"].strip():
        yield "text is empty or has white space at its ends"
    if (
        row["department"] not in taxonomy.labels["departments"]
        or row["segment"] not in taxonomy.labels["segments"]
    ):
        yield f"department {row['department']}, segment {row['segment']}"
    yield from _closed(row, taxonomy)
    for entity in row.get("entities", ()):
        if row["text"][entity["start"] : entity["end"]] != entity["text"]:
            yield f"entity {entity['text']} stands elsewhere"
        if entity["kind"] not in ENTITIES:
            yield f"entity of kind {entity['kind']}"
    if row["topic"] is not None:
        yield from _labels(row, taxonomy)
    elif row["polarity"] or row["stage"]:
        yield "labels without a topic"


def _closed(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    for name, values in CLOSED.items():
        if row.get(name) is not None and row[name] not in values:
            yield f"{name} {row[name]}"
    reason, plain = row.get("contact_reason"), taxonomy.labels["contact_reasons"]
    if reason is not None and reason not in (*taxonomy.topic_ids, *plain):
        yield f"contact_reason {reason}"


def _labels(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    if row["topic"] not in taxonomy.topic_ids:
        yield f"topic {row['topic']}"
    if row["stage"] not in taxonomy.stage_ids:
        yield f"stage {row['stage']}"
    if row["polarity"] not in taxonomy.labels["polarities"]:
        yield f"polarity {row['polarity']}"
    if row["need"] not in (None, *taxonomy.labels["needs"]):
        yield f"need {row['need']}"
    if row["need"] and not {"request", "purchase_intent"} & set(row["signals"]):
        yield "a need without the signal request or purchase_intent"
    for signal in set(row["signals"]) - set(taxonomy.labels["signals"]):
        yield f"signal {signal}"
    escalation = row["escalation"]
    if (escalation is not None) != ("escalation" in row["signals"]):
        yield "escalation and its signal differ"
    elif escalation and (
        escalation["target"] not in TARGETS or escalation["status"] not in STATUSES
    ):
        yield f"escalation {escalation}"


def check() -> list[str]:
    """Every fault of every file, and texts that stand twice."""
    taxonomy, out, seen = load(), [], dict[str, str]()
    for path in sorted(CORPORA.glob("m*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            where = f"{path.relative_to(CORPORA)}: {row['id']}"
            out += [f"{where}: {fault}" for fault in faults(row, taxonomy)]
            text = "".join(
                c for c in row.get("text", row.get("body", "")).casefold() if c.isalnum()
            )
            if text in seen:
                out.append(f"{where}: the same text as {seen[text]}")
            seen.setdefault(text, row["id"])
    return out


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or "every row fits")
    sys.exit(bool(found))
