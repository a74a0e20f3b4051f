"""Sentence scores to mentions: which sentences carry one, and which neighbours are one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from inboxminer.classify.heads import Decision
from inboxminer.config import Classify
from inboxminer.records import CleanMessage, Mention, Span

ALWAYS = ("purchase_intent", "referral", "escalation")
# Words of a subject that can be a statement.
SAYING = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence: its row in the scores, its passage in the message and its place in it."""

    row: int
    passage: int
    span: Span


def join(
    message: CleanMessage,
    readings: Sequence[Reading],
    scores: Mapping[str, Decision],
    settings: Classify,
) -> list[tuple[Mention, tuple[int, ...]]]:
    """Mentions of a message, each with the rows that it was made of.

    Neighbouring sentences of one zone with the same topic and polarity are one mention; its scores
    are their mean. A sentence with purchase intent, referral, escalation or a wish always yields a
    mention.
    """
    held = [reading for reading in readings if _carries(reading.row, scores, settings)]
    keyed = [(_key(reading, scores, at), reading) for at, reading in _numbered(held, readings)]
    out: list[tuple[Mention, tuple[int, ...]]] = []
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        parts = [reading for _, reading in group]
        out.append((_mention(message, parts, scores, settings, len(out)), _rows(parts)))
    return out


def _numbered(held: Sequence[Reading], all_of: Sequence[Reading]) -> list[tuple[int, Reading]]:
    """Each held reading with a number that is equal for neighbours and differs across a gap."""
    place = {reading.row: at for at, reading in enumerate(all_of)}
    return [(place[reading.row] - at, reading) for at, reading in enumerate(held)]


def _key(reading: Reading, scores: Mapping[str, Decision], run: int) -> tuple[int, int, str, str]:
    topic = scores["topic"].best(reading.row)[0]
    return reading.passage, run, topic, scores["polarity"].best(reading.row)[0]


def _carries(row: int, scores: Mapping[str, Decision], settings: Classify) -> bool:
    if scores["mention"].scores[row, 1] >= settings.mention_threshold:
        return True
    signals = scores["signals"].holding(row)
    wish = "request" in signals and scores["need"].best(row)[0] == "wish"
    return wish or any(signal in signals for signal in ALWAYS)


def _rows(parts: Sequence[Reading]) -> tuple[int, ...]:
    return tuple(reading.row for reading in parts)


def _mention(
    message: CleanMessage,
    parts: Sequence[Reading],
    scores: Mapping[str, Decision],
    settings: Classify,
    number: int,
) -> Mention:
    rows = list(_rows(parts))
    passage = message.passages[parts[0].passage]
    start, end = parts[0].span.start, parts[-1].span.end
    means: dict[str, np.ndarray] = {
        name: decision.scores[rows].mean(0).round(4) for name, decision in scores.items()
    }
    best = {
        name: scores[name].task.labels[int(means[name].argmax())]
        for name in ("topic", "polarity", "stage", "need")
    }
    confidence = {name: float(means[name].max()) for name in ("topic", "polarity", "stage")}
    signals = tuple(
        label
        for at, label in enumerate(scores["signals"].task.labels)
        if scores["signals"].scores[rows, at].max() >= 0.5
    )
    wants = "request" in signals or "purchase_intent" in signals
    quote = passage.text[start:end]
    # A subject of a word or two names a matter and says nothing of it.
    bare = passage.zone == "subject" and len(quote.split()) < SAYING
    sure = confidence["topic"] >= settings.unsure_below and not bare
    return Mention(
        mention_id=f"{message.message_id}#{number}",
        message_id=message.message_id,
        zone=passage.zone,
        start=start,
        end=end,
        quote=quote,
        topic=best["topic"],
        polarity=best["polarity"],  # type: ignore[arg-type]
        stage=best["stage"],
        signals=signals,
        need=best["need"] if wants and best["need"] != "none" else None,
        status="sure" if sure else "unsure",
        confidence=confidence,
        reasons=(),
    )
