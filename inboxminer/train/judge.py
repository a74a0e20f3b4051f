"""How good fitted heads are on held-out samples, and what is set by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from inboxminer.classify.encoder import Encoder
from inboxminer.classify.heads import Heads
from inboxminer.classify.tasks import Task
from inboxminer.train.batches import batch_of, features, known_rows
from inboxminer.train.corpus import Sample

# Examples of a label that weigh as much for its threshold as all labels together.
PRIOR = 20


def development_score(
    encoder: Encoder, heads: Heads, samples: Sequence[Sample]
) -> dict[str, float]:
    """Accuracy of each single-label task on the samples that label it, and F1 of the signals."""
    logits, gold = _outputs(encoder, heads, samples)
    out: dict[str, float] = {}
    for task in heads.tasks:
        known = known_rows(gold[task.name])
        if not len(known):
            continue
        if task.single:
            right = logits[task.name][known].argmax(1) == gold[task.name][known]
            out[task.name] = round(float(right.float().mean()), 3)
        else:
            guess, truth = logits[task.name][known] > 0, gold[task.name][known] > 0.5
            hit = float((guess & truth).sum())
            out[task.name] = round(2 * hit / max(1.0, float(guess.sum() + truth.sum())), 3)
    return out


def calibrate(encoder: Encoder, heads: Heads, samples: Sequence[Sample]) -> None:
    """Set the temperature of each task that minimises its loss on the samples."""
    logits, gold = _outputs(encoder, heads, samples)
    for task in heads.tasks:
        known = known_rows(gold[task.name])
        if len(known) < 20:
            continue
        losses = {
            float(t): float(task_loss(task, logits[task.name][known] / t, gold[task.name][known]))
            for t in np.geomspace(0.5, 4.0, 40)
        }
        heads.temperatures[task.name] = min(losses, key=lambda t: losses[t])


def balance(encoder: Encoder, heads: Heads, samples: Sequence[Sample]) -> None:
    """Move each label of the many-label tasks so that 0.5 is where its F1 on the samples is best.

    A label of n examples follows its own F1 with weight n / (n + PRIOR) and that of all labels
    together with the rest, so that no rare label follows chance.
    """
    logits, gold = _outputs(encoder, heads, samples)
    for task in heads.tasks:
        if task.single:
            continue
        known = known_rows(gold[task.name])
        scores, truth = logits[task.name][known], gold[task.name][known] > 0.5
        cuts = heads.temperatures[task.name] * torch.logit(torch.linspace(0.12, 0.8, 35))
        shared = [_f1(scores > cut, truth) for cut in cuts]
        for at, _ in enumerate(task.labels):
            count = int(truth[:, at].sum())
            own = [_f1(scores[:, at] > cut, truth[:, at]) for cut in cuts]
            worth = [
                (count * one + PRIOR * all_) / (count + PRIOR)
                for one, all_ in zip(own, shared, strict=True)
            ]
            cut = cuts[max(range(len(worth)), key=lambda n: worth[n])]
            with torch.no_grad():
                heads.layers[task.name].bias[at] -= cut  # type: ignore[operator, index]


def _f1(guess: Tensor, truth: Tensor) -> float:
    both = float((guess & truth).sum())
    return 2 * both / max(1.0, float(guess.sum() + truth.sum()))


def task_loss(task: Task, logits: Tensor, gold: Tensor, smooth: float = 0.0) -> Tensor:
    """Cross-entropy of a task with one label, binary cross-entropy of one with many."""
    if task.single:
        return functional.cross_entropy(logits, gold, label_smoothing=smooth)
    return functional.binary_cross_entropy_with_logits(logits, gold)


@torch.inference_mode()
def _outputs(
    encoder: Encoder, heads: Heads, samples: Sequence[Sample]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    encoder.eval()
    heads.eval()
    logits: dict[str, list[Tensor]] = {task.name: [] for task in heads.tasks}
    gold: dict[str, list[Tensor]] = {task.name: [] for task in heads.tasks}
    for at in range(0, len(samples), 64):
        batch = batch_of(encoder, heads.tasks, samples[at : at + 64])
        _, small, large = features(encoder, batch, 0.0)
        for task in heads.tasks:
            unit = task.unit == "sentence"
            if unit and not batch.sentences:
                continue
            logits[task.name].append(heads.logits(task.name, small if unit else large))
            gold[task.name].append(batch.gold[task.name])
    return (
        {name: torch.cat(parts) for name, parts in logits.items()},
        {name: torch.cat(parts) for name, parts in gold.items()},
    )


def label_counts(samples: Sequence[Sample]) -> dict[str, int]:
    """How many statements carry each topic: for the model card."""
    return dict(Counter(s.topic or "-" for sample in samples for s in sample.statements))
