"""Fit simple methods on the training part and write them beside the models in docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inboxminer.classify.classifier import Classifier
from inboxminer.config import Config
from inboxminer.errors import ModelError
from inboxminer.evaluate import statements
from inboxminer.evaluate.answers import Answer, label_figures
from inboxminer.evaluate.baselines import METHODS, TASKS, Rows, rows_of
from inboxminer.evaluate.tables import Table, columns, percent
from inboxminer.taxonomy import load
from inboxminer.train.corpus import read
from scripts.train_heads import CORPORA, parts
from scripts.write_accuracy import put

TESTS = ("mentions", "surveys")
ABSENT = "not installed"


def baselines(task: str, tests: Sequence[Rows]) -> Iterator[tuple[str, list[list[str]] | None]]:
    """(method, its answers to each test); None where it cannot be had here."""
    train, dev = (rows_of(read(parts(name)), task) for name in ("train", "dev"))
    for name, (method, language) in METHODS.items():
        fit, judge, asked = train, dev, list(tests)
        if language:
            fit, judge, asked = (
                train.of(language),
                dev.of(language),
                [rows.of(language) for rows in tests],
            )
        try:
            said = method(fit, judge, [text for rows in asked for text in rows.texts])
        except ModelError:
            yield name, None
            continue
        answers = iter(said)
        yield name, [[next(answers) for _ in rows.texts] for rows in asked]


def cells(found: Sequence[Answer], codes: Sequence[str]) -> list[str]:
    """Accuracy and macro F1 of each column."""
    out = []
    for code in codes:
        held = label_figures([one for one in found if code in ("all", one.language)])
        out.append(f"{percent(held['accuracy'])} / {percent(held['macro_f1'])}" if held else "")
    return out


def main() -> None:
    """A table for each task and test, the shipped models (always answering) in its last row."""
    config = Config.load()
    config = replace(config, classify=replace(config.classify, unsure_below=0.0))
    shipped = Classifier.load("embedded", taxonomy=load(), config=config)
    samples = [read([CORPORA / name / "test.jsonl"]) for name in TESTS]
    said = [statements.judged(shipped, part)[0] for part in samples]
    written = []
    for task in TASKS:
        tests = [rows_of(part, task) for part in samples]
        lines: list[list[tuple[str, ...]]] = [[] for _ in TESTS]
        heads = [columns(["all", *rows.languages]) for rows in tests]
        for name, answers in baselines(task, tests):
            language = METHODS[name][1]
            for n, rows in enumerate(tests):
                asked = rows.of(language) if language else rows
                found = [
                    Answer(code, task, text, gold, guess)
                    for code, text, gold, guess in zip(
                        asked.languages,
                        asked.texts,
                        asked.labels,
                        answers[n] if answers else [ABSENT] * len(asked.texts),
                        strict=True,
                    )
                ]
                codes = [c if language in (None, c) else "" for c in heads[n]]
                shown = cells(found, codes) if answers else [ABSENT if c else "" for c in codes]
                lines[n].append((name, *shown))
        for n, name in enumerate(TESTS):
            own = [one for one in said[n] if one.task == task]
            lines[n].append(("shipped models", *cells(own, heads[n])))
            title = f"{task.capitalize()} on corpora/{name}/test"
            written.append(Table(title, ("accuracy / macro-F1", *heads[n]), tuple(lines[n])))
    put("baselines", "\n\n".join(table.markdown() for table in written))


if __name__ == "__main__":
    main()
