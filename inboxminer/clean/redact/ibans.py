"""International bank account numbers, by their check digits (ISO 13616)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban
from stdnum.iso7064 import mod_97_10

from inboxminer.clean.redact.base import Hit, Scan

COUNTRY = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?$")
# Countries with numbers of this form that the registry does not list, and their lengths.
UNLISTED = {"IR": 26, "MA": 28, "DZ": 26, "SN": 28}
FORM = re.compile(r"[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")


def ibans(scan: Scan) -> Iterator[Hit]:
    """Two letters before a number and what follows; the longest valid beginning counts."""
    text = scan.text
    for number in scan.numbers:
        country = COUNTRY.search(text, max(0, number.start - 4), number.start)
        match = FORM.match(text, country.start()) if country else None
        if not match:
            continue
        for end in range(match.end(), match.start() + 14, -1):
            whole = end == len(text) or not (text[end].isascii() and text[end].isalnum())
            if whole and text[end - 1].isalnum() and _valid(text[match.start() : end]):
                yield Hit(match.start(), end, "IBAN")
                break


def _valid(text: str) -> bool:
    plain = text.replace(" ", "").replace("-", "").upper()
    if UNLISTED.get(plain[:2]) == len(plain):
        return bool(mod_97_10.is_valid(plain[4:] + plain[:4]))
    return bool(iban.is_valid(plain))
