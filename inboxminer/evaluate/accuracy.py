"""How good the models are on labelled rows, by task and language.

The rows are the JSONL of corpora/: single statements, survey answers, or whole mails with their
mentions. Whole messages are read as a scan reads them; single statements besides as they are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inboxminer.classify.classifier import Classifier
from inboxminer.evaluate import messages, statements
from inboxminer.evaluate.answers import Answer, calibration
from inboxminer.evaluate.gold import read_gold
from inboxminer.taxonomy import Taxonomy
from inboxminer.train.corpus import read


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures as ``evaluate --json`` prints them, and the answers that they were counted from.

    figures: ``statements`` and ``messages`` (measure → language → figures) and ``calibration``
    (task → language → expected error, n and the table by tenths of the probability).
    """

    figures: dict[str, Any]
    answers: tuple[Answer, ...]


def evaluate(classifier: Classifier, files: Sequence[Path], taxonomy: Taxonomy) -> Measured:
    """Figures of labelled files; all of them empty where no row is labelled."""
    gold = read_gold(files)
    single = [sample for sample, one in zip(read(files), gold, strict=True) if not one.whole]
    said, doubts = statements.judged(classifier, single)
    pairs = messages.pairs(classifier, gold)
    return Measured(
        {
            "statements": statements.figures(said),
            "messages": messages.figures(pairs, taxonomy, classifier.config.swot),
            "calibration": calibration([*doubts, *messages.doubts(pairs)]),
        },
        (*said, *messages.answers(pairs)),
    )
