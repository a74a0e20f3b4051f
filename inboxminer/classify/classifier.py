"""CleanMessage → labels and mentions, by the encoder and the heads of one model folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from inboxminer.assets import asset
from inboxminer.classify.encoder import HUB, Encoder, file_hash
from inboxminer.classify.heads import Decision, Heads
from inboxminer.classify.mentions import Reading, join
from inboxminer.config import Config
from inboxminer.errors import ModelError, TaxonomyError
from inboxminer.records import CleanMessage, Mention, MessageLabels, Span
from inboxminer.taxonomy import Taxonomy

CHUNK = 256


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what was decided about it; ``vectors`` has one row a mention."""

    message: CleanMessage
    labels: MessageLabels
    mentions: tuple[Mention, ...]
    vectors: np.ndarray


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which weights decided: shown in ``run.json``."""

    name: str
    encoder_sha256: str
    heads_sha256: str


class Classifier:
    """Labels streams of messages. Holds one encoder and its heads."""

    def __init__(self, encoder: Encoder, heads: Heads, info: ModelInfo, *, config: Config) -> None:
        self.encoder = encoder
        self.heads = heads
        self.info = info
        self.config = config

    @staticmethod
    def load(models: str, *, taxonomy: Taxonomy, config: Config, device: str = "cpu") -> Classifier:
        """The classifier of ``embedded``, of a folder with encoder/ and heads/, or ``hub:NAME``.

        Raises ModelError where weights are missing, TaxonomyError for a topic without a head.
        """
        if models.startswith(HUB):
            raise ModelError(
                f"no heads are fitted for {models}; run: inboxminer train --encoder {models} "
                "--out DIR, then scan with --models DIR"
            )
        root = asset("models") if models == "embedded" else Path(models)
        if not (root / "heads").is_dir():
            raise ModelError(f"{root} holds no heads/ folder; see inboxminer train --help")
        heads = Heads.load(root / "heads")
        encoder = Encoder.load(root / "encoder", device=device)
        if encoder.width != heads.width:
            raise ModelError(f"the heads in {root} were fitted on another encoder")
        known = heads.task("topic").labels
        headless = [topic for topic in taxonomy.topic_ids if topic not in known]
        if headless:
            raise TaxonomyError(
                f"no head knows the topics {', '.join(headless)}; "
                "give examples of them to: inboxminer train"
            )
        info = ModelInfo(models, file_hash(root / "encoder"), file_hash(root / "heads"))
        return Classifier(encoder, heads, info, config=config)

    def label(self, messages: Iterable[CleanMessage], *, chunk: int = CHUNK) -> Iterator[Labelled]:
        """Labels in the order of the messages; ``chunk`` bounds memory and changes nothing."""
        stream = iter(messages)
        while block := list(islice(stream, chunk)):
            yield from self._label(block)

    def _label(self, block: Sequence[CleanMessage]) -> list[Labelled]:
        limit = self.config.classify.sentences_per_message
        sentences: list[tuple[int, int, Span]] = []
        for number, message in enumerate(block):
            if message.kind in (None, "customer"):
                found = [
                    (number, zone, span)
                    for zone, passage in enumerate(message.passages)
                    for span in passage.sentences
                ]
                sentences += found[:limit]
        texts = [block[n].passages[z].text[s.start : s.end] for n, z, s in sentences]
        wholes = [whole_text(message) for message in block]
        vectors = self.encoder.encode(texts + wholes)
        of_sentence, of_message = vectors[: len(texts)], vectors[len(texts) :]
        owner = np.asarray([n for n, _, _ in sentences], np.int64)
        features = np.concatenate([of_sentence, of_message[owner]], axis=1) if texts else None
        read = self.heads.decide(features, "sentence") if features is not None else {}
        means = sentence_means(of_message, of_sentence, owner)
        whole = self.heads.decide(np.concatenate([of_message, means], axis=1), "message")
        rows: dict[int, list[Reading]] = {}
        for row, (number, zone, span) in enumerate(sentences):
            rows.setdefault(number, []).append(Reading(row, zone, span))
        return self._reasoned(
            [
                self._one(message, number, rows.get(number, []), read, whole, of_sentence)
                for number, message in enumerate(block)
            ]
        )

    def _reasoned(self, labelled: Sequence[Labelled]) -> list[Labelled]:
        """The same with the words that each mention's topic rests on, against the other topics."""
        mentions = [mention for one in labelled for mention in one.mentions]
        topics = self.heads.task("topic").labels
        weights = self.heads.weights("topic")[:, : self.encoder.width]
        contrast = weights - weights.mean(axis=0)
        directions = contrast[[topics.index(mention.topic) for mention in mentions]]
        words = iter(self.encoder.rests_on([m.quote for m in mentions], directions))
        return [
            replace(one, mentions=tuple(replace(m, reasons=next(words)) for m in one.mentions))
            for one in labelled
        ]

    def _one(
        self,
        message: CleanMessage,
        number: int,
        rows: Sequence[Reading],
        sentence: Mapping[str, Decision],
        decided: Mapping[str, Decision],
        vectors: np.ndarray,
    ) -> Labelled:
        kind, sure = decided["kind"].best(number)
        if message.kind is not None:
            kind, sure = message.kind, 1.0
        if kind != "customer":
            labels = MessageLabels(
                kind=kind,  # type: ignore[arg-type]
                department=None,
                segment=None,
                sentiment=None,
                sentiment_score=None,
                signals=(),
                signal_details={},
                confidence={"kind": sure},
            )
            return Labelled(message, labels, (), vectors[:0])
        joined = join(message, rows, sentence, self.config.classify)
        signals = (
            tuple(
                label
                for at, label in enumerate(sentence["signals"].task.labels)
                if any(sentence["signals"].scores[reading.row, at] >= 0.5 for reading in rows)
            )
            if rows
            else ()
        )
        best = {name: decided[name].best(number) for name in ("department", "segment", "sentiment")}
        score = decided["sentiment"].scores[number]
        labels = MessageLabels(
            kind="customer",
            department=best["department"][0],
            segment=best["segment"][0],
            sentiment=best["sentiment"][0],  # type: ignore[arg-type]
            sentiment_score=round(float(score[2] - score[0]), 4),
            signals=signals,
            signal_details=_details(signals, rows, sentence),
            confidence={"kind": sure} | {name: chance for name, (_, chance) in best.items()},
        )
        chosen = [vectors[list(rows_of)].mean(0) for _, rows_of in joined]
        stacked = np.stack(chosen) if chosen else vectors[:0]
        return Labelled(message, labels, tuple(mention for mention, _ in joined), stacked)


def whole_text(message: CleanMessage) -> str:
    """Subject and body as the message heads read them."""
    return "\n".join(passage.text for passage in message.passages if passage.text)


def sentence_means(
    of_message: np.ndarray, of_sentence: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """The mean sentence vector of each message, or its own vector where it has no sentence."""
    means = of_message.copy()
    for number in np.unique(owner):
        means[number] = of_sentence[owner == number].mean(0)
    return means


def _details(
    signals: Sequence[str], rows: Sequence[Reading], read: Mapping[str, Decision]
) -> dict[str, dict[str, str | None]]:
    """What makes a signal fit to act on: the need, and an escalation's target and status."""
    details: dict[str, dict[str, str | None]] = {}
    names = read["signals"].task.labels if rows else ()
    for signal in signals:
        column = names.index(signal)
        row = max(rows, key=lambda r: (read["signals"].scores[r.row, column], -r.row)).row
        if signal in ("request", "purchase_intent"):
            need = read["need"].best(row)[0]
            details[signal] = {"need": None if need == "none" else need}
        if signal == "escalation":
            details[signal] = {
                "target": read["escalation_target"].best(row)[0],
                "status": read["escalation_status"].best(row)[0],
                "deadline": None,
            }
    return details
