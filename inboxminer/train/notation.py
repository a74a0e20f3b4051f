"""The notation that labelled statements and mails are written in: short to type, exact to read.

A statement is one line: labels, then the text behind ``|``::

    he refund - support cr need=handle ch=phone par=p7 | עוד לא ראיתי שקל מה{case:הזמנה 4471}
    he none d=s g=e | מספר הלקוח שלי 20331.
    he response_time - support ca | הזמנתי מקרר ביוני. >>> ומאז אף אחד לא עונה.

Language, topic (or ``none``), polarity (``-``, ``0``, ``+``), stage, signals as letters (``.`` for
none), then ``key=value`` pairs. ``>>>`` divides a context sentence from the text. ``{kind:words}``
marks an entity. A line ``@ key=value …`` sets defaults for the lines below it.

A mail is a line ``=== labels``, a line ``S: subject``, and the body down to the next ``===``;
mentions stand in it as ``⟦topic polarity stage signals key=value … | quote⟧``.

An answer of a survey is a line of language, topic (or ``none``), sentiment, then the text::

    he price_value - | יקר
    en none 0 | no comment
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

SIGNALS = {
    "c": "complaint",
    "p": "praise",
    "r": "request",
    "q": "question",
    "b": "purchase_intent",
    "x": "churn_risk",
    "e": "escalation",
    "k": "competitor",
    "f": "referral",
    "a": "repeat_contact",
    "v": "vulnerable",
}
POLARITIES = {"-": "negative", "0": "neutral", "+": "positive"}
DEPARTMENTS = {"s": "service", "l": "sales", "m": "maintenance"}
SEGMENTS = {
    "p": "prospect",
    "n": "new",
    "e": "existing",
    "r": "returning",
    "l": "leaving",
    "u": "unknown",
}
KEYS = {
    "need": "need",
    "ch": "channel",
    "em": "emotion",
    "pr": "promise",
    "esc": "escalation",
    "dl": "deadline",
    "ret": "retention",
    "cr": "contact_reason",
    "d": "department",
    "g": "segment",
    "t": "trade",
    "r": "register",
    "par": "parallel",
    "kind": "kind",
    "sent": "sentiment",
    "plot": "plot",
    "thread": "thread",
    "turn": "turn",
}
ENTITY = re.compile(r"\{(product|place|contractor|case):([^{}]+)\}")
MENTION = re.compile(r"⟦([^|⟦⟧]*)\|\s?([^⟦⟧]*)⟧")


class NotationError(ValueError):
    """A line that does not follow the notation; the text names the line and what is wrong."""


def statements(text: str, *, batch: str) -> Iterator[dict[str, Any]]:
    """Rows of ``corpora/mentions`` from lines of the notation, numbered within the batch."""
    for number, line, defaults in _lines(text, batch):
        try:
            labels, rest = _divided(line)
            words = labels.split()
            context, _, said = rest.rpartition(">>>")
            shown, entities = _entities(said.strip())
            row: dict[str, Any] = {"id": f"{batch}-{number:04}", "text": shown, "lang": words[0]}
            row["context"] = _entities(context.strip())[0] or None
            row |= _labels(words[1:], defaults)
            row |= {"entities": entities, "batch": batch}
            yield row
        except (NotationError, IndexError, KeyError) as error:
            raise NotationError(f"{batch}, line {number}: {error!s} in {line[:90]!r}") from error


def answers(text: str, *, batch: str) -> Iterator[dict[str, Any]]:
    """Rows of ``corpora/surveys`` from lines of the notation, numbered within the batch."""
    for number, line, defaults in _lines(text, batch):
        try:
            labels, said = _divided(line)
            language, topic, sentiment, *rest = labels.split()
            pairs = _values({**defaults, **_pairs(rest)})
            yield {
                "id": f"{batch}-{number:04}",
                "lang": language,
                "text": said.strip(),
                "sentiment": POLARITIES[sentiment],
                "topic": None if topic == "none" else topic,
                "trade": pairs.get("trade"),
                "batch": batch,
            }
        except (NotationError, ValueError, KeyError) as error:
            raise NotationError(f"{batch}, line {number}: {error!s} in {line[:90]!r}") from error


def mails(text: str, *, batch: str) -> Iterator[dict[str, Any]]:
    """Rows of ``corpora/mails`` from mails of the notation, numbered within the batch."""
    for number, part in enumerate(re.split(r"^===\s*", text, flags=re.MULTILINE)[1:], 1):
        head, _, rest = part.partition("\n")
        try:
            subject, _, body = rest.partition("\n")
            if not subject.startswith("S:"):
                raise NotationError("the second line is not S: subject")
            words = head.split()
            pairs = _pairs(words[1:])
            row: dict[str, Any] = {"id": f"{batch}-{number:03}", "lang": words[0]}
            mentions: list[dict[str, Any]] = []
            for zone, said in (("subject", subject[2:].strip()), ("body", body.strip())):
                row[zone], found = _marked(said, zone)
                mentions += found
            labels = _values(pairs)
            keys = ("kind", "department", "segment", "sentiment", "contact_reason", "retention")
            row |= {key: labels.get(key) for key in keys}
            row["mentions"] = mentions
            row |= {key: labels.get(key) for key in ("trade", "register", "thread", "turn")}
            row["batch"] = batch
            yield row
        except (NotationError, IndexError, KeyError) as error:
            raise NotationError(f"{batch}, mail {number}: {error!s} in {head[:90]!r}") from error


def _lines(text: str, batch: str) -> Iterator[tuple[int, str, Mapping[str, str]]]:
    """Numbered lines of labels and text, each with the defaults that stand above it."""
    defaults: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("@"):
            try:
                defaults = defaults | _pairs(line[1:].split())
            except NotationError as error:
                raise NotationError(f"{batch}, line {number}: {error!s}") from error
        elif line.strip() and not line.startswith("#"):
            yield number, line, defaults


def _divided(line: str) -> tuple[str, str]:
    labels, divider, said = line.partition("|")
    if not divider:
        raise NotationError("no | between labels and text")
    return labels, said


def _labels(words: list[str], defaults: Mapping[str, str]) -> dict[str, Any]:
    """All label fields of a statement from the words before its ``|`` but the language."""
    topic = None if words[0] == "none" else words[0]
    fixed = 1 if topic is None else 4
    pairs = _values({**defaults, **_pairs(words[fixed:])})
    out: dict[str, Any] = {
        "topic": topic,
        "polarity": POLARITIES[words[1]] if topic else None,
        "stage": words[2] if topic else None,
        "signals": _signals(words[3]) if topic else [],
    }
    for key in ("need", "escalation", "channel", "emotion", "promise", "retention"):
        out[key] = pairs.get(key)
    out["contact_reason"] = pairs.get("contact_reason") or topic
    for key in ("department", "segment", "trade", "register", "plot", "parallel"):
        out[key] = pairs.get(key)
    return out


def _signals(letters: str) -> list[str]:
    wanted = {SIGNALS[letter] for letter in letters if letter != "."}
    return [name for name in SIGNALS.values() if name in wanted]


def _pairs(words: list[str]) -> dict[str, str]:
    out = {}
    for word in words:
        key, divider, value = word.partition("=")
        if not divider or key not in KEYS:
            raise NotationError(f"unknown label {word!r}")
        out[KEYS[key]] = value
    return out


def _values(pairs: Mapping[str, str]) -> dict[str, Any]:
    """Values in full: letters of departments and segments, ``target/status`` of an escalation."""
    out: dict[str, Any] = {key: value or None for key, value in pairs.items()}
    if out.get("department"):
        out["department"] = DEPARTMENTS[str(out["department"])]
    if out.get("segment"):
        out["segment"] = SEGMENTS[str(out["segment"])]
    deadline = out.pop("deadline", None)
    if out.get("escalation"):
        target, _, status = str(out["escalation"]).partition("/")
        out["escalation"] = {
            "target": target,
            "status": status or "threatened",
            "deadline": deadline and deadline.replace("_", " "),
        }
    return out


def _entities(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its entity marks, and the entities with their places in it."""
    out, found, at = "", [], 0
    for match in ENTITY.finditer(text):
        out += text[at : match.start()]
        start = len(out)
        out += match[2]
        found.append({"kind": match[1], "text": match[2], "start": start, "end": len(out)})
        at = match.end()
    out += text[at:]
    if re.search(r"\{\w+:", out):
        raise NotationError("an entity of an unknown kind")
    return out, found


def _marked(text: str, zone: str) -> tuple[str, list[dict[str, Any]]]:
    """A zone without its marks, and its mentions with their places in it."""
    out, found, at = "", [], 0
    for match in MENTION.finditer(text):
        out += _entities(text[at : match.start()])[0]
        quote, entities = _entities(match[2].rstrip())
        start = len(out)
        out += quote
        labels = _labels(match[1].split(), {})
        for key in ("contact_reason", "department", "segment", "trade", "register", "plot"):
            labels.pop(key)
        labels.pop("parallel")
        labels.pop("retention")
        moved = [e | {"start": e["start"] + start, "end": e["end"] + start} for e in entities]
        span = {"zone": zone, "start": start, "end": len(out), "quote": quote}
        found.append(span | labels | {"entities": moved})
        at = match.end()
    out += _entities(text[at:])[0]
    if "⟦" in out or "⟧" in out:
        raise NotationError("a mention mark that does not close")
    return out, found
