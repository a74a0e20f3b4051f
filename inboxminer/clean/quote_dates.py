"""Dates in headers of quoted mail: "On 5 May 2026 at 10:12", "ב-5 במאי 2026 בשעה 10:12"."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from babel import Locale

from inboxminer.languages import CODES

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
NUMERIC = re.compile(r"\b(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})\b")
TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]\.?m\b)?", re.IGNORECASE)
FIRST, LAST = 1990, 2100


def read_date(text: str) -> datetime | None:
    """The date and time that a header line states, without a zone; None where it states none.

    Day and month of numeric dates stand in the order that is possible, the day first in doubt.
    """
    text = text.translate(DIGITS)[:400]
    found = _numeric(text) or _named(text)
    if found is None:
        return None
    year, month, day, rest = found
    clock = TIME.search(rest)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if clock and clock[3]:
        hour = hour % 12 + (12 if clock[3][0] in "pP" else 0)
    try:
        return datetime(year, month, day, hour, minute) if FIRST <= year < LAST else None
    except ValueError:
        return None


def _numeric(text: str) -> tuple[int, int, int, str] | None:
    match = NUMERIC.search(text)
    if not match:
        return None
    first, second, third = (int(part) for part in match.groups())
    rest = text[match.end() :]
    if first > 31:
        return first, second, third, rest
    year = third + 2000 if third < 100 else third
    return (year, first, second, rest) if second > 12 else (year, second, first, rest)


def _named(text: str) -> tuple[int, int, int, str] | None:
    match = _months()[0].search(text)
    year = re.search(r"\b(?:19|20)\d{2}\b", text)
    if not match or not year:
        return None
    month = _months()[1][match[1].casefold()]
    before = re.findall(r"\d{1,2}", text[max(0, match.start() - 8) : match.start()])
    behind = re.match(r"\W{0,3}(\d{1,2})(?!\d)", text[match.end() :])
    day = int(before[-1]) if before else int(behind[1]) if behind else 0
    rest = text[: year.start()] + " " * 4 + text[year.end() :]
    return int(year[0]), month, day, rest[match.end() :]


@cache
def _months() -> tuple[re.Pattern[str], dict[str, int]]:
    """Names of months in every language, whole and short, as they stand in dates."""
    names: dict[str, int] = {}
    for code in CODES:
        months = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    for shown in (name, name.rstrip(".׳'")):
                        if len(shown) > 2:
                            names.setdefault(shown.casefold(), number)
    joined = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])ב?({joined})(?![^\W\d_])", re.IGNORECASE), names
