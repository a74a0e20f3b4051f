"""International bank account numbers, by their check digits (ISO 13616)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

from inboxminer.clean.redact.base import Hit, Scan

COUNTRY = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?(?=\d\d)")
# Digits are rarer than letters: they are found first, and the country before them.
CHECK = re.compile(r"\d\d(?<=[A-Za-z -]\d\d)")
# Countries with numbers of this form that the registry does not list, and their lengths.
UNLISTED = {"IR": 26, "MA": 28, "DZ": 26, "SN": 28}
FORM = re.compile(r"[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")


def ibans(scan: Scan) -> Iterator[Hit]:
    """A country's two letters and what follows; the longest valid beginning counts."""
    text, done = scan.text, 0
    for start in _countries(text):
        match = FORM.match(text, start) if start >= done else None
        if not match:
            continue
        for end in range(match.end(), match.start() + 14, -1):
            whole = end == len(text) or not (text[end].isascii() and text[end].isalnum())
            if whole and text[end - 1].isalnum() and _valid(text[match.start() : end]):
                yield Hit(match.start(), end, "IBAN")
                done = end
                break


def _countries(text: str) -> Iterator[int]:
    for check in CHECK.finditer(text):
        at = check.start()
        start = at - (2 if text[at - 1].isalpha() else 3)
        if start >= 0 and COUNTRY.match(text, start):
            yield start


def _valid(text: str) -> bool:
    plain = text.replace(" ", "").replace("-", "").upper()
    if int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 != 1:
        return False
    if UNLISTED.get(plain[:2]) == len(plain):
        return True
    return bool(iban.is_valid(plain))
