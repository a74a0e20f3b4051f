"""Fits the heads, and the encoder under them, on labelled samples.

All tasks learn together; a task that a sample does not label adds nothing to the loss. An anchor
keeps the vectors near those of the encoder that training began with, so that they still place
sentences of one meaning together across languages. Afterwards each task gets a temperature on the
development samples (Guo et al. 2017, arXiv:1706.04599).
"""

from __future__ import annotations

import copy
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from inboxminer.classify.encoder import Encoder
from inboxminer.classify.heads import Heads
from inboxminer.classify.tasks import Task
from inboxminer.train.batches import Batch, batch_of, features, known_rows, stitched
from inboxminer.train.corpus import Sample
from inboxminer.train.judge import balance, calibrate, development_score, task_loss

log = logging.getLogger(__name__)

# Weights of an encoder and of heads.
State = tuple[dict[str, Tensor], dict[str, Tensor]]


WEIGHTS: Mapping[str, float] = {
    "mention": 1.0,
    "topic": 2.0,
    "polarity": 1.0,
    "stage": 1.0,
    "signals": 2.0,
    "need": 0.4,
    "escalation_target": 0.3,
    "escalation_status": 0.3,
    "kind": 0.5,
    "department": 0.5,
    "segment": 0.5,
    "sentiment": 1.0,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how hard to train."""

    epochs: int = 12
    batch: int = 48
    rate: float = 1e-3
    encoder_rate: float = 4e-4
    table_rate: float = 1e-3
    dropout: float = 0.2
    token_dropout: float = 0.12
    context_dropout: float = 0.5
    anchor: float = 1.0
    # Share of single statements that are read as parts of a mail made of several.
    stitched: float = 0.6
    label_smoothing: float = 0.05
    # Fits with other seeds from the same start, whose weights are averaged.
    runs: int = 1
    seed: int = 7


def fit(
    encoder: Encoder,
    tasks: tuple[Task, ...],
    train: Sequence[Sample],
    dev: Sequence[Sample],
    recipe: Recipe = Recipe(),
    *,
    heads: Heads | None = None,
) -> Heads:
    """Train in place on the train samples, keep the best epoch by dev, calibrate on dev.

    heads: those of an earlier round, to go on from. With several runs the weights are the mean of
    theirs, all from one start (model soups, Wortsman et al. 2022).
    """
    torch.manual_seed(recipe.seed)
    heads = heads or Heads(tasks, encoder.width, dropout=recipe.dropout)
    heads.drop.p = recipe.dropout
    before = copy.deepcopy(encoder).eval()
    anchors = {s.id: before.encode([t.text for t in s.statements]) for s in train}
    judged = [*dev, *stitched(dev, random.Random(recipe.seed), 1.0)]
    start = _state(encoder, heads)
    ends = []
    for seed in range(recipe.seed, recipe.seed + recipe.runs):
        _load(encoder, heads, start)
        ends.append(_run(encoder, heads, train, judged, anchors, replace(recipe, seed=seed)))
    _load(encoder, heads, (_mean([end[0] for end in ends]), _mean([end[1] for end in ends])))
    calibrate(encoder, heads, judged)
    balance(encoder, heads, judged)
    return heads


def _run(
    encoder: Encoder,
    heads: Heads,
    train: Sequence[Sample],
    judged: Sequence[Sample],
    anchors: Mapping[str, np.ndarray],
    recipe: Recipe,
) -> State:
    """The weights of the epoch that did best on the judged samples."""
    torch.manual_seed(recipe.seed)
    shuffler = random.Random(recipe.seed)
    optimisers = _optimisers(encoder, heads, recipe)
    steps = max(1, recipe.epochs * (len(train) // recipe.batch))
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps)
        )
        for optimiser in optimisers
    ]
    dense = [w for group in optimisers[0].param_groups for w in group["params"]]
    best, kept = -1.0, _state(encoder, heads)
    for epoch in range(recipe.epochs):
        encoder.train()
        heads.train()
        order = stitched(train, shuffler, recipe.stitched)
        shuffler.shuffle(order)
        losses = []
        for at in range(0, len(order) - recipe.batch + 1, recipe.batch):
            part = order[at : at + recipe.batch]
            batch = batch_of(encoder, heads.tasks, part, anchors, shuffler, recipe.token_dropout)
            loss = _loss(encoder, heads, batch, recipe)
            for optimiser in optimisers:
                optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(dense, 1.0)
            for optimiser, schedule in zip(optimisers, schedules, strict=True):
                optimiser.step()
                schedule.step()
            losses.append(loss.item())
        score = development_score(encoder, heads, judged)
        log.info("epoch %d loss %.3f dev %s", epoch, float(np.mean(losses)), score)
        total = sum(WEIGHTS[name] * value for name, value in score.items())
        if total > best:
            best, kept = total, _state(encoder, heads)
    return kept


def _optimisers(encoder: Encoder, heads: Heads, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """One for the dense weights, one for the subword table, of which a batch moves few rows."""
    table = encoder.model.get_input_embeddings()
    table.sparse = True
    for weight in encoder.parameters():
        weight.requires_grad_(True)
    rest = [w for w in encoder.parameters() if w is not table.weight]
    dense = torch.optim.AdamW(
        [
            {"params": list(heads.parameters()), "lr": recipe.rate, "weight_decay": 0.05},
            {"params": rest, "lr": recipe.encoder_rate, "weight_decay": 0.01},
        ]
    )
    return [dense, torch.optim.SparseAdam([table.weight], lr=recipe.table_rate)]


def _state(encoder: Encoder, heads: Heads) -> State:
    return copy.deepcopy(encoder.state_dict()), copy.deepcopy(heads.state_dict())


def _load(encoder: Encoder, heads: Heads, state: State) -> None:
    encoder.load_state_dict(state[0])
    heads.load_state_dict(state[1])


def _mean(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(first.dtype)
        for name, first in states[0].items()
    }


def _loss(encoder: Encoder, heads: Heads, batch: Batch, recipe: Recipe) -> Tensor:
    sentence, small, large = features(encoder, batch, recipe.context_dropout)
    total = torch.zeros(())
    for task in heads.tasks:
        seen = small if task.unit == "sentence" else large
        gold = batch.gold[task.name]
        known = known_rows(gold)
        if len(known):
            logits = heads.logits(task.name, seen[known])
            smooth = recipe.label_smoothing if task.single else 0.0
            total = total + WEIGHTS[task.name] * task_loss(task, logits, gold[known], smooth)
    if recipe.anchor and batch.sentences:
        near = functional.cosine_similarity(sentence, batch.anchors, dim=1)
        total = total + recipe.anchor * (1 - near).mean()
    return total
