"""How good the models are on labelled samples, by task and language.

The samples are the JSONL of corpora/: single statements, or whole mails with their mentions. Every
sentence is read in its message, as a scan reads it. An unsure topic counts as wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inboxminer.classify.classifier import Classifier, sentence_means
from inboxminer.train.corpus import Sample, Statement, read

SENTENCE_TASKS = ("topic", "polarity", "stage", "need")
MESSAGE_TASKS = ("kind", "department", "segment", "sentiment")


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision beside the right one."""

    language: str
    task: str
    text: str
    gold: str
    guess: str


def answers(classifier: Classifier, samples: Sequence[Sample]) -> list[Answer]:
    """Every decision on the samples, in their order."""
    out: list[Answer] = []
    for at in range(0, len(samples), 256):
        out += _answers(classifier, samples[at : at + 256])
    return out


def _answers(classifier: Classifier, samples: Sequence[Sample]) -> list[Answer]:
    pairs = [(n, s) for n, sample in enumerate(samples) for s in sample.statements]
    vectors = classifier.encoder.encode([s.text for _, s in pairs] + [s.whole for s in samples])
    of_sentence, of_message = vectors[: len(pairs)], vectors[len(pairs) :]
    owner = np.asarray([n for n, _ in pairs], np.int64)
    out: list[Answer] = []
    if pairs:
        small = np.concatenate([of_sentence, of_message[owner]], axis=1)
        read_as = classifier.heads.decide(small, "sentence")
        for row, (n, statement) in enumerate(pairs):
            language = samples[n].language
            out.append(
                Answer(
                    language,
                    "mention",
                    statement.text,
                    "no" if statement.topic is None else "yes",
                    read_as["mention"].best(row)[0],
                )
            )
            if statement.topic is None:
                continue
            for task in SENTENCE_TASKS:
                gold = _gold(statement, task)
                guess, chance = read_as[task].best(row)
                if task == "topic" and chance < classifier.config.classify.unsure_below:
                    guess = "unsure"
                if gold is not None:
                    out.append(Answer(language, task, statement.text, gold, guess))
            held = set(read_as["signals"].holding(row))
            for signal in read_as["signals"].task.labels:
                gold_has, has = signal in statement.signals, signal in held
                if gold_has or has:
                    out.append(
                        Answer(
                            language,
                            "signals",
                            statement.text,
                            signal if gold_has else "-",
                            signal if has else "-",
                        )
                    )
    means = sentence_means(of_message, of_sentence, owner)
    whole = classifier.heads.decide(np.concatenate([of_message, means], axis=1), "message")
    for n, sample in enumerate(samples):
        for task in MESSAGE_TASKS:
            if sample.labels.get(task):
                guess = whole[task].best(n)[0]
                out.append(Answer(sample.language, task, sample.whole, sample.labels[task], guess))
    return out


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
        right = sum(row.gold == row.guess for row in rows)
        if task == "signals":
            gold = sum(row.gold != "-" for row in rows)
            guessed = sum(row.guess != "-" for row in rows)
            score = {"f1": round(2 * right / max(1, gold + guessed), 4), "n": gold}
        else:
            score = {
                "accuracy": round(right / len(rows), 4),
                "macro_f1": round(_macro(rows), 4),
                "n": len(rows),
            }
        out[task][language] = score
    return dict(out)


def _macro(rows: Sequence[Answer]) -> float:
    """Mean F1 over the labels that occur in the gold."""
    gold: Counter[str] = Counter(row.gold for row in rows)
    guess: Counter[str] = Counter(row.guess for row in rows)
    hit: Counter[str] = Counter(row.gold for row in rows if row.gold == row.guess)
    scores = [2 * hit[label] / (gold[label] + guess[label]) for label in gold]
    return sum(scores) / max(1, len(scores))


def evaluate(
    classifier: Classifier, files: Sequence[Path]
) -> tuple[Mapping[str, Mapping[str, Mapping[str, float]]], list[Answer]]:
    """Figures of labelled files, and every answer that they were counted from."""
    found = answers(classifier, read(files))
    return figures(found), found
