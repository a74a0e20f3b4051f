"""Identity numbers: Israel's by their check digit, others by the words that announce them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.il import idnr

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.numbers import FEWEST, Number

NINE = re.compile(r"(?<![\w+*#.,/-])\d(?:[ -]?\d){8}(?![-./]?\w)|(?<![\w+*#.,/-])\d{8}-\d(?!\d)")
# Landline and mobile numbers as they are written; nine digits may be one of them.
PHONE = re.compile(r"0(?:[23489]|5\d|7\d)[- ]\d.*")
# After the words: capitals and digits in groups, to the last of them.
ANNOUNCED = re.compile(r"(?:[A-Z]{1,3} ?)?\d(?:[ ./-]?[0-9]|[ ./-]?[A-Z](?![a-z]))*[a-z]?(?!\w)")
LEADING = re.compile(r"(?<![A-Za-z])[A-Z]{1,3} ?$")


def identity_numbers(scan: Scan) -> Iterator[Hit]:
    """Announced numbers, and nine digits with a right check digit that nothing else announces."""
    for number in scan.numbers:
        if number.cue == "id":
            yield from _announced(scan, number)
        elif number.cue in (None, "phone", "account"):
            yield from _checked(scan, number)


def _announced(scan: Scan, number: Number) -> Iterator[Hit]:
    text = scan.text
    leading = LEADING.search(text, max(number.after, number.start - 4), number.start)
    start = leading.start() if leading else number.start
    match = ANNOUNCED.match(text, start)
    digits = sum(map(str.isdigit, match[0])) if match else 0
    if match and digits >= FEWEST and not text[start - 1 : start].isalnum():
        yield Hit(start, match.end(), "ID")


def _checked(scan: Scan, number: Number) -> Iterator[Hit]:
    for match in NINE.finditer(scan.text, number.start, number.end):
        digits = re.sub(r"\D", "", match[0])
        grouped = not match[0].isdigit() and not re.fullmatch(r"\d{8}-\d", match[0])
        if PHONE.fullmatch(match[0]) or (number.cue is not None and number.cue != "id"):
            continue
        if not grouped and idnr.is_valid(digits):
            yield Hit(*match.span(), "ID")
