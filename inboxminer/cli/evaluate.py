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
    """Accuracy of the models on labelled JSONL files, by task and language.

    Whole mails are read as a scan reads them and held against their labels: kind, department,
    segment, sentiment, signals, topics, quotes, stages and the ranking of topics. Rows of a single
    statement are judged as they are cut, too. docs/accuracy.md says what each figure means.

    \b
    Example:
      inboxminer evaluate corpora/mails/test.jsonl
    """
    from inboxminer.classify.classifier import Classifier
    from inboxminer.cli.shared import print_json
    from inboxminer.config import Config
    from inboxminer.errors import SourceError
    from inboxminer.evaluate.accuracy import evaluate
    from inboxminer.evaluate.tables import columns, tables
    from inboxminer.taxonomy import load

    taxonomy = load()
    classifier = Classifier.load(models, taxonomy=taxonomy, config=Config.load())
    measured = evaluate(classifier, files, taxonomy)
    if not measured.answers:
        raise SourceError(f"{', '.join(map(str, files))}: no labelled row in it")
    if as_json:
        print_json(measured.figures)
        return
    click.echo("\n\n".join(table.plain() for table in tables(measured.figures)))
    wrong = [answer for answer in measured.answers if not answer.right]
    for task in dict.fromkeys(answer.task for answer in wrong):
        for language in columns([answer.language for answer in wrong]):
            held = [one for one in wrong if (one.task, one.language) == (task, language)]
            for one in held[:errors]:
                text = " ".join(one.text.split())[:160]
                click.echo(f"{task} {language}: {one.gold} → {one.guess}: {text}")
