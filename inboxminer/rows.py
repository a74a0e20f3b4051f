"""Records as the objects of ``messages.jsonl`` and ``mentions.jsonl``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from inboxminer.clean.redact import map_span, restore
from inboxminer.journey.facts import Place
from inboxminer.languages import CODES
from inboxminer.records import CleanMessage, Mention, MessageLabels, Passage, Span

UNTESTED = "language_untested"


def date_text(message: CleanMessage) -> str | None:
    """The date as RFC 3339 in UTC."""
    return message.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if message.date else None


def message_row(
    message: CleanMessage, labels: MessageLabels, place: Place, *, text: bool
) -> dict[str, Any]:
    """One object of ``messages.jsonl``; without ``text`` it has neither subject nor body."""
    zones = {p.zone: restore(p.text, p.redactions) for p in message.passages}
    copy = place.duplicate_of is not None
    known = labels.kind == "customer" and not copy
    untested = known and message.language not in CODES
    row: dict[str, Any] = {
        "message_id": message.message_id,
        "source": message.source,
        "position": message.position,
        "file": message.file,
        "mailbox": place.mailbox,
        "date": date_text(message),
        "source_zone": "quoted" if message.reading == "quoted" else "body",
        "quoted_in": message.thread_keys[0] if message.reading == "quoted" else None,
        "thread_id": place.thread,
        "sender": place.sender,
        "customer_id": place.customer,
        "employees": dict(place.employees),
    }
    if text:
        row |= {"subject": zones.get("subject", ""), "body": zones.get("body", "")}
    return row | {
        "kind": labels.kind,
        "language": message.language,
        "department": labels.department if known else None,
        "segment": (place.segment or labels.segment) if known else None,
        "sentiment": labels.sentiment if known else None,
        "sentiment_score": labels.sentiment_score if known else None,
        "contact_reason": None,
        "retention": None,
        "signals": list(labels.signals) if known else [],
        "signal_details": dict(labels.signal_details) if known else {},
        "confidence": dict(labels.confidence),
        "duplicate_of": place.duplicate_of,
        "defects": [*message.defects, *((UNTESTED,) if untested else ())],
    }


def mention_row(mention: Mention, passage: Passage, *, text: bool) -> dict[str, Any]:
    """One object of ``mentions.jsonl``, its theme still missing; offsets as the text is written."""
    span = map_span(Span(mention.start, mention.end), passage.redactions)
    row: dict[str, Any] = {
        "mention_id": mention.mention_id,
        "message_id": mention.message_id,
        "zone": mention.zone,
        "start": span.start,
        "end": span.end,
    }
    if text:
        row["quote"] = restore(passage.text, passage.redactions)[span.start : span.end]
    return row | {
        "topic": mention.topic,
        "polarity": mention.polarity,
        "stage": mention.stage,
        "theme": None,
        "signals": list(mention.signals),
        "need": mention.need,
        "channel": None,
        "emotion": None,
        "promise": None,
        "entities": [],
        "status": mention.status,
        "confidence": dict(mention.confidence),
        "reasons": list(mention.reasons) if text else [],
    }


def message_columns(row: Mapping[str, Any], case: str | None) -> tuple[Any, ...]:
    """The values of a message row for ``store.results.MESSAGE_COLUMNS``."""
    names = ("message_id", "thread_id", "customer_id", "kind", "department", "segment")
    return (
        *(row[name] for name in names),
        row["sentiment"],
        row["language"],
        row["date"],
        case,
        row["quoted_in"],
    )


def mention_columns(
    mention: Mention, row: Mapping[str, Any], message: CleanMessage
) -> tuple[Any, ...]:
    """The values of a mention for ``store.results.MENTION_COLUMNS``; row: its message's row."""
    escalation = row["signal_details"].get("escalation", {})
    return (
        mention.mention_id,
        mention.message_id,
        row["customer_id"],
        row["date"],
        row["language"],
        mention.topic,
        mention.polarity,
        mention.stage,
        mention.signals,
        mention.need,
        escalation.get("target"),
        escalation.get("status"),
        row["department"],
        row["segment"],
        message.row.get("product"),
        message.row.get("branch"),
        mention.status,
        min(mention.confidence.values()),
        mention.quote,
    )
