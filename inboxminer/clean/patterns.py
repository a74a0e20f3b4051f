"""What mail programs and people write around their words: the tables of all languages, compiled.

All languages hold at once: a customer replies in Hebrew under a header in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from inboxminer.languages import all_languages, further
from inboxminer.languages.phrases import Letters, Phrases

# Characters that nobody sees; they stand between the words of right-to-left headers. The zero-width
# non-joiner of Persian spelling is among them: tables are compared without it.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MARKS = re.compile(r"^[\s>*|]+")
QUOTED = re.compile(r"^\s*>")
RULE = re.compile(r"^[\s>]*[-_=*~—–]{2,}[\s:]*$")
RULED = re.compile(r"^[-_=*]{2,}.*[-_=*]{2,}$")
# A marker that fields follow on the same line.
RULED_START = re.compile(r"^[-_=*]{4,}\s*([^-_=*]{4,60}?)\s*[-_=*]{4,}\s*\S")
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?!\d)")
DAY = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{4}|\d{1,2}:\d{2}")
# "… 3 May 2026 … <dana@x.example> whoever-wrote:" in any language: a day, an address in brackets
# and at most three words of letters before the colon.
ANY_HEADER = re.compile(
    r"^(?=.*(?:\d{4}|\d:\d\d)).{0,260}[<(\[]\s*(?:mailto:)?[^\s<>()\[\]]+@[^\s<>]+[>)\]]+"
    r"(?:[\s,]*[^\W\d]+(?:[ /()'’]+[^\W\d]+){0,3}\)?)?\s*:$"
)
BARE_HEADER = re.compile(r"^(?=.*\d{4})(?=.*\d:\d\d)(?:\S+\s+){2,14}\S+@\S+[^\W_]:$")
# "Dana <dana@x.example> wrote:"; the last word must be one of the tables.
NAMED_HEADER = re.compile(r"^[^<>:]{0,80}<[^<>\s]+@[^<>\s]+>\s*(?:\w+ )?([\w/()]+)\s*:$")
FIELD = re.compile(r"^[*_\s]*([^\W\d_][^:：\n]{0,22}?)[*_\s]*[:：][*_]*\s*(.*)$")
REVERSED_FIELD = re.compile(r"^[:：]\s*([^\W\d_]+(?: ב)?)\s+(.*)$")
LINK = r"https?://|www\.|\w\.(?:com|net|org|co\.\w\w|io|de|fr|es|ru|ir)\b"
NUMBER = r"(?<!\d)[+(]?\d[\d\s().–/-]{5,}\d"
# In place of a table that a text lacks the letters of.
NEVER = re.compile("(?!)")
# The tables that most texts lack the letters of, and the lists of the languages they come from.
RARE = {
    "original": "original_markers",
    "forward": "forward_markers",
    "reply_above": "reply_above",
    "mobile": "mobile_footers",
    "list_footer": "list_footers",
    "disclaimer": "disclaimers",
    "banner": "banners",
}
# Tables that are asked about line by line, together.
LETTERS = {
    "marker": ("original", "forward"),
    "reply_above": ("reply_above",),
    "disclaimer": ("disclaimer",),
}
# White space and signs around what is compared.
BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
# One to three words behind a dash or a slash: "-Dana", "/ John".
DASHED_NAME = re.compile(r"^(?:[-–—/~]|--)\s?[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){0,2}[.!]?$")


@dataclass(frozen=True, slots=True)
class Tables:
    """The compiled tables; ``fields`` maps the name of a header field to what it holds."""

    reply_header: Phrases
    verbs: frozenset[str]
    inline_header: re.Pattern[str]
    wrote: re.Pattern[str]
    fields: Mapping[str, str]
    inner_field: re.Pattern[str]
    original: re.Pattern[str]
    forward: re.Pattern[str]
    reply_above: re.Pattern[str]
    mobile: re.Pattern[str]
    list_footer: re.Pattern[str]
    disclaimer: re.Pattern[str]
    banner: re.Pattern[str]
    contact: re.Pattern[str]
    roles: frozenset[str]
    first_person: frozenset[str]
    stopwords: frozenset[str]
    postscript: re.Pattern[str]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]


@cache
def tables() -> Tables:
    """The tables of all languages, and of the further ones where they are known."""
    every, more, all_of = all_languages(), further(), _all_of
    labels = sorted({x for lang in every for x in lang.contact_labels}, key=len, reverse=True)
    fields = {
        INVISIBLE.sub("", name).casefold(): kind
        for held in (*(lang.header_fields for lang in every), more["header_fields"])
        for kind, names in held.items()
        for name in names
    }
    inner = sorted((n for n, kind in fields.items() if len(n) > 3 and kind != "other"), key=len)
    return Tables(
        reply_header=Phrases(INVISIBLE.sub("", p) for p in all_of("reply_headers")),
        verbs=frozenset(all_of("reply_verbs")),
        inline_header=re.compile(
            r"(?<=\S)\s*[-_]*\s*(\bOn (?:\w{3,9},? )?(?:\w+ )?\d.{6,200}@\S+ wrote:)$"
        ),
        wrote=re.compile(
            r"^[^\W\d_][\w.'’ -]{1,60} "
            rf"(?:{'|'.join(map(re.escape, all_of('reply_verbs')))})$"
        ),
        fields=fields,
        inner_field=_one([rf"\s(?:{'|'.join(map(re.escape, reversed(inner)))})\s?:"]),
        **{
            name: _one(all_of(held), {"reply_above": r"^[\W_]*", "banner": r"^\W*"}.get(name, ""))
            for name, held in RARE.items()
        },
        contact=re.compile(
            rf"@|{LINK}|(?:^|[\s|,;/*•·])(?:{'|'.join(map(re.escape, labels))})['׳.]?\s*[:.]?\s*\*?"
            rf"[+(]?\d|{NUMBER}",
            re.IGNORECASE,
        ),
        roles=frozenset(w.casefold().strip(".") for lang in every for w in lang.role_words),
        first_person=frozenset(w.casefold() for lang in every for w in lang.first_person),
        stopwords=frozenset(w.casefold() for lang in every for w in lang.stopwords),
        postscript=_one([re.escape(p) for p in all_of("postscripts")], r"^\W*", r"(?!\w)[\s.:]*"),
        greetings=_longest(g for lang in every for g in lang.greetings),
        closings=_longest(all_of("closings")),
    )


def tables_for(lines: Iterable[str]) -> Tables:
    """The tables, with ``NEVER`` in place of those that none of these lines can match.

    Lines without characters that nobody sees; a pattern may run on from one into the next.
    """
    names, letters = _rare()
    possible = {names[n] for n in letters.possible(" ".join([line.strip() for line in lines]))}
    return _only(frozenset(possible))


def may_say(what: str, text: str) -> bool:
    """Whether a text has the letters of some patterns of one of ``LETTERS``."""
    return bool(_letters(what).possible(text))


@cache
def _letters(what: str) -> Letters:
    held = (p for name in LETTERS[what] for p in _all_of(RARE[name]))
    return Letters([INVISIBLE.sub("", pattern) for pattern in held])


@cache
def _rare() -> tuple[tuple[str, ...], Letters]:
    rows = [(name, INVISIBLE.sub("", p)) for name, held in RARE.items() for p in _all_of(held)]
    return tuple(name for name, _ in rows), Letters([pattern for _, pattern in rows])


@lru_cache(maxsize=128)
def _only(possible: frozenset[str]) -> Tables:
    absent: dict[str, Any] = {name: NEVER for name in RARE if name not in possible}
    return replace(tables(), **absent)


def _all_of(name: str) -> list[str]:
    own = [p for lang in all_languages() for p in getattr(lang, name)]
    return [*own, *further().get(name, ())]


def _one(patterns: Iterable[str], start: str = "", end: str = "") -> re.Pattern[str]:
    joined = INVISIBLE.sub("", "|".join(dict.fromkeys(patterns)))
    return re.compile(f"{start}(?:{joined}){end}", re.IGNORECASE)


def _longest(phrases: Iterable[str]) -> tuple[str, ...]:
    plain = {INVISIBLE.sub("", phrase).casefold() for phrase in phrases}
    return tuple(sorted(plain, key=lambda phrase: (-len(phrase), phrase)))


def says(pattern: re.Pattern[str], text: str, more: str = "", words: int = 5) -> bool:
    """Whether a pattern matches from one of the first words of a text on, into what follows it."""
    if pattern is NEVER:
        return False
    starts = islice(re.finditer(r"\w[^\s]*", text[:400]), words)
    whole = (text + more)[:400] if more else text
    return any(pattern.match(whole, found.start(), 400) for found in starts)


@lru_cache(maxsize=1024)
def is_greeting(line: str) -> bool:
    """Whether a line only greets: an opener of some language and at most four further words."""
    if len(line) > 90 or "?" in line:
        return False
    plain = _seen(line).strip().rstrip(BLANKS + ",.!:;،-").casefold()
    opener = _opener(plain, _by_first(_greetings()))
    return opener is not None and len(plain.split()) - len(opener.split()) <= 4 and len(plain) < 70


# The same few lines of a mail are asked about again and again.
@lru_cache(maxsize=1024)
def is_closing(line: str) -> bool:
    """Whether a line opens a sign-off: "Best regards," with at most three further words.

    Three words and a full stop are a sentence: "Thanks for your attention."
    """
    if len(line) > 90 or "?" in line:
        return False
    shown = _seen(line).strip()
    plain = shown.lstrip("*_- ").rstrip(BLANKS + ",.!:;،*-").casefold()
    closing = _opener(plain, _by_first(_closings()))
    if closing is None:
        return False
    more = len(plain[len(closing) :].split())
    return more <= 2 or (more == 3 and shown[-1:] not in ".!")


def _seen(line: str) -> str:
    return line if line.isascii() else INVISIBLE.sub("", line)


def _opener(plain: str, table: Mapping[str, tuple[str, ...]]) -> str | None:
    for phrase in table.get(plain[:2], ()):
        if plain.startswith(phrase) and not plain[len(phrase) : len(phrase) + 1].isalnum():
            return phrase
    return None


@cache
def _by_first(phrases: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        table[phrase[:2]] = (*table.get(phrase[:2], ()), phrase)
    return table


def _greetings() -> tuple[str, ...]:
    return tables().greetings


def _closings() -> tuple[str, ...]:
    return tables().closings
