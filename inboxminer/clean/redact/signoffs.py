"""The name under a mail: behind the words that close it, or alone in its last lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Scan
from inboxminer.clean.redact.lexicon import Lexicon, closings, common, sorted_closings
from inboxminer.clean.redact.phrases import occurrences
from inboxminer.clean.redact.taking import WORD, cased, known, take
from inboxminer.clean.redact.view import HOLE

ENDS = " .,!;:-"
BEGINNINGS = ("", ".", "!", "?", HOLE)
# How many of the last lines with text may hold a name that is not known as one.
LAST = 5
# Behind a name on its line: nothing, or a number or address that was found.
REST = re.compile(rf"[ .,!|]*(?:{HOLE}[ .,|{HOLE}]*)?$")
PARTED = re.compile(r"[ ]*[,;-]+[ ]*|[ ]{2,}|[ ]")


def signed(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    """Names behind sign-offs in every line, bolder in the last ones."""
    lines = _lines(scan.text)
    closed = False
    for number, (start, end) in enumerate(lines):
        line = scan.lower[start:end].strip(ENDS)
        near = number >= len(lines) - LAST
        if closed:
            span = _name_line(scan, start, end, words, bold=near)
            if span:
                yield span
        elif near and number:
            yield from _alone(scan, start, end, words)
        closed = line in closings()
        if near and not closed:
            yield from _same_line(scan, start, end, words)


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines that hold more than white space."""
    out, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _name_line(
    scan: Scan, start: int, end: int, words: Lexicon, *, bold: bool
) -> tuple[int, int] | None:
    text = scan.text
    while text[start : start + 1] in (" ", "-", "*"):
        start += 1
    span = take(text, start, words, most=4 if bold else 3, loose=True)
    if not span or not REST.match(text, span[1], end):
        return None
    short = len(WORD.findall(text, *span)) <= 4
    return span if short and (bold or known(text, span, words)) else None


def _alone(scan: Scan, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """A line at the end of a mail that holds a known name alone, or with its number."""
    span = _name_line(scan, start, end, words, bold=False)
    if span and span[0] - start < 6:
        yield span


def _same_line(scan: Scan, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """ "Best regards, Dana Levi": the words that close stand at the start of a sentence."""
    lower, text = scan.lower, scan.text
    for at, stop in occurrences(lower[start:end], scan.words, sorted_closings()):
        at, stop = start + at, start + stop
        begins = at == start or text[max(start, at - 3) : at].rstrip(" ")[-1:] in BEGINNINGS
        gap = PARTED.match(text, stop, end)
        if not begins or not gap:
            continue
        span = take(text, gap.end(), words, most=3, loose=True)
        if not span or not REST.match(text, span[1], end):
            continue
        marked = gap[0].strip() != ""
        first = text[span[0]]
        if known(text, span, words) or (marked and (cased(first) or not _usual(text, span))):
            yield span


def _usual(text: str, span: tuple[int, int]) -> bool:
    return any(word.casefold() in common() for word in WORD.findall(text, *span))
