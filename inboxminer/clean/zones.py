"""Every line of a message belongs to one zone; only the writer's own words go on.

The tables of all languages hold at once: a customer replies in Hebrew under a header in English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from inboxminer.languages import all_languages

OWN, GREETING, CLOSING = "own", "greeting", "closing"
QUOTE, QUOTE_HEADER = "quote", "quote_header"
SIGNATURE, DISCLAIMER, MOBILE, LIST_FOOTER = (
    "signature",
    "disclaimer",
    "mobile_footer",
    "list_footer",
)
KEPT = (OWN, GREETING, CLOSING)

RULE = re.compile(r"^[\s>]*[-_=*~—–]{3,}\s*$")
DASHES = re.compile(r"^[-_=*]{2,}.*[-_=*]{2,}$")
QUOTED = re.compile(r"^\s*(?:>|\|(?=\s*\w.*)(?!.*\|))")
CONTACT = re.compile(
    r"@|https?://|www\.|\d[\d\s().-]{6,}\d|\b(?:tel|mob|fax|phone|cell|טל|נייד|פקס|тел|моб|هاتف|جوال|تلفن|موبایل|tél|telefon)\b",
    re.IGNORECASE,
)
LIST = re.compile(r"^_{20,}$")
# A signature is short: this many lines after the sign-off, each at most so long.
SIGNATURE_LINES, SIGNATURE_WIDTH = 10, 90


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the zone that it belongs to."""

    text: str
    zone: str


@dataclass(frozen=True, slots=True)
class _Tables:
    reply_header: re.Pattern[str]
    field: re.Pattern[str]
    forward: re.Pattern[str]
    reply_above: re.Pattern[str]
    mobile: re.Pattern[str]
    disclaimer: re.Pattern[str]
    greetings: frozenset[str]
    closings: tuple[str, ...]


def own_text(text: str) -> str:
    """The writer's own words of a body. A message that is all forward gives what it forwards."""
    lines = zones(text)
    own = "\n".join(line.text for line in lines if line.zone in KEPT)
    own = re.sub(r"\n{3,}", "\n\n", own).strip("\n")
    return own


def has_history(text: str) -> bool:
    """Whether some of a body is quoted."""
    return any(line.zone in (QUOTE, QUOTE_HEADER) for line in zones(text))


def forwarded_text(text: str) -> str:
    """What stands below the quote headers, without marks: for mail that is all forward."""
    lines = [re.sub(r"^[\s>]+", "", line.text) for line in zones(text) if line.zone == QUOTE]
    inner = "\n".join(lines).strip()
    return own_text(inner) if inner and inner != text.strip() else inner


def zones(text: str) -> list[Line]:
    """Each line of a body with its zone, in order."""
    lines = text.split("\n")
    out = [OWN] * len(lines)
    end = len(lines)
    tables = _tables()
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        header = _header_lines(lines, at, tables)
        if tables.reply_above.search(line) and len(line) < 200:
            # The customer answers above; a helpdesk's own copy of the mail stands below.
            if any(one.strip() for one in lines[:at]):
                end = _history(out, at, len(lines))
                break
            out[at] = QUOTE_HEADER
            at += 1
            continue
        if header:
            out[at : at + header] = [QUOTE_HEADER] * header
            below = lines[at + header :]
            if _answers_follow(below):
                at += header
                continue
            end = _history(out, at + header, len(lines))
            break
        if QUOTED.match(line) and not _prose_quote(lines, at):
            out[at] = QUOTE
        at += 1
    _tail(lines, out, at if end == len(lines) and at < len(lines) else _first_history(out), tables)
    _greet(lines, out, tables)
    return [Line(line, zone) for line, zone in zip(lines, out, strict=True)]


def _history(out: list[str], start: int, stop: int) -> int:
    out[start:stop] = [QUOTE] * (stop - start)
    return stop


def _first_history(out: Sequence[str]) -> int:
    """Where the last run of own text ends."""
    last = max((n for n, zone in enumerate(out) if zone == OWN), default=-1)
    return last + 1


def _answers_follow(below: Sequence[str]) -> bool:
    """Whether own text stands among or behind quoted lines (answers between the quotes)."""
    seen_quote = False
    for line in below:
        plain = line.strip()
        if not plain:
            continue
        if QUOTED.match(plain):
            seen_quote = True
        else:
            return seen_quote
    return seen_quote


