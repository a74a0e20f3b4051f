"""``inboxminer evaluate``: accuracy on labelled mail."""

from __future__ import annotations

from pathlib import Path

import click

from inboxminer.cli.scan import FILE


@click.command("evaluate")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--models", default="embedded", show_default=True)
@click.option(
    "--errors",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Also show N wrong answers of each task and language.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(files: tuple[Path, ...], models: str, errors: int, as_json: bool) -> None:
    """Accuracy of the models on labelled JSONL files, by task and language."""
    from inboxminer.classify.classifier import Classifier
    from inboxminer.cli.shared import print_json
    from inboxminer.config import Config
    from inboxminer.errors import SourceError
    from inboxminer.evaluate.accuracy import evaluate
    from inboxminer.taxonomy import load

    classifier = Classifier.load(models, taxonomy=load(), config=Config.load())
    figures, answers = evaluate(classifier, files)
    if not figures:
        raise SourceError(f"{', '.join(map(str, files))}: no labelled row in it")
    if as_json:
        print_json(figures)
        return
    for task, by_language in figures.items():
        for language, values in by_language.items():
            shown = "  ".join(f"{name} {value}" for name, value in values.items())
            click.echo(f"{task:12} {language:4} {shown}")
    for task in figures:
        for language in figures[task]:
            wrong = [
                a
                for a in answers
                if a.task == task and a.language == language and a.gold != a.guess
            ]
            for answer in wrong[:errors]:
                click.echo(
                    f"{task} {language}: {answer.gold} → {answer.guess}: {answer.text[:160]}"
                )
