"""Links that carry a token: parameters, or a long part that only one person was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Hit, Scan

LINK = re.compile(r"(?<![A-Za-z0-9_])(?:https?://|www\.)[^\s<>\"'\]\ufffc]+", re.IGNORECASE)
# A link is found by one of these signs, and how far before it the link begins.
SIGNS = {"://": 5, "www.": 0}
TOKEN = re.compile(r"[?#=]|/[\w-]{16,}")
READABLE = re.compile(r"/[a-z]+(?:[-_][a-z]+)+/?$")


def links(scan: Scan) -> Iterator[Hit]:
    """Links with parameters, fragments or random parts; plain pages stay."""
    for match in _addresses(scan):
        address = match[0].rstrip(".,;:!?)")
        token = TOKEN.search(address)
        if token and not (token[0][0] == "/" and READABLE.search(address)):
            yield Hit(match.start(), match.start() + len(address), "LINK")


def _addresses(scan: Scan) -> Iterator[re.Match[str]]:
    lower = scan.lower
    for sign, back in SIGNS.items():
        at = lower.find(sign)
        while at >= 0:
            match = LINK.search(scan.text, max(0, at - back), at + 4096)
            if match and match.start() <= at:
                yield match
            at = lower.find(sign, max(at + 1, match.end() if match and match.start() <= at else 0))
