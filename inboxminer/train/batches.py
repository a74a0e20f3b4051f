"""Labelled samples as the tensors that training and measuring read."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from inboxminer.classify.encoder import Encoder
from inboxminer.classify.tasks import Task
from inboxminer.train.corpus import Sample, Statement

# Statements of a mail that is made of several, fewest and most.
STITCHED = (2, 6)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokenised samples with the gold labels of each task (-100: not labelled)."""

    ids: list[list[int]]
    sentences: int
    owner: np.ndarray
    gold: Mapping[str, Tensor]
    anchors: Tensor


def stitched(samples: Sequence[Sample], shuffler: random.Random, share: float) -> list[Sample]:
    """Samples of which a share of the single statements are now parts of longer mails.

    A statement of a real mail is read beside others; one that stands alone in its file would
    teach the heads that the mail around a statement is the statement again.
    """
    out: list[Sample] = []
    loose: dict[str, list[Sample]] = {}
    for sample in samples:
        single = len(sample.statements) == 1 and sample.statements[0].text == sample.whole
        if single and shuffler.random() < share:
            loose.setdefault(sample.language, []).append(sample)
        else:
            out.append(sample)
    for group in loose.values():
        shuffler.shuffle(group)
        while group:
            size = shuffler.randint(*STITCHED)
            out.append(_joined(group[:size]))
            del group[:size]
    return out


def _joined(parts: Sequence[Sample]) -> Sample:
    """One mail of several statements; it has the message labels that all of them share."""
    shared = set.intersection(*(set(part.labels.items()) for part in parts))
    return Sample(
        id=" ".join(part.id for part in parts),
        language=parts[0].language,
        whole=" ".join(part.whole for part in parts),
        statements=tuple(statement for part in parts for statement in part.statements),
        labels=dict(shared),
    )


def batch_of(
    encoder: Encoder,
    tasks: tuple[Task, ...],
    samples: Sequence[Sample],
    anchors: Mapping[str, np.ndarray] | None = None,
    shuffler: random.Random | None = None,
    token_dropout: float = 0.0,
) -> Batch:
    """One batch; with a shuffler a share of the tokens is left out."""
    statements = [statement for sample in samples for statement in sample.statements]
    owner = [n for n, sample in enumerate(samples) for _ in sample.statements]
    ids = encoder.tokenise([s.text for s in statements] + [s.whole for s in samples])
    if shuffler is not None:
        ids = [_thin(row, token_dropout, shuffler) for row in ids]
    gold = {
        task.name: torch.stack([_gold(task, s) for s in statements])
        if task.unit == "sentence" and statements
        else torch.tensor([_index(task, s.labels.get(task.name)) for s in samples])
        for task in tasks
    }
    held = [
        anchors[key]
        for s in samples
        if anchors is not None and s.statements
        for key in (s.id.split(" ") if s.id not in anchors else [s.id])
    ]
    stacked = np.concatenate(held) if held else np.zeros((0, encoder.width), np.float32)
    return Batch(ids, len(statements), np.asarray(owner, np.int64), gold, torch.from_numpy(stacked))


def _gold(task: Task, statement: Statement) -> Tensor:
    if task.name == "mention":
        known = statement.topic is not None or not statement.partial
        return torch.tensor(int(statement.topic is not None) if known else -100)
    if task.name == "signals":
        if statement.partial or not statement.signals_known:
            return torch.full((len(task.labels),), -100.0)
        return torch.tensor([float(label in statement.signals) for label in task.labels])
    if task.name == "need":
        wants = {"request", "purchase_intent"} & set(statement.signals)
        return torch.tensor(_index(task, statement.need or "none") if wants else -100)
    if task.name.startswith("escalation_"):
        part = task.name.removeprefix("escalation_")
        return torch.tensor(_index(task, (statement.escalation or {}).get(part)))
    return torch.tensor(_index(task, getattr(statement, task.name)))


def _index(task: Task, label: str | None) -> int:
    return task.labels.index(label) if label in task.labels else -100


def _thin(row: list[int], rate: float, shuffler: random.Random) -> list[int]:
    """Token ids with some left out, so that no single word decides; ends are kept."""
    inner = [token for token in row[1:-1] if shuffler.random() >= rate]
    return [row[0], *(inner or row[1:-1]), row[-1]]


def features(
    encoder: Encoder, batch: Batch, context_dropout: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors of the statements, the same beside their messages, and those of the messages.

    The second and third are twice as wide as the first. context_dropout: share of the statements
    that stand for their message themselves.
    """
    pad = int(encoder.tokenizer.pad_token_id or 0)
    order = sorted(range(len(batch.ids)), key=lambda i: len(batch.ids[i]))
    parts: list[Tensor] = []
    for at in range(0, len(order), 64):
        rows = [batch.ids[i] for i in order[at : at + 64]]
        longest = max(len(row) for row in rows)
        ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        parts.append(encoder(ids, mask))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    vectors = torch.cat(parts)[back]
    sentence, message = vectors[: batch.sentences], vectors[batch.sentences :]
    owner = torch.from_numpy(batch.owner)
    counts = torch.bincount(owner, minlength=len(message))[:, None]
    summed = torch.zeros_like(message).index_add(0, owner, sentence)
    means = torch.where(counts > 0, summed / counts.clamp_min(1), message)
    context = message[owner]
    if context_dropout:
        keep = (torch.rand(len(context), 1) >= context_dropout).float()
        # Without its message a sentence stands for itself.
        context = keep * context + (1 - keep) * sentence
    return sentence, torch.cat([sentence, context], 1), torch.cat([message, means], 1)


def known_rows(gold: Tensor) -> Tensor:
    """The rows that are labelled."""
    flat = gold if gold.ndim == 1 else gold[:, 0]
    return (flat != -100).nonzero()[:, 0]
