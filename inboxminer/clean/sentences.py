"""Sentences with their offsets, by spaCy's blank pipeline of the language."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import spacy
from spacy.language import Language as Pipeline

from inboxminer.languages import CODES, load
from inboxminer.records import Span

MARKS = [
    ".",
    "!",
    "?",
    "…",
    "؟",
    "۔",
    "。",
    "！",
    "？",
    "?!",
    "!!",
    "!!!",
    "??",
    "???",
    "..",
    "...",
]
# A run of signs without a space that no word has: the tokeniser takes the square of its length.
FLOOD = re.compile(r"[^\s。！？۔]{200,}")
OPENING = "[({\u201e\u201c\u00ab"
LONG = 280
# Where a run-on sentence may be cut: after a comma or semicolon, best near its middle.
CLAUSE = re.compile(r"[,;،؛]\s+|\s[-–—]\s")
ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """Half-open spans of the sentences, in order, without white space at their ends.

    Every letter and digit lies in exactly one of them. A blank line, a list item and a short line
    without a full stop end a sentence; an abbreviation, a date or a decimal does not.
    """
    out: list[Span] = []
    for start, end in _paragraphs(text):
        out += _split(text, start, end, language)
    return tuple(out)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Stretches that no sentence crosses: wrapped lines are joined, the others stand alone."""
    stretches: list[tuple[int, int]] = []
    at = 0
    previous = ""
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            previous = ""
            continue
        wrapped = len(previous) >= 55 and previous[-1] not in ".!?:…؟" and not ITEM.match(line)
        if stretches and wrapped:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
        previous = line.strip()
    return stretches


def _split(text: str, start: int, end: int, language: str) -> list[Span]:
    part = text[start:end]
    calm = FLOOD.sub(lambda flood: "x" * len(flood[0]), part)
    doc = _pipeline(language if language in CODES else "en")(calm)
    bounds = [0, *(s.start_char for s in list(doc.sents)[1:]), len(part)]
    shorts = _abbreviations(language if language in CODES else "en")
    # spaCy gives an opening bracket behind a full stop to the sentence before it.
    bounds = [_before_opening(part, at) for at in bounds]
    merged = [0]
    for left, right in pairwise(bounds):
        piece = part[left:right].strip()
        if right < len(part) and (
            _unfinished(piece, shorts)
            or (part[right : right + 1].islower() and piece.endswith("."))
        ):
            continue
        merged.append(right)
    if merged[-1] != len(part):
        merged.append(len(part))
    out = []
    for left, right in pairwise(merged):
        out += _trim(text, start + left, start + right)
    return out


def _before_opening(text: str, at: int) -> int:
    """The bound moved before opening brackets and quotes that stand right before it."""
    while at > 1 and at < len(text) and (text[at - 1] in OPENING or text[at - 1].isspace()):
        if not any(c in OPENING for c in text[max(0, at - 2) : at]):
            break
        at -= 1
    return at


def _unfinished(piece: str, shorts: frozenset[str]) -> bool:
    """Whether a full stop ended an abbreviation, an ordinal or an initial and not a sentence."""
    last = piece.split()[-1].casefold() if piece.split() else ""
    if last in shorts:
        return True
    if re.fullmatch(r"\(?\d{1,2}\.", last) and len(piece.split()) == 1:
        return True
    return bool(re.fullmatch(r"[^\W\d_]\.", last))


def _trim(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(c.isalnum() for c in text[start:end]):
        return []
    if end - start <= LONG:
        return [Span(start, end)]
    cuts = [m.end() for m in CLAUSE.finditer(text, start + 40, end - 40)]
    if not cuts:
        return [Span(start, end)]
    middle = min(cuts, key=lambda cut: (abs(cut - (start + end) // 2), cut))
    return _trim(text, start, middle) + _trim(text, middle, end)


@cache
def _pipeline(language: str) -> Pipeline:
    pipeline = spacy.blank(load(language).spacy)
    pipeline.add_pipe("sentencizer", config={"punct_chars": MARKS})
    pipeline.max_length = 10_000_000
    return pipeline


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(a.casefold() for a in load(language).abbreviations)
