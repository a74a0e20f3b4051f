"""The shipped encoder, distilled: a tokenizer, a static table, then layers on top of it.

The student learns to put a sentence of any language where an English teacher puts its translation
(Reimers and Gurevych 2020, arXiv:2004.09813). Stage one trains only the word-piece table, as a
bag of pieces with learned weights; stage two adds transformer layers that begin as the identity,
so that no step starts from noise. The result is a plain BERT that ``AutoModel`` loads.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.decoders import Metaspace
from tokenizers.models import Unigram
from tokenizers.trainers import UnigramTrainer
from torch import Tensor, nn
from torch.nn import functional
from transformers import (
    AutoModel,
    AutoTokenizer,
    BertConfig,
    BertModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)

from inboxminer.classify.encoder import Encoder

log = logging.getLogger(__name__)

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
# Points, cantillation, harakat, tatweel, bidi marks: spelling without them is the same word.
INVISIBLE = (
    r"[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u0610-\u061A\u064B-\u065F\u0670\u0640"
    r"\u200B\u200D-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]"
)


@dataclass(frozen=True)
class Shape:
    """Sizes of the student."""

    vocabulary: int = 40_000
    width: int = 256
    layers: int = 2
    heads: int = 4
    feed_forward: int = 768
    tokens: int = 128


def train_tokenizer(texts: Sequence[str], shape: Shape) -> PreTrainedTokenizerFast:
    """A lower-casing unigram tokenizer of the given texts (Kudo 2018, arXiv:1804.10959)."""
    core = Tokenizer(Unigram())
    core.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(INVISIBLE), ""),
            normalizers.Replace("\u200c", " "),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    core.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    core.decoder = Metaspace()
    core.train_from_iterator(
        texts,
        UnigramTrainer(
            vocab_size=shape.vocabulary,
            special_tokens=SPECIAL,
            unk_token="[UNK]",
            show_progress=False,
            max_piece_length=14,
        ),
    )
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        model_max_length=shape.tokens,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


@torch.no_grad()
def teach(folder: Path, texts: Sequence[str], *, batch: int = 128) -> np.ndarray:
    """Unit-length mean-pooled embeddings of the teacher, float16, one row a text."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), model.config.hidden_size), np.float16)
    started = time.monotonic()
    for step, at in enumerate(range(0, len(order), batch)):
        chosen = order[at : at + batch]
        inputs = tokenizer(
            [texts[i] for i in chosen],
            padding=True,
            truncation=True,
            max_length=64,
            return_tensors="pt",
        )
        hidden = model(**inputs).last_hidden_state
        mask = inputs["attention_mask"][..., None]
        mean = (hidden * mask).sum(1) / mask.sum(1)
        out[chosen] = functional.normalize(mean, dim=1).half().numpy()
        if step % 100 == 0:
            log.info("teacher %d of %d, %.0f s", at, len(order), time.monotonic() - started)
    return out


class Student(nn.Module):
    """A BERT whose tokens are pooled with learned weights and projected to the teacher's space."""

    def __init__(self, bert: BertModel, width: int) -> None:
        super().__init__()
        self.bert = bert
        self.weigh = nn.Linear(bert.config.hidden_size, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)
        self.project = nn.Linear(bert.config.hidden_size, width, bias=False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors (batch, teacher width)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize(self.project(pool(hidden, mask, self.weigh)), dim=-1)


def pool(hidden: Tensor, mask: Tensor, weigh: nn.Linear) -> Tensor:
    """Mean of the token vectors (batch, tokens, width), weighted by a learned score above zero."""
    weight = functional.softplus(weigh(hidden)) * mask[..., None]
    return (hidden * weight).sum(1) / weight.sum(1).clamp_min(1e-6)


def new_bert(shape: Shape, *, layers: int) -> BertModel:
    """A BERT whose added layers begin as the identity: their outputs are zero."""
    bert = BertModel(
        BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.width,
            num_hidden_layers=layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.tokens,
            type_vocab_size=2,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        ),
        add_pooling_layer=False,
    )
    nn.init.zeros_(bert.embeddings.position_embeddings.weight)
    nn.init.zeros_(bert.embeddings.token_type_embeddings.weight)
    for layer in bert.encoder.layer:
        nn.init.zeros_(layer.attention.output.dense.weight)
        nn.init.zeros_(layer.output.dense.weight)
    return bert


def with_layers(student: Student, shape: Shape) -> Student:
    """The static student's table under fresh identity layers."""
    taller = Student(new_bert(shape, layers=shape.layers), student.project.out_features)
    taller.bert.embeddings.load_state_dict(student.bert.embeddings.state_dict())
    taller.weigh.load_state_dict(student.weigh.state_dict())
    taller.project.load_state_dict(student.project.state_dict())
    return taller


