"""Subjects: what stands before them ("Re:", "הועבר:"), and what it says."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from inboxminer.clean.unicode import letters_alone
from inboxminer.languages import all_languages

# Marks that mail gateways and lists set before a subject, and bidi marks that mailers write there.
TAG = re.compile(
    r"^[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
    r"(?:\[(?:external|extern|ext|spam|suspected spam|external email|"
    r"[\w.-]{2,30}(?=\]\s*(?:re|fwd?)\s*:))\]|\*{2,}\s*spam\s*\*{2,})\s*",
    re.IGNORECASE,
)
# Case marks of helpdesks: [#48213], [Ticket 48213], ##48213##, [ref:_00D…:ref], (Case: 48213).
TICKET = re.compile(
    r"\[\s*(?:[^\W\d_]{2,12}\s*)?[#:№]\s*([A-Z]{0,5}-?\d{4,12})\s*\]"
    r"|\[\s*(?:ticket|case|request|issue|פנייה|פניה|קריאה|обращение|тикет|تذكرة|تیکت)\s*"
    r"(?:id|no\.?|מס\S{0,3})?\s*[:#]?\s*(\d{4,12})\s*\]"
    r"|##(\d{4,12})##|\b(ref:[\w.!]{8,60}:ref)\b|\[([A-Z]{2,8}-\d{1,8})\]",
    re.IGNORECASE,
)


# One subject is asked about several times in a row, and again in every answer.
@lru_cache(maxsize=256)
def bare_subject(subject: str) -> str:
    """The subject without reply and forward prefixes."""
    previous = None
    while previous != subject:
        previous = subject
        subject = _all().sub("", TAG.sub("", subject.strip()))
    return subject


@lru_cache(maxsize=256)
def says_forward(subject: str) -> bool:
    """Whether the subject says that the mail is passed on."""
    return bool(_forward().match(_untagged(subject)))


@lru_cache(maxsize=256)
def says_reply(subject: str) -> bool:
    """Whether the subject says that the mail answers another."""
    plain = _untagged(subject)
    return bool(_all().match(plain)) and not _forward().match(plain)


def ticket(subject: str) -> str:
    """The mark by which a helpdesk knows its case again, or the empty string."""
    found = TICKET.search(subject)
    return next((part for part in found.groups() if part), "").casefold() if found else ""


def subject_key(subject: str) -> str:
    """What two subjects of one conversation share: letters and digits without prefixes."""
    return letters_alone(bare_subject(subject))


def _untagged(subject: str) -> str:
    return TAG.sub("", subject.strip()).strip()


@cache
def _all() -> re.Pattern[str]:
    return _leading({p for lang in all_languages() for p in lang.subject_prefixes})


@cache
def _forward() -> re.Pattern[str]:
    return _leading({p for lang in all_languages() for p in lang.forward_prefixes})


def _leading(words: set[str]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    marks = "[\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
    return re.compile(
        rf"^{marks}(?:{joined})(?:\[\d+\]|\(\d+\)|\^\d+)?{marks}\s*[:：]{marks}\s*", re.IGNORECASE
    )
