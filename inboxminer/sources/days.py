"""Dates as exports write them, made ISO 8601; whether the day or the month stands first is decided
once for a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal

DayOrder = Literal["day first", "month first"]
# 31/12/2026 14:05:00, 31.12.26, 12/31/2026 2:05 PM, 31-12-2026T14:05+02:00
NUMBERS = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?"
    r"\s*([AaPp])?\.?[Mm]?\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
# "Apr 01, 2026 10:00 AM", "Tuesday, January 3, 2023 at 10:11:12 AM UTC", "1 April 2026 10:00"
NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(?P<m1>[A-Za-z]{3,9})\.?\s+(?P<d1>\d{1,2})|(?P<d2>\d{1,2})\.?\s+(?P<m2>[A-Za-z]{3,9})\.?)"
    r",?\s+(?P<year>\d{4})(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[AaPp])?\.?[Mm]?\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
# The day from which a sheet of Excel counts; its days of 1982 to 2091 have five digits.
EXCEL = datetime(1899, 12, 30)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def order_of(values: Iterable[str]) -> DayOrder:
    """Month first where some date of a table can only be read so, and none only the other way."""
    day = month = 0
    halves = 0
    for value in values:
        if match := NUMBERS.match(_ascii(value)):
            first, second = int(match[1]), int(match[2])
            day += first > 12
            month += second > 12
            halves += bool(match[7])
    return "month first" if month > day else "day first"


def _dashed(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def iso(value: str, order: DayOrder) -> str:
    """A date in ISO 8601; seconds since 1970 and the forms above too; anything else as it is."""
    text = re.sub(r"[\s\u202f\u200e\u200f]+", " ", _ascii(value)).strip()
    if re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", text):
        seconds = float(text) / (1000 if len(text) == 13 and "." not in text else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    if re.fullmatch(r"[3-6]\d{4}(?:\.\d+)?", text):
        return (EXCEL + timedelta(days=float(text))).isoformat(timespec="seconds")
    # 2026/06/07 and 07-Jun-2026
    text = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})\b", _dashed, text)
    text = re.sub(r"^(\d{1,2})-([A-Za-z]{3,9})-(\d{4})\b", r"\1 \2 \3", text)
    try:
        return datetime.fromisoformat(re.sub(r" (?:UTC|GMT|Z)$", "+00:00", text)).isoformat()
    except ValueError:
        pass
    if match := NUMBERS.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        day, month = (second, first) if order == "month first" else (first, second)
        if month > 12:
            day, month = month, day
        made = _made(year, month, day, match[4], match[5], match[6], match[7], match[8])
    elif match := NAMED.match(text):
        name = (match["m1"] or match["m2"])[:3].casefold()
        month = MONTHS.index(name) + 1 if name in MONTHS else 0
        made = _made(
            int(match["year"]), month, int(match["d1"] or match["d2"]),
            match["hour"], match["minute"], match["second"], match["half"], match["zone"],
        )  # fmt: skip
    else:
        return value
    return made or value


def _made(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None,
    half: str | None, zone: str | None,
) -> str | None:  # fmt: skip
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + 12 * (half in "pP")
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    try:
        moment = datetime(year, month, day, hours, int(minute or 0), int(second or 0))
    except ValueError:
        return None
    return moment.isoformat() + ("+00:00" if zone in ("Z", "UTC", "GMT") else zone or "")


def _ascii(value: str) -> str:
    """Digits of Arabic and Persian as those of ASCII."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in value.strip())
