"""What must hold of a labelled corpus: labels of the taxonomy, spans that fit, no twins across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inboxminer.config import LANGUAGES
from inboxminer.taxonomy import Taxonomy

TARGETS = ("legal", "regulator", "consumer_body", "press", "social")
STATUSES = ("threatened", "done", "formal_letter")
# The closed lists beside the topics, by the field that holds one of their values or null.
CLOSED = {
    "channel": (
        *("phone", "email", "whatsapp", "sms", "chat", "bot", "app", "website", "shop"),
        *("technician", "courier", "letter", "social"),
    ),
    "emotion": (
        *("anger", "frustration", "disappointment", "worry", "gratitude", "delight", "ease"),
    ),
    "promise": ("made", "kept", "broken"),
    "retention": ("asked", "saved", "lost"),
}
ENTITIES = ("product", "place", "contractor", "case")


def faults(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    """What is wrong with a row of any kind: a statement, a mail, an answer of a survey."""
    if row["lang"] not in LANGUAGES:
        yield f"language {row['lang']}"
    if "body" in row:
        if row["kind"] not in taxonomy.labels["kinds"]:
            yield f"kind {row['kind']}"
        if row["kind"] != "customer" and row["mentions"]:
            yield f"mentions in mail of kind {row['kind']}"
        for mention in row["mentions"]:
            yield from _labels(mention, taxonomy)
            quote = row[mention["zone"]][mention["start"] : mention["end"]]
            if not quote.strip() or quote != mention.get("quote", quote):
                yield "a mention whose quote is empty or stands elsewhere"
        yield from _closed(row, taxonomy)
        return
    if not row["text"].strip() or row["text"] != row["text"].strip():
        yield "text is empty or has white space at its ends"
    if "sentiment" in row:
        if row["topic"] is not None and row["topic"] not in taxonomy.topic_ids:
            yield f"topic {row['topic']}"
        if row["sentiment"] not in taxonomy.labels["polarities"]:
            yield f"sentiment {row['sentiment']}"
        return
    if (
        row["department"] not in taxonomy.labels["departments"]
        or row["segment"] not in taxonomy.labels["segments"]
    ):
        yield f"department {row['department']}, segment {row['segment']}"
    yield from _closed(row, taxonomy)
    for entity in row.get("entities", ()):
        if row["text"][entity["start"] : entity["end"]] != entity["text"]:
            yield f"entity {entity['text']} stands elsewhere"
        if entity["kind"] not in ENTITIES:
            yield f"entity of kind {entity['kind']}"
    if row["topic"] is not None:
        yield from _labels(row, taxonomy)
    elif row["polarity"] or row["stage"]:
        yield "labels without a topic"


def _closed(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    for name, values in CLOSED.items():
        if row.get(name) is not None and row[name] not in values:
            yield f"{name} {row[name]}"
    reason, plain = row.get("contact_reason"), taxonomy.labels["contact_reasons"]
    if reason is not None and reason not in (*taxonomy.topic_ids, *plain):
        yield f"contact_reason {reason}"


def _labels(row: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    if row["topic"] not in taxonomy.topic_ids:
        yield f"topic {row['topic']}"
    if row["stage"] not in taxonomy.stage_ids:
        yield f"stage {row['stage']}"
    if row["polarity"] not in taxonomy.labels["polarities"]:
        yield f"polarity {row['polarity']}"
    if row["need"] not in (None, *taxonomy.labels["needs"]):
        yield f"need {row['need']}"
    if row["need"] and not {"request", "purchase_intent"} & set(row["signals"]):
        yield "a need without the signal request or purchase_intent"
    for signal in set(row["signals"]) - set(taxonomy.labels["signals"]):
        yield f"signal {signal}"
    escalation = row["escalation"]
    if (escalation is not None) != ("escalation" in row["signals"]):
        yield "escalation and its signal differ"
    elif escalation and (
        escalation["target"] not in TARGETS or escalation["status"] not in STATUSES
    ):
        yield f"escalation {escalation}"


def glossary_faults(path: Path) -> Iterator[str]:
    """What is wrong with a glossary: lines of form, lemma and gloss, each form once."""
    seen: set[str] = set()
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    if head.split("\t") != ["form", "lemma", "gloss"]:
        yield f"its header is {head!r}"
    for number, line in enumerate(lines, 2):
        fields = line.split("\t")
        if len(fields) != 3 or any(field != field.strip() or not field for field in fields):
            yield f"line {number} is not form, lemma, gloss"
        elif fields[0] in seen:
            yield f"line {number}: {fields[0]} stands twice"
        seen.add(fields[0])


# Texts of two parts are twins where they share more than this part of their five-letter runs.
TWIN = 0.6


def twins(parts: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str, float]]:
    """Pairs of ids of near-equal texts in different parts, with their likeness.

    parts: part name → (id, text) of its rows. Likeness is the Jaccard index of the sets of five
    neighbouring letters, over ``TWIN``; texts of under eight letters are too short to tell.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    rows = [
        (part, name, plain)
        for part, held in parts.items()
        for name, text in held
        if len(plain := "".join(c for c in text.casefold() if c.isalnum())) >= 8
    ]
    if not rows:
        return
    grams = CountVectorizer(analyzer="char", ngram_range=(5, 5), binary=True, lowercase=False)
    table = grams.fit_transform([plain for *_, plain in rows]).tocsr()
    sizes = table.sum(axis=1).A1
    first = next(iter(parts))
    others = [n for n, (part, *_) in enumerate(rows) if part != first]
    for at in range(0, len(others), 200):
        chosen = others[at : at + 200]
        shared = (table[chosen] @ table.T).tocoo()
        for line, column, both in zip(shared.row, shared.col, shared.data, strict=True):
            row = chosen[line]
            likeness = both / (sizes[row] + sizes[column] - both)
            apart = rows[row][0] != rows[column][0]
            if apart and likeness > TWIN and (rows[column][0] == first or column < row):
                yield rows[row][1], rows[column][1], round(float(likeness), 2)
