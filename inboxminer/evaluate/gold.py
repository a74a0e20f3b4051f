"""Labelled rows as messages that a scan would read, with what is right about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inboxminer.clean.sentences import sentences
from inboxminer.records import Address, CleanMessage, Kind, Mention, Passage, Span, Zone
from inboxminer.train.corpus import read_rows

LABELS = ("kind", "department", "segment", "sentiment")


@dataclass(frozen=True, slots=True)
class Gold:
    """A message, its right labels (task → label) and its right mentions.

    signals: those of its mentions; None where they are not known. whole: a mail and no single
    statement. partial: only topic and sentiment are labelled.
    """

    message: CleanMessage
    customer: str
    labels: Mapping[str, str]
    mentions: tuple[Mention, ...]
    signals: frozenset[str] | None
    whole: bool = False
    partial: bool = False

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.message.language

    @property
    def text(self) -> str:
        """Subject and body."""
        return "\n".join(passage.text for passage in self.message.passages)


def read_gold(paths: Iterable[Path]) -> list[Gold]:
    """The rows of JSONL files of corpora/ in their order; raises SourceError as ``read`` does."""
    return read_rows(paths, _gold)


def _gold(row: Mapping[str, Any]) -> Gold:
    if "body" in row:
        return _mail(row)
    return _statement(row) if "polarity" in row else _answer(row)


def _mail(row: Mapping[str, Any]) -> Gold:
    zones: tuple[tuple[Zone, str], ...] = (("subject", row["subject"] or ""), ("body", row["body"]))
    said = tuple(_mention(row, mention, n) for n, mention in enumerate(row["mentions"]))
    return Gold(
        _message(row, zones, None),
        row.get("thread") or row["id"],
        _labels(row),
        said,
        frozenset(signal for one in said for signal in one.signals) if said else None,
        whole=True,
    )


def _statement(row: Mapping[str, Any]) -> Gold:
    """A single statement: a mail of nothing else."""
    labels = {"kind": "customer", **_labels({**row, "sentiment": row["polarity"]})}
    place = {**row, "zone": "body", "start": 0, "end": len(row["text"])}
    said = (_mention(row, place, 0),) if row["topic"] else ()
    message = _message(row, (("body", row["text"]),), None)
    return Gold(message, row["id"], labels, said, frozenset(row["signals"]) if said else None)


def _answer(row: Mapping[str, Any]) -> Gold:
    """An answer of a survey, of which is known that a customer wrote it."""
    place = {"zone": "body", "start": 0, "end": len(row["text"]), "topic": row["topic"]}
    full = {**place, "polarity": row["sentiment"], "stage": "", "signals": (), "need": None}
    said = (_mention(row, full, 0),) if row["topic"] else ()
    message = _message(row, (("body", row["text"]),), "customer")
    return Gold(message, row["id"], {"sentiment": row["sentiment"]}, said, None, partial=True)


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    return {task: row[task] for task in LABELS if row.get(task)}


def _message(
    row: Mapping[str, Any], zones: Sequence[tuple[Zone, str]], kind: Kind | None
) -> CleanMessage:
    passages = tuple(
        Passage(zone, text, _spans(zone, text, row["lang"])) for zone, text in zones if text
    )
    return CleanMessage(
        message_id=row["id"],
        source="",
        position=0,
        mailbox=None,
        sha256="",
        date=None,
        sender=Address("", ""),
        recipients=(),
        thread_keys=(),
        content_hash="",
        kind=kind,
        language=row["lang"],
        passages=passages,
    )


def _spans(zone: Zone, text: str, language: str) -> tuple[Span, ...]:
    if zone == "body":
        return sentences(text, language)
    return (Span(0, len(text)),) if any(letter.isalnum() for letter in text) else ()


def _mention(row: Mapping[str, Any], mention: Mapping[str, Any], number: int) -> Mention:
    text = row["text"] if "text" in row else row[mention["zone"]]
    return Mention(
        mention_id=f"{row['id']}#{number}",
        message_id=row["id"],
        zone=mention["zone"],
        start=mention["start"],
        end=mention["end"],
        quote=text[mention["start"] : mention["end"]],
        topic=mention["topic"],
        polarity=mention["polarity"],
        stage=mention["stage"],
        signals=tuple(mention["signals"]),
        need=mention["need"],
        status="sure",
        confidence={},
    )
