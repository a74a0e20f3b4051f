"""The name under a mail: behind the words that close it, or alone in its last lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Scan
from inboxminer.clean.redact.lexicon import Lexicon, closings, common, no_names, sorted_closings
from inboxminer.clean.redact.taking import WORD, cased, known, take
from inboxminer.clean.redact.view import HOLE

ENDS = " .,!;:-"
BEGINNINGS = ("", ".", "!", "?", HOLE)
# How many of the last lines with text may hold a name that is not known as one.
LAST = 5
# Behind a name on its line: nothing, or a number or address that was found.
REST = re.compile(rf"[ .,!|]*(?:{HOLE}[ .,|{HOLE}]*)?$")
# One to three words without digits.
SMALL = re.compile(
    r"((?:[^\W\d_][^\s\d,;:!?()]*\.?)(?: [^\W\d_][^\s\d,;:!?()]*){0,2}?)"
    r"(?=[ .,!|]*(?:$|\n|\ufffc))",
    re.MULTILINE,
)
# A comma or a dash behind a name, and up to four words.
ROLE = re.compile(r" ?[,|–-] ?((?:[^\W\d_]+[ .]?){1,4})$", re.MULTILINE)
PARTED = re.compile(r"[ ]*[,;-]+[ ]*|[ ]{2,}|[ ]")


def signed(scan: Scan, words: Lexicon) -> Iterator[tuple[int, int]]:
    """Names behind sign-offs in every line, bolder in the last ones."""
    lower = scan.lower
    last = _last_lines(scan.text)
    found = sorted_closings().occurrences(lower, scan.words)
    closing = {_line(lower, at)[0] for at, _ in found}
    closed = {start for start in closing if _closes(scan, start)}
    under = [_next_line(scan.text, _line(lower, start)[1]) for start in sorted(closed)]
    for start, end in under:
        if start < end:
            span = _name_line(scan, start, end, words, bold=(start, end) in last)
            if span:
                yield span
    for start, end in last:
        if start and (start, end) not in under:
            yield from _alone(scan, start, end, words)
        if start in closing - closed:
            yield from _same_line(scan, start, end, words)


def _line(text: str, at: int) -> tuple[int, int]:
    """The line around a place."""
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _closes(scan: Scan, start: int) -> bool:
    return scan.lower[start : _line(scan.lower, start)[1]].strip(ENDS) in closings()


def _next_line(text: str, end: int) -> tuple[int, int]:
    """The next line that holds more than white space; empty at the end of the text."""
    while end < len(text):
        start, end = _line(text, end + 1)
        if text[start:end].strip():
            return start, end
    return len(text), len(text)


def _last_lines(text: str) -> list[tuple[int, int]]:
    """The last lines that hold more than white space, in order."""
    out: list[tuple[int, int]] = []
    end = len(text)
    while end >= 0 and len(out) < LAST:
        start = text.rfind("\n", 0, end) + 1
        if text[start:end].strip():
            out.append((start, end))
        end = start - 1
    return out[::-1]


def _name_line(
    scan: Scan, start: int, end: int, words: Lexicon, *, bold: bool
) -> tuple[int, int] | None:
    text = scan.text
    while text[start : start + 1] in (" ", "-", "*"):
        start += 1
    span = take(text, start, words, most=4 if bold else 3, loose=True)
    if not span or not (REST.match(text, span[1], end) or _has_role(text, span[1], end)):
        return _small(text, start, end, words)
    short = len(WORD.findall(text, *span)) <= 4
    return span if short and (bold or known(text, span, words)) else None


def _has_role(text: str, start: int, end: int) -> bool:
    """Whether a department or a role stands behind a name: ", Customer Care"."""
    match = ROLE.match(text, start, end)
    return match is not None and any(
        word.casefold() in no_names() for word in WORD.findall(match[1])
    )


def _small(text: str, start: int, end: int, words: Lexicon) -> tuple[int, int] | None:
    """A line of a few words without capitals, none of them usual, with a first name among them or
    an initial before them: "sarah o'connor", "j. dupont"."""
    match = SMALL.match(text, start, end)
    if not match or not REST.match(text, match.end(1), end):
        return None
    held = [word.casefold() for word in WORD.findall(match[1])]
    if any(len(word) > 1 and word in common() and not words.is_given(word) for word in held):
        return None
    personal = len(held[0]) == 1 < len(held) or any(words.is_given(word) for word in held)
    return match.span(1) if personal else None


def _alone(scan: Scan, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """A line at the end of a mail that holds a known name alone, or with its number."""
    span = _name_line(scan, start, end, words, bold=False)
    if span and span[0] - start < 6:
        yield span


def _same_line(scan: Scan, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """ "Best regards, Dana Levi": the words that close stand at the start of a sentence."""
    lower, text = scan.lower, scan.text
    for at, stop in sorted_closings().occurrences(lower[start:end], scan.words):
        at, stop = start + at, start + stop
        begins = at == start or text[max(start, at - 3) : at].rstrip(" ")[-1:] in BEGINNINGS
        gap = PARTED.match(text, stop, end)
        if not begins or not gap:
            continue
        span = take(text, gap.end(), words, most=3, loose=True)
        if not span or not REST.match(text, span[1], end):
            small = _small(text, gap.end(), end, words) if "," in gap[0] else None
            if small:
                yield small
            continue
        marked = gap[0].strip() != ""
        first = text[span[0]]
        if known(text, span, words) or (marked and (cased(first) or not _usual(text, span))):
            yield span


def _usual(text: str, span: tuple[int, int]) -> bool:
    return any(word.casefold() in common() for word in WORD.findall(text, *span))
