"""Street addresses: a street with its number, by the words that announce one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from inboxminer.clean.redact.base import DIGIT, Hit, Scan
from inboxminer.clean.redact.cues import announced
from inboxminer.clean.redact.phrases import Table, around
from inboxminer.languages import load

BEFORE, AFTER = 60, 90


def streets(scan: Scan) -> Iterator[Hit]:
    """Streets with house numbers, looked for only around the words of each language."""
    lower = scan.lower
    glued = "".join(load(code).prefix_letters for code in scan.languages)
    for code in scan.languages:
        language = load(code)
        yield from _codes(scan, code)
        places = [at for at, _ in _words(code).occurrences(lower, scan.words, glued=glued)]
        for ending in language.address_endings:
            at = lower.find(ending)
            while at >= 0:
                places.append(at)
                at = lower.find(ending, at + 1)
        for start, end in around(lower, places, BEFORE, AFTER):
            if not DIGIT.search(lower, start, end):
                continue
            for form in _forms(code):
                for match in form.finditer(scan.text, start, end):
                    group = 1 if form.groups else 0
                    low, high = match.span(group)
                    if announced(lower, low, high, scan.languages)[0] != "case":
                        yield Hit(low, high, "ADDRESS")


def _codes(scan: Scan, language: str) -> Iterator[Hit]:
    """Postal codes that name a house, but not the number of a case that looks like one."""
    for form in _postal(language):
        for match in form.finditer(scan.text):
            if announced(scan.lower, *match.span(), scan.languages)[0] != "case":
                yield Hit(*match.span(), "ADDRESS")


@cache
def _words(language: str) -> Table:
    return Table(load(language).address_words)


@cache
def _postal(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in load(language).address_codes)


@cache
def _forms(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in load(language).address_cues)
