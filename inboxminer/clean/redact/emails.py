"""E-mail addresses, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Hit, Scan

# The part before the sign is ASCII, or without any ASCII: "ל-dana@…" is a word and an address.
EMAIL = re.compile(
    r"(?:(?<![A-Za-z0-9_])[A-Za-z0-9_][\w.+%'-]{0,63}|(?<!\w)[^\x00-\x7f\W]{1,64})"
    r"@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}\b"
)
REACH = 70


def emails(scan: Scan) -> Iterator[Hit]:
    """Addresses, looked for only around the signs that they need."""
    text, done = scan.text, 0
    at = text.find("@")
    while at >= 0:
        for match in EMAIL.finditer(text, max(done, at - REACH), min(len(text), at + 400)):
            if match.start() <= at < match.end():
                yield Hit(*match.span(), "EMAIL")
                done = match.end()
                break
        at = text.find("@", max(at + 1, done))
