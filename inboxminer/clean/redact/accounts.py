"""Bank accounts, by the words that announce them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxminer.clean.redact.base import Hit, Scan

# Not the end of an amount with thousands, and not its beginning.
ACCOUNT = re.compile(r"(?<!\d,)(?<![$€£₪])\d(?:[ ./-]{0,2}\d){3,27}(?![,]\d)(?!\w)")
# Twenty digits of a Russian account: balance account of the second order, currency, check digit.
RUSSIAN = re.compile(r"(?:40[5-8]|42[0-6])\d{2}(?:810|840|978|643)\d{12}")


def accounts(scan: Scan) -> Iterator[Hit]:
    """Numbers after the words for a bank account; branch and bank codes stay."""
    for number in scan.numbers:
        if number.cue == "account" or RUSSIAN.fullmatch(number.digits):
            match = ACCOUNT.match(scan.text, number.start)
            if match:
                yield Hit(*match.span(), "ACCOUNT")
