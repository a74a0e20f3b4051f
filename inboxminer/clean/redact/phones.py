"""Phone numbers, by the numbering plans of the countries where a language is at home.

The library's matcher reads only the stretches that the one scan for digits found, and only for
regions to whose plan some run of their groups can belong; ``tests/clean/redact`` holds that
against the matcher on the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    Leniency,
    PhoneMetadata,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    PhoneNumberType,
    number_type,
)

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.numbers import GROUP, Number
from inboxminer.clean.redact.phrases import around
from inboxminer.languages import CODES, all_languages, load

FEWEST, UNANNOUNCED = 7, 9
# Numbers that anyone may call: they lead to a company and to nobody's person.
OPEN = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}
# The kinds of numbers that a plan describes; a number of none of them is not valid.
KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)
DATE = re.compile(
    r"[0-3]?\d([./-])[01]?\d\1(?:[12]\d{3}|\d\d)(?![./-]?\d)|[12]\d{3}([./-])[01]?\d\2[0-3]?\d(?!\d)"
)
# A number with its trunk zero or country code, cut as phones are, is one whatever stands before.
PLAIN = re.compile(r"\(?0\d{1,3}\)?[ ./-]\d[\d ./-]{5,}|(?:\+|00)[\d(][\d ().-]{8,}")
# Lead signs before a number, and as far as an extension may reach behind it.
LEAD, TAIL, JOINED = 6, 40, 30
# Digits with what the library lets stand between them, and a plus before them.
BETWEEN = r"[-x ()\[\]./~ー⁓∼]{0,4}"
RUN = re.compile(rf"(\+{BETWEEN})?[0-9]+(?:{BETWEEN}[0-9]+)*")
# An extension's digits, which count as the number's, behind their label.
EXTENSION = re.compile(
    r"[0-9](?:[ ,]*(?:e?xt\w*|[x#~]|int|доб|anexo)|;ext=)[:.]?[ ,-]*[0-9]|[0-9]#", re.IGNORECASE
)
# Digits that go on for longer are a flood: in it a number has at most so many groups.
LONG, FEW = 600, 7
# Digits of one number, its prefixes included.
MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A number that the library finds: where it stands, as it is written, and in which region."""

    start: int
    end: int
    raw: str
    open: bool
    region: str


def phones(scan: Scan) -> Iterator[Hit]:
    """Numbers of people; short, toll-free and shared-cost numbers stay."""
    yield from _formed(scan)
    held = _held(scan)
    groups = [group for group in windows(scan.numbers) if promises(scan, group)]
    places = regions(scan.language) if groups else ()
    found = [one for place in places for group in groups for one in _found(scan.text, group, place)]
    public = [(one.start, one.end) for one in found if one.open]
    for one in found:
        free = not any(one.start < end and one.end > start for start, end in public)
        near = next((n for n in held if n.start <= one.end and one.start <= n.end), None)
        if free and near and _meant(scan.text, one, near):
            # A bracket around the number is not of it.
            alone = one.raw.startswith("(") and ")" not in one.raw
            yield Hit(one.start + alone, one.end, "PHONE")


def candidates(scan: Scan, region: str) -> Iterator[Found]:
    """What the library finds in a region around the digits of a text."""
    for group in windows(scan.numbers):
        if long_enough(group):
            yield from _found(scan.text, group, region)


def long_enough(group: Sequence[Number]) -> bool:
    """Whether one number of a group has the digits of a phone; with it short ones count too, as the
    library may read an extension."""
    return any(len(n.digits) >= FEWEST for n in group)


def promises(scan: Scan, group: Sequence[Number]) -> bool:
    """Whether what the library finds in a group of numbers may be taken for a person's.

    Dates, versions and addresses of machines promise nothing: what is not announced has a plus or
    a zero before it or is cut in groups, and has the digits of some region's plan.
    """
    if not long_enough(group):
        return False
    if any(n.cue == "phone" for n in group) or EXTENSION.search(scan.text):
        return True
    low, high = max(0, group[0].start - LEAD), group[-1].end + TAIL
    return any(_promising(run, scan.language) for run in RUN.finditer(scan.text, low, high))


def _promising(run: re.Match[str], language: str) -> bool:
    groups = GROUP.findall(run[0])
    if sum(map(len, groups)) < FEWEST:
        return False
    if run[1] is not None:
        return True
    for digits, count in _runs(groups):
        fewest = FEWEST if digits.startswith("00") else UNANNOUNCED
        cut = count > 1 or digits[0] == "0"
        if len(digits) >= fewest and cut and _plans(regions(language)).fullmatch(digits):
            return True
    return False


