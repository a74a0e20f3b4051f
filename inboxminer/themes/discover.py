"""Themes: what exactly is said within a topic, found by BERTopic over the mentions' vectors.

Each taxonomy topic is grouped on its own, all languages together. Groups are fitted on a sample and
the rest is assigned to the nearest, so that time and memory are bounded. The same mentions give the
same themes (Grootendorst 2022, arXiv:2203.05794, with the parts named in ``_model``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

import numpy as np
import pandas as pd

from inboxminer.config import Themes
from inboxminer.records import Theme, telling
from inboxminer.themes.words import phrases, words

# Statements of one topic whose vectors, less what the topic has in common, are nearer than this
# (cosine distance, average linkage) are one theme; 1 is as far as chance.
DISTANCE = 0.95
COMPONENTS = 32
MOST = 12
# A phrase names a theme where at least this share of its customers says it.
COVER = 0.4
# Quotes nearest to the centre that may name a theme, and the letters of its name.
CENTRAL, NAME = 8, 70


@dataclass(frozen=True, slots=True)
class Found:
    """Themes, and for each mention (row) the theme's id or None."""

    themes: tuple[Theme, ...]
    assigned: tuple[str | None, ...]

    @property
    def unthemed(self) -> int:
        """Mentions outside every theme."""
        return sum(theme is None for theme in self.assigned)


def discover(mentions: pd.DataFrame, vectors: np.ndarray, *, settings: Themes, seed: int) -> Found:
    """Themes of sure mentions (columns mention_id, customer, topic, language, date, quote).

    vectors: one row a mention. With fewer mentions than ``minimum_mentions`` there are none.
    """
    assigned: list[str | None] = [None] * len(mentions)
    if len(mentions) < settings.minimum_mentions:
        return Found((), tuple(assigned))
    out: list[Theme] = []
    topics = mentions["topic"].to_numpy()
    for topic in sorted(set(topics)):
        rows = np.flatnonzero(topics == topic)
        if len(rows) < settings.minimum_size:
            continue
        unit = np.asarray(vectors[rows], np.float32)
        unit /= np.maximum(1e-9, np.linalg.norm(unit, axis=1, keepdims=True))
        labels = _group(unit, mentions["quote"].iloc[rows].tolist(), settings, seed)
        sizes = Counter(int(label) for label in labels)
        order = sorted(sizes, key=lambda label: (-sizes[label], label))
        for number, label in enumerate(order, 1):
            members = rows[labels == label]
            theme = _theme(
                f"{topic}/{number:02}",
                topic,
                mentions.iloc[members],
                unit[labels == label],
                mentions[topics == topic],
                settings,
            )
            out.append(theme)
            for row in members:
                assigned[row] = theme.id
    return Found(tuple(out), tuple(assigned))


def _group(unit: np.ndarray, quotes: Sequence[str], settings: Themes, seed: int) -> np.ndarray:
    """A label for each row: fitted on a sample, the rest goes to the nearest centre."""
    if len(unit) < 3 * settings.minimum_size:
        return np.zeros(len(unit), np.int64)
    unit = _own(unit)
    chosen = np.arange(len(unit))
    if len(unit) > settings.sample:
        chosen = np.sort(np.random.default_rng(seed).choice(len(unit), settings.sample, False))
    fitted = _fit(unit[chosen], [quotes[int(n)] for n in chosen], settings, seed)
    sizes = Counter(fitted.tolist())
    kept = [label for label, size in sizes.most_common(MOST) if size >= settings.minimum_size]
    if len(kept) < 2:
        return np.zeros(len(unit), np.int64)
    centres = np.stack([unit[chosen][fitted == label].mean(axis=0) for label in sorted(kept)])
    centres /= np.maximum(1e-9, np.linalg.norm(centres, axis=1, keepdims=True))
    return np.asarray((unit @ centres.T).round(4).argmax(axis=1))


def _own(unit: np.ndarray) -> np.ndarray:
    """What is each statement's own: its vector less the mean of its topic, of length one.

    All statements of a topic share what makes them of it, which hides what tells them apart.
    """
    left = unit - unit.mean(axis=0)
    return np.asarray(left / np.maximum(1e-9, np.linalg.norm(left, axis=1, keepdims=True)))


def _fit(unit: np.ndarray, quotes: Sequence[str], settings: Themes, seed: int) -> np.ndarray:
    if len({word for quote in quotes for word in _analyse(quote)}) < 2:
        # Everybody says the same one word; class-based TF-IDF has nothing to compare.
        return np.zeros(len(unit), np.int64)
    model = _model(len(unit), settings, seed)
    labels, _ = model.fit_transform([quote or "-" for quote in quotes], embeddings=unit)
    return np.asarray(labels, np.int64)


