"""Make models/encoder: tokenizer, teacher vectors, static table, layers. Run stage by stage."""

from __future__ import annotations

import logging
from pathlib import Path

import click
import numpy as np
import torch

from inboxminer.train import distill, material

HERE = Path(__file__).parent
LANGUAGES = ["he", "ar", "fa", "ru", "fr", "es", "de"]


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--teacher", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/encoder"))
@click.option("--stage", type=click.Choice(["tokenizer", "teacher", "static", "layers"]))
@click.option("--seconds", type=float, default=600)
@click.option("--texts", "own", type=click.Path(path_type=Path), multiple=True)
def main(
    data: Path, teacher: Path, work: Path, stage: str, seconds: float, own: tuple[Path, ...]
) -> None:
    """Each stage leaves its result in WORK, so that it can be run again alone."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    work.mkdir(parents=True, exist_ok=True)
    shape, table = distill.Shape(), HERE / "training_sources.toml"
    found = list(material.pairs(material.allowed(table, data, "parallel")))
    asked = set(material.texts(material.allowed(table, data, "intents")))
    english = sorted({en for _, en, _ in found} | asked)
    if stage == "tokenizer":
        more = material.allowed(table, data, "sentiment") + material.allowed(table, data, "text")
        sample = [text for text, _, _ in found] + english + list(material.texts(more))
        sample += [line for path in own for line in path.read_text("utf-8").splitlines()] * 2
        distill.train_tokenizer(sample, shape).save_pretrained(work / "tokenizer")
        return
    if stage == "teacher":
        np.save(work / "teacher.npy", distill.teach(teacher, english))
        return
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(work / "tokenizer")
    row_of = {text: number for number, text in enumerate(english)}
    texts = [text for text, _, _ in found] + english
    rows = np.asarray([row_of[en] for _, en, _ in found] + list(range(len(english))))
    targets = np.load(work / "teacher.npy")
    student = distill.Student(distill.new_bert(shape, layers=0), targets.shape[1])
    if stage == "layers":
        student.load_state_dict(torch.load(work / "static.pt"))
        student = distill.with_layers(student, shape)
    loss = distill.distil(
        student,
        distill.tokenise(tokenizer, texts, tokens=64),
        targets,
        rows,
        seconds=seconds,
        rate=5e-3 if stage == "static" else 5e-4,
        train_table=stage == "static",
        save=work / f"{stage}.pt",
    )
    click.echo(f"loss {loss:.3f}")
    for language in LANGUAGES:
        path = data / f"parallel/flores-sib200.{language}-en.tsv.gz"
        both = list(material.rows(path, header=True))
        left = distill.tokenise(tokenizer, [row[0] for row in both], tokens=128)
        right = distill.tokenise(tokenizer, [row[1] for row in both], tokens=128)
        click.echo(f"FLORES {language}-en {distill.retrieval(student, left, right):.3f}")


if __name__ == "__main__":
    main()
