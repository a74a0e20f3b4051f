"""Named employees: who is called by a role, was spoken with, or stands before a department."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.lexicon import Lexicon, lexicon
from inboxminer.clean.redact.names import header_names
from inboxminer.clean.redact.taking import HARD, back, cased, known, take

GAP = re.compile(r"[ ,:\"(-]{1,3}")
# A clause between a role and the name that follows it: "the agent who helped me, Dana,".
CLAUSE = re.compile(r"(?: [^\W\d_]+){1,4}, ")


def employees(scan: Scan) -> Iterator[Hit]:
    """Names right after roles and words for speaking with someone, or right before departments."""
    words = lexicon(scan.languages)
    others = set(header_names(scan.people))
    for start, end in _found(scan, words):
        if scan.text[start:end] not in others:
            yield Hit(start, end, "EMPLOYEE")


def _found(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    text, lower = scan.text, scan.lower
    for start, end in words.roles.occurrences(lower, scan.words, glued=words.glued):
        yield from _after_role(scan, start, end, words)
    for start, _ in words.roles.occurrences(lower, scan.words):
        yield from _known_before(text, start, words, caseless=True)
    for _, end in words.spoken.occurrences(lower, scan.words, glued=words.glued):
        yield from _direct(text, end, words)
    for start, _ in words.places.occurrences(lower, scan.words, glued=words.glued):
        yield from _known_before(text, start, words)


def _after_role(scan: Scan, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    text = scan.text
    gap = GAP.match(text, end)
    if not gap:
        return
    for link in words.links:
        if scan.lower.startswith(link + " ", gap.end()):
            span = take(text, gap.end() + len(link) + 1, words, most=2, loose=True)
            if span:
                yield span
            return
    sentence = start == 0 or text[max(0, start - 2) : start].strip(" ") in ("", ".", "!", "?", "\n")
    sure = text[start].islower() or sentence
    yield from _direct(text, end, words, apart="," in gap[0], bold=sure)
    clause = CLAUSE.match(text, end)
    if clause:
        span = take(text, clause.end(), words, most=2)
        if span and known(text, span, words) and HARD.match(text, span[1]):
            yield span


def _direct(
    text: str, end: int, words: Lexicon, *, apart: bool = False, bold: bool = True
) -> Iterator[tuple[int, int]]:
    gap = GAP.match(text, end)
    span = take(text, gap.end(), words, most=2) if gap else None
    if not span or (apart and not HARD.match(text, span[1])):
        return
    name = text[slice(*span)]
    if known(text, span, words) or (cased(name) and not name.isupper() and (bold or " " in name)):
        yield span


def _known_before(
    text: str, start: int, words: Lexicon, *, caseless: bool = False
) -> Iterator[tuple[int, int]]:
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    span = back(text, start, words)
    if span and not (caseless and cased(text[span[0]])):
        yield span
