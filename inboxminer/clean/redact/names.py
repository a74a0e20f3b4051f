"""Names of people: those of the headers, and those that words around them announce."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.lexicon import Lexicon, common, lexicon, no_names
from inboxminer.clean.redact.phrases import starts_word
from inboxminer.clean.redact.signoffs import signed
from inboxminer.clean.redact.taking import HARD, WORD, cased, known, take
from inboxminer.languages import CODES

AFTER = re.compile(r"\s?[:=]?[ \"]{0,2}")
GREETED = re.compile(r"[ ]?[,!.:;\n-]|[ ]?$|[ ]?\ufffc")
MARKS = re.compile(r"[\"<>()\[\],;|/]|\S*@\S*")


def names(scan: Scan) -> Iterator[Hit]:
    """Names in the order of how surely they are announced, whole ones before their parts."""
    words = lexicon(scan.languages)
    known_ones = header_names(scan.people)
    yield from _headers(scan, words, [name for name in known_ones if " " in name])
    for find in (signed, _stated, _titled, _greeted):
        for span in find(scan, words):
            yield Hit(*span, "NAME")
    yield from _headers(scan, words, [name for name in known_ones if " " not in name])
    for span in _weak(scan, words):
        yield Hit(*span, "NAME")


def _headers(scan: Scan, words: Lexicon, found: Sequence[str]) -> Iterator[Hit]:
    """Names of the headers, wherever they stand as words."""
    for name in found:
        small = name.lower()
        at = scan.lower.find(small)
        while at >= 0:
            end = at + len(small)
            # A word that has a capital as a name is another word without one.
            same = name[:1].islower() or not cased(name) or not scan.text[at].islower()
            closed = not (scan.text[end : end + 1].isalnum() or scan.text[end : end + 1] == "@")
            if same and closed and starts_word(scan.text, at, words.glued):
                yield Hit(at, end, "NAME")
            at = scan.lower.find(small, at + 1)


@lru_cache(maxsize=1024)
def header_names(people: tuple[str, ...]) -> tuple[str, ...]:
    """Display names and their parts, the longest first."""
    found = {part for full in people for part in parts(full)}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def parts(full: str) -> tuple[str, ...]:
    """A display name and those parts of it that are no usual words; none of one of a department.

    Without capitals nothing tells a person from a shop but a known name among the words: where
    there is none, only the whole of several words counts.
    """
    plain = [word.strip("'") for word in MARKS.sub(" ", full).split()]
    plain = [word for word in plain if word]
    if not 0 < len(plain) <= 5 or any(p.casefold() in no_names() for p in plain):
        return ()
    held = [
        p
        for p in plain
        if len(p) > 1 and p.casefold() not in common() and not any(c.isdigit() for c in p)
    ]
    if not held:
        return ()
    whole = (" ".join(plain),) if len(plain) > 1 else ()
    words = lexicon(CODES)
    personal = cased(held[0]) or any(words.is_name(p.casefold()) for p in held)
    return (*whole, *held) if personal else whole


def _stated(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    """After "my name is", and in the field of a form."""
    for _, end in words.phrases.occurrences(scan.lower, scan.words, glued=words.glued):
        span = _after(scan, end, words, loose=True) or _small(scan, end, words)
        if span:
            yield span
    for start, end in words.labels.occurrences(scan.lower, scan.words):
        label = scan.text[end : end + 2].lstrip()[:1] == ":"
        if label and (start == 0 or scan.text[start - 1] == "\n"):
            span = _after(scan, end, words, loose=True)
            if span:
                yield span


def _small(scan: Scan, end: int, words: Lexicon) -> tuple[int, int] | None:
    """A known first name without its capital."""
    gap = AFTER.match(scan.text, end)
    match = WORD.match(scan.text, gap.end() if gap else end)
    if not match or match.start() == end or not words.is_given(match[0].casefold()):
        return None
    family = WORD.match(scan.text, match.end() + 1)
    touching = family is not None and scan.text[match.end()] == " "
    if (
        family
        and touching
        and family[0].casefold() not in common()
        and HARD.match(scan.text, family.end())
    ):
        return match.start(), family.end()
    return match.span()


def _titled(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    for start, end in words.titles.occurrences(scan.lower, scan.words, glued=words.glued):
        gap = AFTER.match(scan.text, end)
        span = take(scan.text, gap.end() if gap else end, words, most=2)
        if span and scan.text[end : span[0]].strip(" .") == "" and start < span[0]:
            yield span


def _greeted(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    """A greeted name at the beginning of a line, or one before its greeting."""
    text = scan.text
    for start, end in words.openers.occurrences(scan.lower, scan.words):
        line = text.rfind("\n", 0, start) + 1
        before = text[line:start].strip()
        at = end
        while text[at : at + 1] in (" ", ",", "\n") and at < end + 3:
            at += 1
        if not before:
            span = take(text, at, words, most=3, loose=True) if at > end else None
            if span and GREETED.match(text, span[1]) and _plausible(text, span, words, end):
                yield span
        elif GREETED.match(text, end) and not cased(before[0]):
            span = take(text, line, words, most=2, loose=True)
            if span and text[span[1] : start].strip() == "":
                yield span


def _plausible(text: str, span: tuple[int, int], words: Lexicon, end: int) -> bool:
    """Whether a greeted word without capitals is a name: it is known, or stands right behind."""
    if known(text, span, words):
        return True
    between = text[end : span[0]]
    return cased(text[span[0]]) or (
        "," not in between and not text.startswith(words.articles, span[0])
    )


def _weak(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    """After "I am" and "this is": a known first name, or two words with capitals."""
    for _, end in words.weak.occurrences(scan.lower, scan.words):
        span = _after(scan, end, words, loose=True)
        if span and (
            known(scan.text, span, words)
            or (cased(scan.text[span[0]]) and " " in scan.text[slice(*span)])
        ):
            yield span


def _after(scan: Scan, end: int, words: Lexicon, *, loose: bool) -> tuple[int, int] | None:
    gap = AFTER.match(scan.text, end)
    at = gap.end() if gap else end
    if scan.text[at : at + 2] == ", ":
        at += 2
    return take(scan.text, at, words, loose=loose) if at > end else None