def _runs(groups: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The digits of every run of neighbouring groups that one number can have, and how many."""
    for first in range(len(groups)):
        digits = ""
        for count, group in enumerate(groups[first:], 1):
            digits += group
            if len(digits) > MOST:
                break
            yield digits, count


def _held(scan: Scan) -> list[Number]:
    return [n for n in scan.numbers if len(n.digits) >= FEWEST]


def _formed(scan: Scan) -> Iterator[Hit]:
    for number in _held(scan):
        start = max(0, number.start - LEAD)
        for match in _forms().finditer(scan.text, start, number.end):
            if number.cue != "case" or not match[0].isdigit():
                yield Hit(*match.span(), "PHONE")


@cache
def regions(language: str) -> tuple[str, ...]:
    """Countries whose national numbers are read in a language, the likeliest first."""
    return load(language if language in CODES else "en").phone_regions


def windows(numbers: Sequence[Number]) -> Iterator[list[Number]]:
    """Numbers so near that the library may read them as one."""
    group: list[Number] = []
    for number in numbers:
        if group and number.start - group[-1].end > JOINED:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _found(text: str, group: Sequence[Number], region: str) -> list[Found]:
    low, high = max(0, group[0].start - LEAD), group[-1].end
    if high - low > LONG:
        spots = around(text, _spots(text, group, region), LEAD, LEAD + JOINED)
        return [one for start, end in spots for one in _between(text, start, end, region)]
    plus = "+" in text[low : high + TAIL]
    if not plus and not any(possible(n.groups(text), region) for n in group):
        return []
    return _between(text, low, high, region)


def _between(text: str, low: int, high: int, region: str) -> list[Found]:
    return [
        Found(low + start, low + end, raw, is_open, region)
        for start, end, raw, is_open in _matches(text[low : high + TAIL], region)
        if low + start <= high
    ]


def _spots(text: str, group: Sequence[Number], region: str) -> Iterator[int]:
    """Where few groups of a flood of digits begin that fit the region's plan, and every plus."""
    plan, plus = _plan(region), group[0].start
    while (plus := text.find("+", plus, group[-1].end)) >= 0:
        yield plus
        plus += 1
    for number in group:
        found = list(GROUP.finditer(text, number.start, number.end))
        for first, begin in enumerate(found):
            digits = ""
            for one in found[first : first + FEW]:
                digits += one[0]
                if len(digits) > MOST:
                    break
                if len(digits) >= 5 and plan.fullmatch(digits):
                    yield begin.start()
                    break


@lru_cache(maxsize=4096)
def _matches(window: str, region: str) -> tuple[tuple[int, int, str, bool], ...]:
    return tuple(
        (m.start, m.end, m.raw_string, number_type(m.number) in OPEN)
        for m in matcher(window, region)
    )


def matcher(text: str, region: str) -> Iterator[PhoneNumberMatch]:
    """The library's own reading of a text."""
    yield from PhoneNumberMatcher(text, region)


def possible(groups: tuple[str, ...], region: str) -> bool:
    """Whether some run of the groups fits the region's plan, with or without its prefixes."""
    plan = _plan(region)
    return any(len(digits) >= 5 and plan.fullmatch(digits) for digits, _ in _runs(groups))


@cache
def _plans(places: tuple[str, ...]) -> re.Pattern[str]:
    """Digits that can be a number of one of some regions."""
    return re.compile("|".join(dict.fromkeys(_plan(region).pattern for region in places)))


@cache
def _plan(region: str) -> re.Pattern[str]:
    """Digits that can be a number of the region, or of another one with its country code."""
    held = PhoneMetadata.metadata_for_region(region)
    if held is None:
        return re.compile(r"\d+")
    plans = [PhoneMetadata.metadata_for_region(one) for one in _sharing(held.country_code)]
    descriptions = (getattr(plan, kind) for plan in plans if plan for kind in KINDS)
    patterns = (one.national_number_pattern for one in descriptions if one)
    numbers = "|".join(f"(?:{pattern})" for pattern in dict.fromkeys(filter(None, patterns)))
    national = held.national_prefix_for_parsing or "(?!)"
    abroad = held.international_prefix or "(?!)"
    return re.compile(
        rf"(?:{abroad})\d{{5,}}|(?:{held.country_code})?(?:{national})?(?:{numbers or '(?!)'})"
    )


def _sharing(country_code: int | None) -> tuple[str, ...]:
    return tuple(COUNTRY_CODE_TO_REGION_CODE.get(country_code or 0, ()))


@cache
def _forms() -> re.Pattern[str]:
    """Numbers that are phones by their form, also where no plan has them (yet)."""
    forms = dict.fromkeys(form for lang in all_languages() for form in lang.phone_forms)
    return re.compile(rf"(?<![\d+])(?<!\d[ ./-])(?:{'|'.join(forms)})(?![ ./-]*\d)")


def _meant(text: str, one: Found, number: Number) -> bool:
    digits = re.sub(r"\D", "", one.raw)
    announced, abroad = number.cue == "phone", one.raw.lstrip("( ").startswith(("+", "00"))
    if len(digits) < (FEWEST if announced or abroad else UNANNOUNCED) or DATE.match(one.raw):
        return False
    if text[max(0, one.start - 1) : one.start] in ("*", "#") and one.start:
        return False
    if number.cue not in (None, "phone"):
        return bool(PLAIN.fullmatch(one.raw))
    if announced or abroad:
        return True
    if one.raw.isdigit():
        return one.raw.startswith("0")
    if one.raw.startswith(("0", "(0")):
        return True
    return _grouped(one.raw, one.region)


@lru_cache(maxsize=4096)
def _grouped(raw: str, region: str) -> bool:
    """Whether a number is cut as its country writes it."""
    return any(PhoneNumberMatcher(raw, region, leniency=Leniency.STRICT_GROUPING))
