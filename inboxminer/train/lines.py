"""Fits the line tagger: a linear chain over the features of clean/tagger.py, by likelihood."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor

from inboxminer.clean.tagger import LABELS, WINDOW, Tagger, features
from inboxminer.train.compose import Composed, windows

# A feature that fewer lines have is not learned.
FEWEST = 12


@dataclass(frozen=True, slots=True)
class Run:
    """The last lines of a mail: the features and the label of each."""

    rows: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]


def runs(mails: Sequence[Composed]) -> list[Run]:
    """What the tagger reads of composed mails."""
    out = []
    for mail, filled in windows(mails, WINDOW):
        rows = features(mail.lines, filled)
        gold = [LABELS.index(mail.zones[n] or LABELS[0]) for n in filled]
        out.append(Run(tuple(map(tuple, rows)), tuple(gold)))
    return out


def fit(examples: Sequence[Run], *, epochs: int = 60, decay: float = 1e-3, seed: int = 0) -> Tagger:
    """The tagger of the greatest penalised likelihood; the same seed gives the same weights."""
    torch.manual_seed(seed)
    counts = Counter(name for run in examples for row in run.rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    index = {name: at for at, name in enumerate(names)}
    size = len(LABELS)
    weights = torch.zeros(len(names), size, requires_grad=True)
    moves = torch.zeros(size, size, requires_grad=True)
    first = torch.zeros(size, requires_grad=True)
    last = torch.zeros(size, requires_grad=True)
    held = [weights, moves, first, last]
    optimizer = torch.optim.Adam(held, lr=0.05)
    batches = _batches(examples, index)
    for _ in range(epochs):
        for inputs, labels, mask in batches:
            optimizer.zero_grad()
            loss = _loss(inputs @ weights, labels, mask, moves, first, last)
            loss = loss + decay * sum((w * w).sum() for w in held)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    numbers = [w.detach().numpy().astype(np.float64) for w in held]
    return Tagger(index, *numbers)


def save(made: Tagger, folder: Path) -> None:
    """Write the weights and the names of the features."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name, _ in sorted(made.index.items(), key=lambda pair: pair[1])]
    held = {n: getattr(made, n).astype(np.float32) for n in ("weights", "moves", "first", "last")}
    save_file(held, folder / "lines.safetensors")
    config = {"labels": list(LABELS), "window": WINDOW, "features": names}
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


Batch = tuple[Tensor, Tensor, Tensor]


def _batches(examples: Sequence[Run], index: dict[str, int], size: int = 512) -> list[Batch]:
    out = []
    for at in range(0, len(examples), size):
        part = examples[at : at + size]
        longest = max(len(run.rows) for run in part)
        inputs = torch.zeros(len(part), longest, len(index))
        labels = torch.zeros(len(part), longest, dtype=torch.long)
        mask = torch.zeros(len(part), longest)
        for n, run in enumerate(part):
            for k, row in enumerate(run.rows):
                for name in row:
                    if name in index:
                        inputs[n, k, index[name]] += 1
                labels[n, k], mask[n, k] = run.labels[k], 1
        out.append((inputs, labels, mask))
    return out


def _loss(
    scores: Tensor, labels: Tensor, mask: Tensor, moves: Tensor, first: Tensor, last: Tensor
) -> Tensor:
    """Mean negative log likelihood of a batch; scores (mails, lines, labels)."""
    alpha = scores[:, 0] + first
    path = alpha.gather(1, labels[:, :1]).squeeze(1)
    ends = labels[:, 0]
    for k in range(1, scores.shape[1]):
        on = mask[:, k]
        step = torch.logsumexp(alpha[:, :, None] + moves, dim=1) + scores[:, k]
        alpha = torch.where(on[:, None] > 0, step, alpha)
        here = scores[:, k].gather(1, labels[:, k : k + 1]).squeeze(1) + moves[ends, labels[:, k]]
        path = path + here * on
        ends = torch.where(on > 0, labels[:, k], ends)
    whole = torch.logsumexp(alpha + last, dim=1)
    return (whole - path - last[ends]).mean()