def _prose_quote(lines: Sequence[str], at: int) -> bool:
    """A lone ``>`` in running text is the writer's: an arrow, a price comparison."""
    line = lines[at].strip()
    alone = not any(QUOTED.match(lines[n].strip()) for n in (at - 1, at + 1) if 0 <= n < len(lines))
    return alone and (len(line) < 3 or line.startswith((">>>", ">=", ">:")) or line[1:2].isdigit())


def _header_lines(lines: Sequence[str], at: int, tables: _Tables) -> int:
    """How many lines from here are the header of quoted history; 0 if none."""
    line = re.sub(r"^[\s>*]+", "", lines[at]).strip(" *")
    if not line or len(line) > 400:
        return 0
    if DASHES.match(line) and tables.forward.search(line):
        return 1 + _fields(lines, at + 1, tables)
    if tables.forward.fullmatch(line.strip(" -_=:")):
        fields = _fields(lines, at + 1, tables)
        return 1 + fields if fields >= 2 else 0
    if RULE.match(line):
        fields = _fields(lines, at + 1, tables)
        return 1 + fields if fields >= 3 else 0
    fields = _fields(lines, at, tables)
    if fields >= 3:
        return fields
    if _is_reply_header(line, tables):
        return 1
    if line[-1] not in ".!?" and at + 1 < len(lines):
        # The line may be broken in two or three by the sending program.
        joined = line
        for more in (1, 2):
            if at + more >= len(lines) or not lines[at + more].strip():
                break
            joined += " " + re.sub(r"^[\s>*]+", "", lines[at + more]).strip(" *")
            if _is_reply_header(joined, tables) and re.search(r"\d|@", line):
                return 1 + more
    return 0


def _is_reply_header(line: str, tables: _Tables) -> bool:
    """A line such as "On 3 May 2026, Dana wrote:"; it names a day or an address."""
    if not re.search(r"\d{1,4}[./-]\d|\d{4}|\d{1,2}:\d{2}|@", line):
        return False
    return bool(tables.reply_header.search(line))


def _fields(lines: Sequence[str], at: int, tables: _Tables) -> int:
    """How many lines from here are "From: … Sent: … To: … Subject: …" fields, folded ones too."""
    count, met, names = 0, 0, set[str]()
    for line in lines[at : at + 14]:
        plain = re.sub(r"^[\s>*]+", "", line).strip(" *")
        match = tables.field.match(plain)
        if match:
            names.add(match[1].casefold())
            count, met = count + 1, count + 1
        elif not plain and met == 0:
            return 0
        elif not plain:
            break
        elif met and len(names) < 5 and count - met < 1 and ("@" in plain or plain.endswith(";")):
            count += 1
        else:
            break
    return met if len(names) >= 2 else 0


