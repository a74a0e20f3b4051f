"""Linear heads over sentence and message vectors, with calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from inboxminer.classify.encoder import BATCH
from inboxminer.classify.tasks import Task
from inboxminer.errors import ModelError

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Decision:
    """Scores of one task, (rows, labels) in 0..1, rounded so that they decide alike everywhere."""

    task: Task
    scores: np.ndarray

    def best(self, row: int) -> tuple[str, float]:
        """The likeliest label of a row and its probability; ties go to the first label."""
        at = int(self.scores[row].argmax())
        return self.task.labels[at], float(self.scores[row, at])

    def holding(self, row: int, threshold: float = 0.5) -> tuple[str, ...]:
        """The labels of a row that hold, in the order of the task."""
        return tuple(
            label
            for label, score in zip(self.task.labels, self.scores[row], strict=True)
            if score >= threshold
        )


class Heads(nn.Module):
    """One linear layer a task; a sentence is read beside its message, a message beside the mean
    of its sentences."""

    def __init__(self, tasks: tuple[Task, ...], width: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.tasks = tasks
        self.width = width
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleDict({t.name: nn.Linear(2 * width, len(t.labels)) for t in tasks})
        self.temperatures: dict[str, float] = {t.name: 1.0 for t in tasks}

    def logits(self, name: str, features: Tensor) -> Tensor:
        """Raw scores of one task for features (rows, 2 * width)."""
        out: Tensor = self.layers[name](self.drop(features))
        return out

    def task(self, name: str) -> Task:
        """The task of a name."""
        return next(task for task in self.tasks if task.name == name)

    def weights(self, name: str) -> np.ndarray:
        """The weights of one task (labels, 2 * width), float32."""
        weight: Tensor = self.layers.state_dict()[f"{name}.weight"]
        return np.asarray(weight.cpu().numpy(), np.float32)

    @torch.inference_mode()
    def decide(self, features: np.ndarray, unit: str) -> Mapping[str, Decision]:
        """Calibrated probabilities of every task of a unit, computed in fixed-shape batches."""
        tasks = [task for task in self.tasks if task.unit == unit]
        rows = len(features)
        scores = {t.name: np.zeros((rows, len(t.labels)), np.float64) for t in tasks}
        for at in range(0, rows, BATCH):
            block = np.zeros((BATCH, features.shape[1]), np.float32)
            part = features[at : at + BATCH]
            block[: len(part)] = part
            held = torch.from_numpy(block)
            for task in tasks:
                logits = self.logits(task.name, held) / self.temperatures[task.name]
                chance = logits.softmax(1) if task.single else logits.sigmoid()
                scores[task.name][at : at + len(part)] = chance[: len(part)].double().numpy()
        return {t.name: Decision(t, scores[t.name].round(DIGITS)) for t in tasks}

    def save(self, folder: Path) -> None:
        """Write weights in half precision and the table of tasks."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = {k: v.half().contiguous() for k, v in self.layers.state_dict().items()}
        save_file(weights, folder / "heads.safetensors")
        config = {
            "width": self.width,
            "tasks": [
                {
                    "name": t.name,
                    "unit": t.unit,
                    "single": t.single,
                    "temperature": round(self.temperatures[t.name], 4),
                    "labels": list(t.labels),
                }
                for t in self.tasks
            ],
        }
        text = json.dumps(config, indent=1, ensure_ascii=False)
        (folder / "config.json").write_text(text + "\n", encoding="utf-8")

    @staticmethod
    def load(folder: Path) -> Heads:
        """Heads from a folder; raises ModelError where the files are missing or damaged."""
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            tasks = tuple(
                Task(t["name"], t["unit"], tuple(t["labels"]), t["single"]) for t in config["tasks"]
            )
            heads = Heads(tasks, config["width"])
            weights = load_file(folder / "heads.safetensors")
            heads.layers.load_state_dict({k: v.float() for k, v in weights.items()})
            heads.temperatures = {t["name"]: t["temperature"] for t in config["tasks"]}
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"the heads in {folder} cannot be loaded: {error}") from error
        return heads.eval()
