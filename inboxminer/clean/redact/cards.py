"""Payment card numbers, by the beginnings of the brands and the Luhn digit (ISO/IEC 7812)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.numbers import Number

# Brand by brand: how a number begins and how many digits it has.
BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d|09)\d{11}|35\d{14}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|62\d{14,17}"
    r"|220[0-4]\d{12,15}"
    r"|(?:50[0-46-9]|5[6-9]\d|6[0-9]\d)\d{10,16}"
    r"|505\d{13}"
)
GROUP = re.compile(r"\d+")
FEWEST, MOST = 13, 19
# Digits in one piece, or in the groups of a card with one sign between all of them.
CUT = re.compile(r"\d+|\d{4}([ .-])\d{2,6}(?:\1\d{2,7}){1,3}|\d{4}[ -]\d{6}[ -]\d{4,5}")


def cards(scan: Scan) -> Iterator[Hit]:
    """Runs of whole groups that are a card number; after the word for a card the brand is enough.

    A masked card has too few digits left, and what is announced as an order or parcel stays.
    """
    for number in scan.numbers:
        if len(number.digits) >= FEWEST and number.cue != "case":
            yield from _within(scan.text, number)


def _within(text: str, number: Number) -> Iterator[Hit]:
    groups = list(GROUP.finditer(text, number.start, number.end))
    at = 0
    while at < len(groups):
        for end in range(_reach(groups, at), at, -1):
            start, stop = groups[at].start(), groups[end - 1].end()
            digits = "".join(group[0] for group in groups[at:end])
            if (
                len(digits) >= FEWEST
                and BRANDS.fullmatch(digits)
                and (luhn.is_valid(digits) or (number.cue == "card" and len(digits) == 16))
                and CUT.fullmatch(text, start, stop)
            ):
                yield Hit(start, stop, "CARD")
                at = end - 1
                break
        at += 1


def _reach(groups: list[re.Match[str]], at: int) -> int:
    """Behind the last group that still fits into one number with this one."""
    digits = 0
    for end in range(at, len(groups)):
        digits += len(groups[end][0])
        if digits > MOST:
            return end
    return len(groups)
