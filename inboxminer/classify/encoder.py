"""Texts to vectors, by any BERT-like encoder of the transformers library.

The same text gives the same vector whatever stands beside it: batches have fixed shapes (a text is
padded to its length bucket, a batch to ``BATCH`` rows) and the number of threads is fixed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging as transformers_logging

from inboxminer.errors import ModelError

BATCH = 32
BUCKETS = (8, 16, 24, 32, 48, 64, 96, 128)
THREADS = 2
POOLING = "pooling.safetensors"
HUB = "hub:"


class Encoder(nn.Module):
    """A transformer with mean pooling, weighted by a learned score where the model brings one."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        super().__init__()
        self.model = model
        self.tokenizer = tokenizer
        self.weigh = nn.Linear(model.config.hidden_size, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    @property
    def width(self) -> int:
        """Length of a vector."""
        return int(self.model.config.hidden_size)

    @staticmethod
    def load(name: str | Path, *, device: str = "cpu") -> Encoder:
        """An encoder from a folder, or from the model hub for ``hub:NAME``.

        device: auto, cpu or cuda. Code that a model brings along is never run. Raises
        ModelError that says what is missing.
        """
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        text = str(name)
        place = text.removeprefix(HUB)
        if not text.startswith(HUB) and not (Path(place) / "config.json").is_file():
            raise ModelError(f"{place} holds no model (config.json); give its folder or hub:NAME")
        transformers_logging.disable_progress_bar()
        transformers_logging.set_verbosity_error()
        try:
            tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False)
            model = AutoModel.from_pretrained(
                place, trust_remote_code=False, dtype=torch.float32, **_no_pooler(place)
            )
        except (OSError, ValueError, KeyError) as error:
            first = str(error).strip().splitlines()[0]
            raise ModelError(f"model {text} cannot be loaded: {first}") from error
        encoder = Encoder(model, tokenizer)
        pooling = Path(place) / POOLING
        if pooling.is_file():
            encoder.weigh.load_state_dict({k: v.float() for k, v in load_file(pooling).items()})
        return encoder.to(device).eval()

    def save(self, folder: Path) -> None:
        """Write weights in half precision, tokenizer and pooling."""
        folder.mkdir(parents=True, exist_ok=True)
        half = {k: v.half().contiguous() for k, v in self.model.state_dict().items()}
        self.model.config.save_pretrained(folder)
        save_file(half, folder / "model.safetensors", metadata={"format": "pt"})
        self.tokenizer.save_pretrained(folder)
        save_file({k: v.half() for k, v in self.weigh.state_dict().items()}, folder / POOLING)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors (batch, width) of token ids (batch, tokens)."""
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = functional.softplus(self.weigh(hidden)) * mask[..., None]
        pooled: Tensor = (hidden * weight).sum(1) / weight.sum(1).clamp_min(1e-6)
        return pooled

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, cut at the longest bucket."""
        if not texts:
            return []
        coded = self.tokenizer(list(texts), truncation=True, max_length=BUCKETS[-1])
        return [list(row) for row in coded["input_ids"]]

    @torch.inference_mode()
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (texts, width), float32, the same for any order and number of texts."""
        torch.set_num_threads(THREADS)
        out = np.zeros((len(texts), self.width), np.float32)
        rows = self.tokenise(texts)
        pad = int(self.tokenizer.pad_token_id or 0)
        device = self.weigh.weight.device
        for size in BUCKETS:
            low = max((b for b in BUCKETS if b < size), default=0)
            members = [i for i, row in enumerate(rows) if low < len(row) <= size]
            for at in range(0, len(members), BATCH):
                chosen = members[at : at + BATCH]
                ids = torch.full((BATCH, size), pad, dtype=torch.long)
                mask = torch.zeros((BATCH, size), dtype=torch.long)
                mask[:, 0] = 1
                for line, member in enumerate(chosen):
                    ids[line, : len(rows[member])] = torch.tensor(rows[member])
                    mask[line, : len(rows[member])] = 1
                vectors = self(ids.to(device), mask.to(device))
                out[chosen] = vectors[: len(chosen)].float().cpu().numpy()
        return out


def file_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of a model folder's files, in name order."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        if path.is_file() and path.name != "README.md":
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _no_pooler(place: str) -> dict[str, bool]:
    """BERT-like models need not build a pooler that nothing here reads."""
    config = Path(place) / "config.json"
    if config.is_file() and '"model_type": "bert"' in config.read_text(encoding="utf-8"):
        return {"add_pooling_layer": False}
    return {}
