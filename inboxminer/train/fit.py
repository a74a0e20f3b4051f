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
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from inboxminer.classify.encoder import Encoder
from inboxminer.classify.heads import Heads
from inboxminer.classify.tasks import Task
from inboxminer.train.corpus import Sample, Statement

log = logging.getLogger(__name__)

# Weights of an encoder and of heads.
State = tuple[dict[str, Tensor], dict[str, Tensor]]

# Examples of a label that weigh as much for its threshold as all labels together.
PRIOR = 20
# Statements of a mail that is made of several, fewest and most.
STITCHED = (2, 6)

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


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokenised samples with the gold labels of each task (-100: not labelled)."""

    ids: list[list[int]]
    sentences: int
    owner: np.ndarray
    gold: Mapping[str, Tensor]
    anchors: Tensor


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
    judged = [*dev, *_stitched(dev, random.Random(recipe.seed), 1.0)]
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
    optimiser = torch.optim.AdamW(_groups(encoder, heads, recipe))
    steps = max(1, recipe.epochs * (len(train) // recipe.batch))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps)
    )
    best, kept = -1.0, _state(encoder, heads)
    for epoch in range(recipe.epochs):
        encoder.train()
        heads.train()
        order = _stitched(train, shuffler, recipe.stitched)
        shuffler.shuffle(order)
        losses = []
        for at in range(0, len(order) - recipe.batch + 1, recipe.batch):
            batch = _batch(
                encoder, heads.tasks, order[at : at + recipe.batch], anchors, shuffler, recipe
            )
            loss = _loss(encoder, heads, batch, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*encoder.parameters(), *heads.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        score = development_score(encoder, heads, judged)
        log.info("epoch %d loss %.3f dev %s", epoch, float(np.mean(losses)), score)
        total = sum(WEIGHTS[name] * value for name, value in score.items())
        if total > best:
            best, kept = total, _state(encoder, heads)
    return kept


def _stitched(samples: Sequence[Sample], shuffler: random.Random, share: float) -> list[Sample]:
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


def development_score(
    encoder: Encoder, heads: Heads, samples: Sequence[Sample]
) -> dict[str, float]:
    """Accuracy of each single-label task on the samples that label it, and F1 of the signals."""
    logits, gold = _outputs(encoder, heads, samples)
    out: dict[str, float] = {}
    for task in heads.tasks:
        known = _known(gold[task.name])
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
        known = _known(gold[task.name])
        if len(known) < 20:
            continue
        losses = {
            float(t): float(_task_loss(task, logits[task.name][known] / t, gold[task.name][known]))
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
        known = _known(gold[task.name])
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


def _groups(encoder: Encoder, heads: Heads, recipe: Recipe) -> list[dict[str, object]]:
    table = encoder.model.get_input_embeddings().weight
    for weight in encoder.parameters():
        weight.requires_grad_(True)
    rest = [w for w in encoder.parameters() if w is not table]
    return [
        {"params": list(heads.parameters()), "lr": recipe.rate, "weight_decay": 0.05},
        {"params": rest, "lr": recipe.encoder_rate, "weight_decay": 0.01},
        {"params": [table], "lr": recipe.table_rate, "weight_decay": 0.0},
    ]


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


def _batch(
    encoder: Encoder,
    tasks: tuple[Task, ...],
    samples: Sequence[Sample],
    anchors: Mapping[str, np.ndarray] | None,
    shuffler: random.Random | None,
    recipe: Recipe,
) -> Batch:
    statements = [statement for sample in samples for statement in sample.statements]
    owner = [n for n, sample in enumerate(samples) for _ in sample.statements]
    ids = encoder.tokenise([s.text for s in statements] + [s.whole for s in samples])
    if shuffler is not None:
        ids = [_thin(row, recipe.token_dropout, shuffler) for row in ids]
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


def _features(
    encoder: Encoder, batch: Batch, context_dropout: float
) -> tuple[Tensor, Tensor, Tensor]:
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


def _loss(encoder: Encoder, heads: Heads, batch: Batch, recipe: Recipe) -> Tensor:
    sentence, small, large = _features(encoder, batch, recipe.context_dropout)
    total = torch.zeros(())
    for task in heads.tasks:
        features = small if task.unit == "sentence" else large
        gold = batch.gold[task.name]
        known = _known(gold)
        if len(known):
            logits = heads.logits(task.name, features[known])
            smooth = recipe.label_smoothing if task.single else 0.0
            total = total + WEIGHTS[task.name] * _task_loss(task, logits, gold[known], smooth)
    if recipe.anchor and batch.sentences:
        near = functional.cosine_similarity(sentence, batch.anchors, dim=1)
        total = total + recipe.anchor * (1 - near).mean()
    return total


def _known(gold: Tensor) -> Tensor:
    flat = gold if gold.ndim == 1 else gold[:, 0]
    return (flat != -100).nonzero()[:, 0]


def _task_loss(task: Task, logits: Tensor, gold: Tensor, smooth: float = 0.0) -> Tensor:
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
        batch = _batch(encoder, heads.tasks, samples[at : at + 64], None, None, Recipe())
        _, small, large = _features(encoder, batch, 0.0)
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
