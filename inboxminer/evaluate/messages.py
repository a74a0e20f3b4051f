"""How well whole messages are read, by the same line of steps that a scan takes.

A mention that the models mark unsure is left out of reports, so that it counts as not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from inboxminer.classify.classifier import Classifier
from inboxminer.config import Swot
from inboxminer.evaluate.answers import Answer, Doubt, label_figures
from inboxminer.evaluate.gold import LABELS, Gold
from inboxminer.evaluate.measures import macro_f1, matched, micro_f1
from inboxminer.evaluate.ranking import ranking
from inboxminer.records import Mention, MessageLabels
from inboxminer.taxonomy import Taxonomy

# A quote is found where it shares at least this much with the right one (intersection over union).
FOUND = 0.5
MATCHED = ("topic", "polarity", "stage")


@dataclass(frozen=True, slots=True)
class Pair:
    """A message's right labels beside what the models said of it."""

    gold: Gold
    labels: MessageLabels
    mentions: tuple[Mention, ...]

    @property
    def sure(self) -> tuple[Mention, ...]:
        """The mentions that a report counts."""
        return tuple(mention for mention in self.mentions if mention.status == "sure")


Measure = Callable[[Sequence[Pair]], dict[str, float]]


def pairs(classifier: Classifier, gold: Sequence[Gold]) -> list[Pair]:
    """Each message with what the models say of it, in the order given."""
    read = classifier.label(one.message for one in gold)
    return [Pair(one, said.labels, said.mentions) for one, said in zip(gold, read, strict=True)]


def figures(
    held: Sequence[Pair], taxonomy: Taxonomy, settings: Swot
) -> dict[str, dict[str, dict[str, float]]]:
    """measure → language (and ``all``) → figures; what no row labels is left out."""
    measures: Mapping[str, Measure] = {
        **{task: partial(_labels, task) for task in LABELS},
        "signals": _signals,
        "topics": partial(_sets, topic_set),
        "topics_polarity": partial(_sets, polarity_set),
        "quotes": _quotes,
        "stage": _stages,
        "ranking": partial(_ranking, taxonomy, settings),
    }
    out: dict[str, dict[str, dict[str, float]]] = {}
    for name, measure in measures.items():
        for language, part in by_language(held):
            if found := measure(part):
                out.setdefault(name, {})[language] = found
    return out


def by_language(held: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """All pairs, then those of each language."""
    yield "all", list(held)
    for language in sorted({pair.gold.language for pair in held}):
        yield language, [pair for pair in held if pair.gold.language == language]


def answers(held: Sequence[Pair]) -> list[Answer]:
    """Every decision about whole messages beside the right one: labels, and topics as sets."""
    out: list[Answer] = []
    for pair in held:
        gold = pair.gold
        for task in LABELS:
            if gold.labels.get(task):
                out.append(_answer(pair, task))
        if not gold.partial and gold.labels.get("kind") == "customer":
            sides = (topic_set(gold.mentions), topic_set(pair.sure))
            right, said = (", ".join(sorted(side)) or "-" for side in sides)
            out.append(Answer(gold.language, "topics", gold.text, right, said))
    return out


def doubts(held: Sequence[Pair]) -> list[Doubt]:
    """How sure the models were of each label, and whether it was right.

    Of mentions those count that belong to a right one, unsure ones too.
    """
    out: list[Doubt] = []
    for pair in held:
        language = pair.gold.language
        for task in LABELS:
            chance = pair.labels.confidence.get(task)
            # A kind that is known beforehand is no decision.
            known = task == "kind" and pair.gold.message.kind is not None
            if chance is not None and pair.gold.labels.get(task) and not known:
                answer = _answer(pair, task)
                out.append(Doubt(language, task, chance, answer.right))
        if not pair.gold.whole:
            continue
        for n, m, _ in matched(pair.gold.mentions, pair.mentions):
            gold, guess = pair.gold.mentions[n], pair.mentions[m]
            for task in MATCHED:
                right = getattr(gold, task) == getattr(guess, task)
                out.append(Doubt(language, task, guess.confidence[task], right))
    return out


def topic_set(mentions: Sequence[Mention]) -> frozenset[str]:
    """The topics of a message."""
    return frozenset(mention.topic for mention in mentions)


def polarity_set(mentions: Sequence[Mention]) -> frozenset[str]:
    """The topics of a message, each with what is said of it: good, bad or neither."""
    return frozenset(f"{mention.topic} {mention.polarity}" for mention in mentions)


def _answer(pair: Pair, task: str) -> Answer:
    guess: str | None = getattr(pair.labels, task)
    gold = pair.gold
    return Answer(gold.language, task, gold.text, gold.labels[task], guess or "-")


def _labels(task: str, held: Sequence[Pair]) -> dict[str, float]:
    return label_figures([_answer(pair, task) for pair in held if pair.gold.labels.get(task)])


def _signals(held: Sequence[Pair]) -> dict[str, float]:
    """Of messages with a mention: only there the labelled rows say all signals."""
    sides = [(p.gold.signals, p.labels.signals) for p in held if p.gold.signals is not None]
    if not sides:
        return {}
    return {"micro_f1": round(micro_f1(sides), 4), "n": len(sides)}


def _sets(
    of: Callable[[Sequence[Mention]], frozenset[str]], held: Sequence[Pair]
) -> dict[str, float]:
    """Of messages by customers; of survey answers those that name a topic."""
    chosen = [
        pair
        for pair in held
        if (pair.gold.mentions or not pair.gold.partial)
        and pair.gold.labels.get("kind", "customer") == "customer"
    ]
    sides = [(of(pair.gold.mentions), of(pair.sure)) for pair in chosen]
    if not sides:
        return {}
    return {
        "micro_f1": round(micro_f1(sides), 4),
        "macro_f1": round(macro_f1(sides), 4),
        "exact": round(sum(gold == guess for gold, guess in sides) / len(sides), 4),
        "n": len(sides),
    }


def _quotes(held: Sequence[Pair]) -> dict[str, float]:
    """Of whole mails; a single statement is its own quote."""
    chosen = [pair for pair in held if pair.gold.whole]
    gold = sum(len(pair.gold.mentions) for pair in chosen)
    if not gold:
        return {}
    guessed = sum(len(pair.sure) for pair in chosen)
    shares = [share for pair in chosen for _, _, share in matched(pair.gold.mentions, pair.sure)]
    found = sum(share >= FOUND for share in shares)
    return {
        "overlap": round(sum(shares) / len(shares), 4) if shares else 0.0,
        "precision": round(found / guessed, 4) if guessed else 0.0,
        "recall": round(found / gold, 4),
        "matched": len(shares),
        "n": gold,
    }


def _stages(held: Sequence[Pair]) -> dict[str, float]:
    rows = [
        Answer(
            pair.gold.language,
            "stage",
            pair.gold.mentions[n].quote,
            pair.gold.mentions[n].stage,
            pair.sure[m].stage,
        )
        for pair in held
        if pair.gold.whole
        for n, m, _ in matched(pair.gold.mentions, pair.sure)
    ]
    return label_figures(rows)


def _ranking(taxonomy: Taxonomy, settings: Swot, held: Sequence[Pair]) -> dict[str, float]:
    chosen = [pair for pair in held if not pair.gold.partial]
    gold = [
        (pair.gold.customer, pair.gold.mentions)
        for pair in chosen
        if pair.gold.labels.get("kind") == "customer"
    ]
    guessed = [(p.gold.customer, p.sure) for p in chosen if p.labels.kind == "customer"]
    return ranking(gold, guessed, taxonomy, settings)