def _model(rows: int, settings: Themes, seed: int):  # type: ignore[no-untyped-def]
    """BERTopic with deterministic parts: PCA, agglomerative clusters, our words."""
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.decomposition import PCA
    from sklearn.feature_extraction.text import CountVectorizer

    from inboxminer.themes.backend import VectorBackend

    return BERTopic(
        language="multilingual",
        embedding_model=VectorBackend(),
        umap_model=PCA(
            n_components=min(COMPONENTS, rows - 1), random_state=seed, svd_solver="full"
        ),
        hdbscan_model=AgglomerativeClustering(
            n_clusters=None, distance_threshold=DISTANCE, metric="cosine", linkage="average"
        ),
        vectorizer_model=CountVectorizer(analyzer=_analyse),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        min_topic_size=settings.minimum_size,
        calculate_probabilities=False,
        verbose=False,
    )


def _analyse(text: str) -> list[str]:
    return words(text) or ["-"]


def _theme(
    name: str,
    topic: str,
    members: pd.DataFrame,
    unit: np.ndarray,
    of_topic: pd.DataFrame,
    settings: Themes,
) -> Theme:
    keywords = _keywords(list(members["quote"]), list(of_topic["quote"]), settings.keywords)
    dates = members["date"].dropna()
    return Theme(
        id=name,
        topic=topic,
        name=_phrase(members, keywords) or _quote(members, unit, keywords),
        keywords=tuple(keywords),
        mentions=len(members),
        customers=int(members["customer"].nunique()),
        languages=dict(sorted(Counter(members["language"]).items(), key=lambda p: (-p[1], p[0]))),
        state=None,
        first_seen=None if dates.empty else dates.min().strftime("%Y-%m-%d"),
        representatives=_representatives(members, unit, settings.representatives),
    )


def _keywords(quotes: Sequence[str], others: Sequence[str], most: int) -> list[str]:
    """Words by class-based TF-IDF: frequent in the theme, rare in the rest of its topic."""
    inside: Counter[str] = Counter(w for quote in quotes for w in set(words(quote)))
    outside: Counter[str] = Counter(w for quote in others for w in set(words(quote)))
    scale = len(others) / max(1, len(quotes))
    score = {
        w: n * np.log1p(scale * n / outside[w])
        for w, n in inside.items()
        if n > 1 or len(quotes) < 5
    }
    return sorted(score, key=lambda w: (-round(float(score[w]), 6), w))[:most]


def _phrase(members: pd.DataFrame, keywords: Sequence[str]) -> str | None:
    """The phrase that most of its customers share and that holds a keyword, if there is one."""
    customers = members["customer"].nunique()
    users: defaultdict[str, set[object]] = defaultdict(set)
    shown: dict[str, str] = {}
    for quote, customer in zip(members["quote"], members["customer"], strict=True):
        for phrase in phrases(quote):
            users[phrase.casefold()].add(customer)
            shown.setdefault(phrase.casefold(), phrase)
    held = {
        p: len(who)
        for p, who in users.items()
        if len(who) >= max(3, COVER * customers) and any(k in p.split() for k in keywords)
    }
    if held:
        return shown[min(held, key=lambda p: (-held[p], len(p), p))]
    return None


def _quote(members: pd.DataFrame, unit: np.ndarray, keywords: Sequence[str]) -> str:
    """Of the telling quotes nearest to the centre, in the theme's main language, the one that
    holds most of its keywords, and of those the shortest."""
    spoken = members["language"].mode().iloc[0]
    fits = (members["language"] == spoken).to_numpy() & members["quote"].map(telling).to_numpy(bool)
    near = (unit @ unit.mean(axis=0)).round(4) - 3.0 * ~fits
    central = [members["quote"].iloc[int(n)] for n in np.argsort(-near, kind="stable")[:CENTRAL]]
    plain = (" ".join(str(quote).split()) for quote in central)
    held = set(keywords)
    best = min(plain, key=lambda q: (-len(held & set(words(q))), len(q), q))
    return shorten(best, NAME, placeholder="…")


def _representatives(members: pd.DataFrame, unit: np.ndarray, most: int) -> tuple[str, ...]:
    """Telling quotes near the centre and unlike each other (maximal marginal relevance)."""
    centre = unit.mean(axis=0)
    short = ~members["quote"].map(telling).to_numpy(bool)
    near = (unit @ centre).round(4) - 3.0 * short
    chosen: list[int] = []
    while len(chosen) < min(most, len(members)):
        repeat = (unit @ unit[chosen].T).max(axis=1).round(4) if chosen else np.zeros(len(unit))
        score = near - 0.6 * repeat
        score[chosen] = -9.0
        chosen.append(int(score.argmax()))
    return tuple(members["mention_id"].iloc[chosen])
