"""How well single statements are read, each beside its message, where their bounds are given.

An unsure topic counts as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from inboxminer.classify.classifier import Classifier
from inboxminer.classify.heads import Decision
from inboxminer.evaluate.answers import Answer, Doubt, label_figures
from inboxminer.evaluate.measures import micro_f1
from inboxminer.train.corpus import Sample, Statement

TASKS = ("topic", "polarity", "stage", "need")
NONE = "-"
CHUNK = 256


def judged(classifier: Classifier, samples: Sequence[Sample]) -> tuple[list[Answer], list[Doubt]]:
    """Every decision on the statements of the samples, and how sure each was."""
    found: list[Answer] = []
    doubts: list[Doubt] = []
    for at in range(0, len(samples), CHUNK):
        part = [sample for sample in samples[at : at + CHUNK] if sample.statements]
        pairs = [(n, s) for n, sample in enumerate(part) for s in sample.statements]
        if not pairs:
            continue
        vectors = classifier.encoder.encode([s.text for _, s in pairs] + [s.whole for s in part])
        owner = np.asarray([n for n, _ in pairs], np.int64)
        beside = vectors[len(pairs) :][owner]
        features = np.concatenate([vectors[: len(pairs)], beside], axis=1)
        read_as = classifier.heads.decide(features, "sentence")
        unsure = classifier.config.classify.unsure_below
        for row, (n, statement) in enumerate(pairs):
            for answer, chance in _decisions(read_as, row, part[n].language, statement):
                if chance is not None:
                    doubts.append(Doubt(answer.language, answer.task, chance, answer.right))
                doubtful = answer.task == "topic" and chance is not None and chance < unsure
                found.append(_unsure(answer) if doubtful else answer)
    return found, doubts


def _decisions(
    read_as: Mapping[str, Decision], row: int, language: str, statement: Statement
) -> Iterator[tuple[Answer, float | None]]:
    """Each decision about a statement with its probability, None for signals."""
    text = statement.text
    guess, chance = read_as["mention"].best(row)
    gold = "no" if statement.topic is None else "yes"
    yield Answer(language, "mention", text, gold, guess), chance
    if statement.topic is None:
        return
    for task in TASKS:
        label = _gold(statement, task)
        if label is not None:
            guess, chance = read_as[task].best(row)
            yield Answer(language, task, text, label, guess), chance
    if statement.partial:
        return
    held = read_as["signals"].holding(row)
    for signal in read_as["signals"].task.labels:
        sides = [signal if signal in side else NONE for side in (statement.signals, held)]
        if sides != [NONE, NONE]:
            yield Answer(language, "signals", text, sides[0], sides[1]), None


def _unsure(answer: Answer) -> Answer:
    return Answer(answer.language, answer.task, answer.text, answer.gold, "unsure")


def _gold(statement: Statement, task: str) -> str | None:
    if task == "need":
        wants = {"request", "purchase_intent"} & set(statement.signals)
        return (statement.need or "none") if wants else None
    value: str | None = getattr(statement, task)
    return value


def figures(found: Sequence[Answer]) -> dict[str, dict[str, dict[str, float]]]:
    """task → language (and ``all``) → accuracy, macro F1, n. Signals: micro F1 alone."""
    held: defaultdict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in found:
        for language in (answer.language, "all"):
            held[answer.task, language].append(answer)
    out: defaultdict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for (task, language), rows in sorted(held.items()):
        out[task][language] = _signals(rows) if task == "signals" else label_figures(rows)
    return dict(out)


def _signals(rows: Sequence[Answer]) -> dict[str, float]:
    sides = [({row.gold} - {NONE}, {row.guess} - {NONE}) for row in rows]
    return {"micro_f1": round(micro_f1(sides), 4), "n": sum(bool(gold) for gold, _ in sides)}