def distil(
    student: Student,
    ids: Sequence[np.ndarray],
    targets: np.ndarray,
    target_of: np.ndarray,
    *,
    seconds: float,
    rate: float,
    batch: int = 512,
    seed: int = 0,
    train_table: bool = True,
    save: Path | None = None,
) -> float:
    """Train for a time budget; gives the mean loss of the last hundred steps.

    ids: token ids of each text, without padding. targets: teacher vectors; target_of[i] is the
    row of text i. Loss: contrast within the batch (temperature 0.05) plus cosine distance.
    """
    student.train()
    table = student.bert.embeddings.word_embeddings
    table.weight.requires_grad_(train_table)
    frozen = {id(table.weight)}
    affine = student.bert.embeddings.LayerNorm
    for weight in affine.parameters():
        weight.requires_grad_(False)
    rest = [w for w in student.parameters() if w.requires_grad and id(w) not in frozen]
    optimisers: list[torch.optim.Optimizer] = [torch.optim.AdamW(rest, lr=rate, weight_decay=0.01)]
    if train_table:
        table.sparse = True
        optimisers.append(torch.optim.SparseAdam([table.weight], lr=rate))
    random_order = random.Random(seed)
    order = list(range(len(ids)))
    started, step, losses = time.monotonic(), 0, [0.0]
    saved_at = started
    base = [group["lr"] for optimiser in optimisers for group in optimiser.param_groups]
    while time.monotonic() - started < seconds:
        random_order.shuffle(order)
        for at in range(0, len(order) - batch, batch * 32):
            window = sorted(order[at : at + batch * 32], key=lambda i: len(ids[i]))
            batches = [window[k : k + batch] for k in range(0, len(window), batch)]
            random_order.shuffle(batches)
            for chosen in batches:
                spent = (time.monotonic() - started) / seconds
                if spent >= 1:
                    break
                warm = min(1.0, (step + 1) / 200)
                groups = [g for optimiser in optimisers for g in optimiser.param_groups]
                for group, lr in zip(groups, base, strict=True):
                    group["lr"] = lr * warm * max(0.02, 1 - spent)
                padded, mask = pad([ids[i] for i in chosen])
                rows = target_of[chosen]
                goal = torch.from_numpy(targets[rows].astype(np.float32))
                vector = student(padded, mask)
                scores = vector @ goal.T / 0.05
                same = torch.from_numpy(rows[:, None] == rows[None, :])
                scores = scores.masked_fill(same & ~torch.eye(len(rows), dtype=torch.bool), -1e4)
                loss = functional.cross_entropy(scores, torch.arange(len(rows)))
                loss = loss + 2 * (1 - (vector * goal).sum(1)).mean()
                for optimiser in optimisers:
                    optimiser.zero_grad(set_to_none=True)
                loss.backward()
                for optimiser in optimisers:
                    optimiser.step()
                losses.append(loss.item())
                step += 1
                if step % 100 == 0:
                    mean = sum(losses[-100:]) / 100
                    log.info("step %d loss %.3f, %.0f %%", step, mean, 100 * spent)
                if save and time.monotonic() - saved_at > 120:
                    torch.save(student.state_dict(), save)
                    saved_at = time.monotonic()
    if save:
        torch.save(student.state_dict(), save)
    return sum(losses[-100:]) / len(losses[-100:])


def pad(ids: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Token ids as one matrix padded with 0, and its mask."""
    longest = max(len(row) for row in ids)
    out = np.zeros((len(ids), longest), np.int64)
    for number, row in enumerate(ids):
        out[number, : len(row)] = row
    padded = torch.from_numpy(out)
    return padded, (padded != 0).long()


def tokenise(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], *, tokens: int
) -> list[np.ndarray]:
    """Token ids of each text as int32 arrays, cut at ``tokens``."""
    out: list[np.ndarray] = []
    for at in range(0, len(texts), 10_000):
        coded = tokenizer(list(texts[at : at + 10_000]), truncation=True, max_length=tokens)
        out += [np.asarray(row, np.int32) for row in coded["input_ids"]]
    return out


@torch.no_grad()
def retrieval(student: Student, left: list[np.ndarray], right: list[np.ndarray]) -> float:
    """Accuracy@1 of finding each left text's translation among the right ones."""
    student.eval()
    sides = []
    for side in (left, right):
        parts = [student(*pad(side[at : at + 256])) for at in range(0, len(side), 256)]
        sides.append(torch.cat(parts))
    found = (sides[0] @ sides[1].T).argmax(1)
    return float((found == torch.arange(len(left))).float().mean())


def encoder_of(work: Path, stage: str) -> Encoder:
    """The distilled student of a stage as an encoder, without its projection to the teacher."""
    shape = Shape()
    layers = shape.layers if stage == "layers" else 0
    state = torch.load(work / f"{stage}.pt", weights_only=True)
    student = Student(new_bert(shape, layers=layers), state["project.weight"].shape[0])
    student.load_state_dict(state)
    encoder = Encoder(student.bert, AutoTokenizer.from_pretrained(work / "tokenizer"))
    encoder.weigh.load_state_dict(student.weigh.state_dict())
    return encoder