def _tail(lines: Sequence[str], out: list[str], stop: int, tables: _Tables) -> None:
    """Zones of the last own stretch: sign-off, signature, disclaimer, footers."""
    own = [n for n in range(stop) if out[n] == OWN]
    if not own:
        return
    for n in own:
        plain = lines[n].strip()
        if len(plain) < 120 and tables.mobile.fullmatch(plain.strip(" .*")):
            out[n] = MOBILE
        elif tables.disclaimer.search(plain) and (len(plain) > 60 or n > own[-1] - 12):
            if any(out[k] == OWN and lines[k].strip() for k in own if k < n):
                for k in own:
                    if k >= n:
                        out[k] = DISCLAIMER
                break
        elif LIST.match(plain):
            for k in own:
                if k >= n:
                    out[k] = LIST_FOOTER
            break
    own = [n for n in own if out[n] == OWN]
    # "-- " (RFC 3676) or a bare dash rule with a short rest.
    for n in own:
        if lines[n].rstrip() in ("--", "-- ", "—", "––") or (
            RULE.match(lines[n]) and len(lines[n].strip()) < 60
        ):
            rest = [k for k in own if k > n and lines[k].strip()]
            before = any(lines[k].strip() for k in own if k < n)
            if before and len(rest) <= 14 and all(len(lines[k].strip()) <= 160 for k in rest):
                for k in own:
                    if k >= n:
                        out[k] = SIGNATURE
                break
    own = [n for n in own if out[n] == OWN]
    filled = [n for n in own if lines[n].strip()]
    closing = next(
        (n for n in reversed(filled[-SIGNATURE_LINES - 1 :]) if is_closing(lines[n])), None
    )
    if closing is not None and closing != filled[0]:
        rest = [k for k in filled if k > closing]
        short = all(len(lines[k].strip()) <= SIGNATURE_WIDTH for k in rest)
        if short and len(rest) <= SIGNATURE_LINES and not any(_sentence(lines[k]) for k in rest):
            out[closing] = CLOSING
            for position, k in enumerate(rest):
                # The writer's name stays with the sign-off; what follows it is the signature.
                name = position == 0 and not CONTACT.search(lines[k]) and len(lines[k].split()) <= 4
                out[k] = CLOSING if name else SIGNATURE
            return
    # A block of contact lines at the end without a sign-off.
    block: list[int] = []
    for n in reversed(filled):
        plain = lines[n].strip()
        if len(plain) > SIGNATURE_WIDTH or _sentence(plain):
            break
        block.append(n)
    contacts = sum(bool(CONTACT.search(lines[n])) for n in block)
    blank_above = bool(block) and block[-1] > 0 and not lines[block[-1] - 1].strip()
    if 2 <= len(block) < len(filled) and contacts >= 2 and blank_above and len(block) <= 8:
        for n in block:
            out[n] = SIGNATURE


def _sentence(line: str) -> bool:
    """Whether a line reads like running text and not like a line of a visiting card."""
    words = line.split()
    return len(words) > 7 or (len(words) > 3 and line.rstrip().endswith(("?", "!", ".")))


def _greet(lines: Sequence[str], out: list[str], tables: _Tables) -> None:
    first = next((n for n, zone in enumerate(out) if zone == OWN and lines[n].strip()), None)
    if first is not None and is_greeting(lines[first]):
        out[first] = GREETING


def is_greeting(line: str) -> bool:
    """Whether a line only greets: an opener of some language and at most four further words."""
    plain = re.sub(r"[\s,.!:;،-]+$", "", line.strip()).casefold()
    words = plain.split()
    opener = next(
        (
            g
            for g in sorted(_tables().greetings, key=len, reverse=True)
            if plain.startswith(g) and not plain[len(g) : len(g) + 1].isalnum()
        ),
        None,
    )
    return (
        opener is not None
        and len(words) - len(opener.split()) <= 4
        and len(plain) < 70
        and "?" not in line
    )


def is_closing(line: str) -> bool:
    """Whether a line opens a sign-off: "Best regards," with at most three further words."""
    plain = re.sub(r"[\s,.!:;،*-]+$", "", line.strip().lstrip("*")).casefold()
    for closing in _tables().closings:
        if plain == closing:
            return True
        if plain.startswith(closing) and not plain[len(closing)].isalnum():
            return len(plain[len(closing) :].split()) <= 3 and "?" not in line
    return False


@cache
def _tables() -> _Tables:
    def one(patterns: list[str], start: str = "", end: str = "") -> re.Pattern[str]:
        return re.compile(start + "(?:" + "|".join(patterns) + ")" + end, re.IGNORECASE)

    every = all_languages()
    fields = sorted({f for lang in every for f in lang.header_fields}, key=len, reverse=True)
    return _Tables(
        reply_header=one([p for lang in every for p in lang.reply_headers]),
        field=re.compile(rf"^({'|'.join(map(re.escape, fields))})\s*[:：]\s*\S?", re.IGNORECASE),
        forward=one([p for lang in every for p in lang.forward_markers]),
        reply_above=one([p for lang in every for p in lang.reply_above]),
        mobile=one([p for lang in every for p in lang.mobile_footers]),
        disclaimer=one(
            [p for lang in every for p in lang.disclaimers], r"^\W*(?:\w+[\s:*-]+){0,4}?"
        ),
        greetings=frozenset(g.casefold() for lang in every for g in lang.greetings),
        closings=tuple(
            sorted({c.casefold() for lang in every for c in lang.closings}, key=len, reverse=True)
        ),
    )
