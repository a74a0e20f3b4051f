"""Labelled rows of corpora/ as training samples: one sample a message, with its sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from inboxminer.clean.sentences import sentences
from inboxminer.errors import SourceError
from inboxminer.records import Span

Row = TypeVar("Row")

# A sentence belongs to a mention that covers at least this share of it.
COVER = 0.5


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of text with its gold labels; ``topic`` None is a sentence without a mention.

    Of a ``partial`` one only the given labels are known.
    """

    text: str
    topic: str | None
    polarity: str | None = None
    stage: str | None = None
    signals: tuple[str, ...] = ()
    need: str | None = None
    escalation: Mapping[str, str] | None = None
    signals_known: bool = True
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A message: its whole text, its statements, its labels (task → label)."""

    id: str
    language: str
    whole: str
    statements: tuple[Statement, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


def read(paths: Iterable[Path]) -> list[Sample]:
    """Samples of JSONL files of any kind: ``mentions`` rows, whole ``mails``, ``surveys`` answers.

    Raises SourceError that names the file, the line and what is wrong with it.
    """
    return read_rows(paths, _sample)


def read_rows(paths: Iterable[Path], make: Callable[[Mapping[str, Any]], Row]) -> list[Row]:
    """What ``make`` gives of each row of JSONL files; raises SourceError as ``read`` does."""
    out: list[Row] = []
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    out.append(make(json.loads(line)))
                except (ValueError, TypeError, KeyError) as error:
                    what = f"no {error}" if isinstance(error, KeyError) else "no JSON object"
                    raise SourceError(
                        f"{path}, line {number}: {what}; see corpora/mentions for the fields"
                    ) from error
    return out


def _sample(row: Mapping[str, Any]) -> Sample:
    if "body" in row:
        return _mail(row)
    return _statement(row) if "polarity" in row else _answer(row)


def _answer(row: Mapping[str, Any]) -> Sample:
    """An answer of a survey: of its labels only topic and sentiment are known."""
    said = Statement(row["text"], row["topic"], row["sentiment"], partial=True)
    return Sample(row["id"], row["lang"], row["text"], (said,), {"sentiment": row["sentiment"]})


def _statement(row: Mapping[str, Any]) -> Sample:
    statement = Statement(
        row["text"],
        row["topic"],
        row["polarity"],
        row["stage"],
        tuple(row["signals"]),
        row["need"],
        row["escalation"],
    )
    labels = {"kind": "customer", "department": row["department"], "segment": row["segment"]}
    if row["polarity"]:
        labels["sentiment"] = row["polarity"]
    return Sample(row["id"], row["lang"], row["text"], (statement,), labels)


def _mail(row: Mapping[str, Any]) -> Sample:
    labels = {
        task: row[task] for task in ("kind", "department", "segment", "sentiment") if row.get(task)
    }
    whole = "\n".join(text for text in (row["subject"], row["body"]) if text)
    statements: list[Statement] = []
    if row["kind"] == "customer":
        for zone in ("subject", "body"):
            statements += _cut(row[zone], zone, row)
    return Sample(row["id"], row["lang"], whole, tuple(statements), labels)


def _cut(text: str, zone: str, row: Mapping[str, Any]) -> list[Statement]:
    """Sentences of a zone with the labels of the mention that covers most of each."""
    gold = [mention for mention in row["mentions"] if mention["zone"] == zone]
    whole = [Span(0, len(text))] if zone == "subject" else sentences(text, row["lang"])
    out: list[Statement] = []
    for span in whole:
        if span.end <= span.start:
            continue
        best = max(gold, key=lambda m: _overlap(span, m), default=None)
        part = text[span.start : span.end]
        if best is None or _overlap(span, best) < COVER * (span.end - span.start):
            touched = any(_overlap(span, mention) for mention in gold)
            if not touched:
                out.append(Statement(part, None, signals_known=False))
            continue
        out.append(_labelled(part, best))
    # The exact quote as well: sentences and quotes differ where people write without full stops.
    out += [_labelled(text[m["start"] : m["end"]], m) for m in gold]
    return out


def _overlap(span: Span, mention: Mapping[str, Any]) -> int:
    return max(0, min(span.end, int(mention["end"])) - max(span.start, int(mention["start"])))


def _labelled(text: str, mention: Mapping[str, Any]) -> Statement:
    return Statement(
        text,
        mention["topic"],
        mention["polarity"],
        mention["stage"],
        tuple(mention["signals"]),
        mention["need"],
        mention["escalation"],
    )
