"""Texts to vectors, by any BERT-like encoder of the transformers library.

The same text gives the same vector whatever stands beside it: batches have fixed shapes (a text is
padded to its length bucket, a batch to ``BATCH`` rows) and the number of threads is fixed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
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
# A word that a label can rest on: letters, with the marks that stand within words.
SPOKEN = re.compile(r"[^\W\d_]+(?:['׳״\"’\u200c-][^\W\d_]+)*")


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
        if device == "cuda" and not torch.cuda.is_available():
            raise ModelError("PyTorch sees no CUDA device here; use --device cpu")
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
        hidden, weight = self._weighted(ids, mask)
        pooled: Tensor = (hidden * weight).sum(1) / weight.sum(1).clamp_min(1e-6)
        return pooled

    def _weighted(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (batch, tokens, width) and weights (batch, tokens, 1) of the tokens."""
        hidden: Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden, functional.softplus(self.weigh(hidden)) * mask[..., None]

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, cut at the longest bucket."""
        if not texts:
            return []
        coded = self.tokenizer(list(texts), truncation=True, max_length=BUCKETS[-1])
        return [list(row) for row in coded["input_ids"]]

    @torch.inference_mode()
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (texts, width), float32, the same for any order and number of texts."""
        out = np.zeros((len(texts), self.width), np.float32)
        for chosen, ids, mask in self._batches(self.tokenise(texts)):
            vectors = self(ids, mask)
            out[chosen] = vectors[: len(chosen)].float().cpu().numpy()
        return out

    @torch.inference_mode()
    def rests_on(
        self, texts: Sequence[str], directions: np.ndarray, *, most: int = 3
    ) -> list[tuple[str, ...]]:
        """The words of each text that move its vector most along its direction, strongest first.

        directions: (texts, width). A vector is the weighted mean of its tokens' vectors, so that
        each token's part in the product with a direction is exact.
        """
        out: list[tuple[str, ...]] = [()] * len(texts)
        along = torch.from_numpy(np.asarray(directions, np.float32)).to(self.weigh.weight.device)
        for chosen, ids, mask in self._batches(self.tokenise(texts)):
            hidden, weight = self._weighted(ids, mask)
            part = torch.einsum("btw,bw->bt", hidden[: len(chosen)], along[chosen])
            part = part * weight[: len(chosen), :, 0]
            part = part / weight[: len(chosen)].sum(1).clamp_min(1e-6)
            for row, number in zip(part.cpu().numpy(), chosen, strict=True):
                out[number] = self._words(texts[number], row, most)
        return out

    def _words(self, text: str, parts: np.ndarray, most: int) -> tuple[str, ...]:
        """The words of a text by the sum of their tokens' parts; only those that add to it."""
        coded = self.tokenizer(
            text, truncation=True, max_length=BUCKETS[-1], return_offsets_mapping=True
        )
        spans = [(m.start(), m.end(), m[0].casefold()) for m in SPOKEN.finditer(text)]
        sums: dict[str, float] = {}
        for (start, end), part in zip(coded["offset_mapping"], parts, strict=False):
            middle = (start + end) / 2
            for left, right, word in spans:
                if end > start and left <= middle <= right:
                    sums[word] = sums.get(word, 0.0) + float(part)
                    break
        ranked = sorted(sums, key=lambda word: (-round(sums[word], 4), word))
        return tuple(word for word in ranked if round(sums[word], 4) > 0)[:most]

    def _batches(self, rows: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Tensor, Tensor]]:
        """(which rows, token ids, mask) in batches of fixed shapes."""
        torch.set_num_threads(THREADS)
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
                yield chosen, ids.to(device), mask.to(device)


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
