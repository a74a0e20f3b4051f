"""Public polarity and intent sets as partly labelled samples, to warm the encoder up.

They teach words of praise, blame and service matters; what a customer statement is, the corpora
written for this product teach afterwards.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from inboxminer.classify.tasks import POLARITIES
from inboxminer.train.corpus import Sample, Statement
from inboxminer.train.material import Source, rows

NONE = "-"


def polarity_samples(sources: list[Source], *, most: int, seed: int) -> Iterator[Sample]:
    """Texts with their polarity: at most ``most`` of each file, equally of each polarity."""
    for source in sources:
        held: dict[str, list[tuple[str, str]]] = {name: [] for name in POLARITIES}
        for row in rows(source.path, header=False):
            if len(row) == 3 and row[1] in held and row[0].strip():
                held[row[1]].append((row[0].strip(' "'), row[2]))
        for polarity, texts in held.items():
            random.Random(seed).shuffle(texts)
            for number, (text, language) in enumerate(texts[: most // len(POLARITIES)]):
                statement = Statement(text, None, polarity, partial=True)
                name = f"{source.path.name}-{polarity}-{number}"
                yield Sample(name, language, text, (statement,), {"sentiment": polarity})


def intent_samples(sources: list[Source], table: Path) -> Iterator[Sample]:
    """Questions of the intent sets whose intents the table maps to topics."""
    topics = tomllib.loads(table.read_text(encoding="utf-8"))
    for source in sources:
        known = topics.get(source.path.name.removesuffix(".tsv.gz"), {})
        for number, row in enumerate(rows(source.path, header=True)):
            topic = known.get(row[1])
            if topic:
                held = None if topic == NONE else topic
                statement = Statement(row[0], held, partial=held is not None)
                yield Sample(f"{source.path.name}-{number}", "en", row[0], (statement,), {})
