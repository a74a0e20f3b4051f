"""Numbers of cases and orders, which stay in the text and tell whose case it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Scan
from inboxminer.clean.redact.view import folded

FEWEST = 6
NUMBER = re.compile(r"[0-9]+(?:-[0-9]+)*")
# What every number that counts begins with.
LONG = re.compile(rf"[0-9](?:-?[0-9]){{{FEWEST - 1}}}")


def case_numbers(text: str, language: str) -> Iterator[str]:
    """Numbers of at least six digits behind the words for an order, a case, an invoice."""
    scan = Scan(folded(text).text, language)
    for number in scan.numbers if LONG.search(scan.text) else ():
        match = NUMBER.match(scan.text, number.start) if number.cue == "case" else None
        if match and sum(map(str.isdigit, match[0])) >= FEWEST:
            yield match[0]
