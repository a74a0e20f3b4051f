"""Subjects: what stands before them ("Re:", "הועבר:"), and what it says."""

from __future__ import annotations

import re
from functools import cache

from inboxminer.languages import all_languages


def bare_subject(subject: str) -> str:
    """The subject without reply and forward prefixes."""
    previous = None
    while previous != subject:
        previous = subject
        subject = _all().sub("", subject.strip())
    return subject


def says_forward(subject: str) -> bool:
    """Whether the subject says that the mail is passed on."""
    return bool(_forward().match(subject.strip()))


def says_reply(subject: str) -> bool:
    """Whether the subject says that the mail answers another."""
    return bool(_all().match(subject.strip())) and not says_forward(subject)


@cache
def _all() -> re.Pattern[str]:
    return _leading({p for lang in all_languages() for p in lang.subject_prefixes})


@cache
def _forward() -> re.Pattern[str]:
    return _leading({p for lang in all_languages() for p in lang.forward_prefixes})


def _leading(words: set[str]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"^(?:{joined})(?:\[\d+\]|\(\d+\))?\s*[:：]\s*", re.IGNORECASE)
