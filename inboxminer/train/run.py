"""From labelled files to a models folder that ``scan --models`` takes."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path

from inboxminer.assets import asset
from inboxminer.classify.encoder import Encoder
from inboxminer.classify.heads import Heads
from inboxminer.classify.tasks import tasks
from inboxminer.errors import ModelError
from inboxminer.taxonomy import load
from inboxminer.train.corpus import Sample, read
from inboxminer.train.fit import Recipe, fit
from inboxminer.train.judge import development_score, label_counts

FEWEST = 60


def train(
    files: Sequence[Path],
    out: Path,
    *,
    encoder: str | Path = "embedded",
    taxonomy: Path | None = None,
    dev: Sequence[Path] = (),
    epochs: int = 12,
    recipe: Recipe | None = None,
    heads: Path | None = None,
) -> dict[str, float]:
    """Fit and write encoder, heads and figures; gives the figures on the held-out samples.

    heads: a folder of heads to go on from. Raises ModelError where there is too little to learn.
    """
    labels = load(taxonomy)
    samples = read(files)
    if len(samples) < FEWEST:
        raise ModelError(
            f"{len(samples)} labelled rows are too few to learn from; {FEWEST} at least"
        )
    learned, held = (samples, read(dev)) if dev else split(samples, 0.1)
    model = Encoder.load(asset("models", "encoder") if encoder == "embedded" else encoder)
    fitted = fit(
        model,
        tasks(labels.topic_ids, labels.stage_ids),
        learned,
        held,
        recipe or Recipe(epochs=epochs),
        heads=Heads.load(heads) if heads else None,
    )
    model.save(out / "encoder")
    fitted.save(out / "heads")
    score = development_score(model, fitted, held)
    figures = {
        "training": {"samples": len(learned), "statements": label_counts(learned)},
        "development": {"samples": len(held), **score},
    }
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (out / "heads" / "metrics.json").write_text(text + "\n", encoding="utf-8")
    return score


def split(samples: Sequence[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """A reproducible split into training and held-out samples."""
    order = sorted(samples, key=lambda sample: sample.id)
    random.Random(7).shuffle(order)
    cut = int(len(order) * share)
    return order[cut:], order[:cut]


def share_of(samples: Sequence[Sample], percent: int) -> list[Sample]:
    """About that share of the samples, by a hash of their ids: a smaller share lies in a larger."""
    return [sample for sample in samples if _place(sample.id) * 100 < percent]


def _place(identity: str) -> float:
    """A number in 0..1 that an id always gets."""
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:6]) / 2**48
