"""Automatic mail told by its words, for exports that kept no headers.

One phrase proves nothing: customers write "unsubscribe", "out of office" and "could not be
delivered" too. Each family of phrases gives a point, and a kind needs two. The tables of all
languages hold at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from inboxminer.clean.subjects import bare_subject, says_forward, says_reply
from inboxminer.clean.unicode import letters_alone
from inboxminer.languages import all_languages
from inboxminer.languages.phrases import Phrases
from inboxminer.records import Kind

NEEDED = 2
# What machines say first stands in so many lines and letters.
OPENING_LINES, OPENING = 14, 1500
# Letters at each end of a text that are searched for footers and notices.
ENDS = 2500
# What stands in quotation marks: people cite machines. Marks inside words are no such marks.
CITED = re.compile('(?<!\\w)["“„«”][^"“”„«»\\n]{4,200}["”“»](?!\\w)')
FLAGS = re.IGNORECASE | re.MULTILINE
SMTP = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|\(#[45]\.\d\.\d\)|\(5\d\d\b|\b5\d\d (?:user|unknown|"
    r"no such|mailbox|recipient|message|address)|\bstatus:? 5\.\d\.\d",
    re.IGNORECASE,
)
# What stands behind the words of an automatic subject: nothing, a case number, or the old subject.
BARE_REST = re.compile(r"\s*(?:[:：–-].*|[\[(#].*)?$")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a message: its words, and in points who seems to send it.

    text: without quoted history. daemon: 0..3, how much the sender looks like a mail server.
    """

    subject: str
    text: str
    answers: bool = False
    automatic: bool = False
    robot: bool = False
    daemon: int = 0


def kind_by_words(heard: Heard) -> Kind | None:
    """bounce, auto_reply or bulk where at least two families of phrases agree, else None."""
    if says_bounce(heard):
        return "bounce"
    text = _ends(heard.text)
    machine = _hits("auto.no_answer", text)
    if _answered(heard, machine):
        return "auto_reply"
    return "bulk" if _massed(heard, text, machine) else None


def says_bounce(heard: Heard) -> bool:
    """Whether the words are a mail server's that could not deliver."""
    start = _start(heard.text)
    points = heard.daemon + _starts("bounce.subject", _fresh(heard.subject))
    if points < NEEDED and (points or SMTP.search(start)):
        points += _hits("bounce.body", start) + bool(SMTP.search(start))
    return points >= NEEDED


def _answered(heard: Heard, machine: int) -> bool:
    subject, start = bare_subject(heard.subject), CITED.sub(" ", _start(heard.text))
    match = _words()["auto.subject"].match(subject)
    named = 0 if match is None else 1 + bool(BARE_REST.match(subject[match.end() :]))
    parts = {name: _hits(f"auto.{name}", start) for name in ("away", "received")}
    if not (named or any(parts.values())):
        return False
    asked = ("?" in start or "؟" in start) and named < NEEDED
    points = named + sum(parts.values()) + machine + heard.automatic - asked
    points += sum(_hits(f"auto.{name}", start) for name in ("cover", "follow"))
    return points >= NEEDED + (heard.answers and not heard.automatic and named < NEEDED)


def _massed(heard: Heard, text: str, machine: int) -> bool:
    subject, lines = _fresh(heard.subject), text.split("\n")
    footer = any(
        len(line) < 300 and not _hits("bulk.self", line)
        for line in (_line_of(text, found) for found in _words()["bulk.footer"].finditer(text))
    )
    link = min(2, _links(lines)) if len(lines) > 1 and _words()["bulk.line"].may(text) else 0
    notice = _starts("bulk.notice", subject)
    points = 2 * footer + link + notice + machine + heard.robot + heard.automatic
    if points >= NEEDED and (footer or link or notice or machine):
        return True
    # Who writes about an order names its number and its sum too, but asks, answers or passes on.
    most = NEEDED if subject and "?" not in text and "؟" not in text else 1
    ordered = min(most, _different("bulk.order", text) if any(map(str.isdigit, text)) else 0)
    points += ordered
    if not (footer or link or notice or machine or ordered == NEEDED):
        return False
    return (
        points + (points < NEEDED and _different("bulk.promo", f"{subject}\n{text}") > 1) >= NEEDED
    )


def _start(text: str) -> str:
    lines = (line.strip() for line in text[: 4 * OPENING].split("\n"))
    return "\n".join([line for line in lines if line][:OPENING_LINES])[:OPENING]


def _ends(text: str) -> str:
    """Beginning and end of a text without blank lines: where machines say what they are."""
    plain = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    return plain if len(plain) <= 2 * ENDS else f"{plain[:ENDS]}\n{plain[-ENDS:]}"


def _fresh(subject: str) -> str:
    """The subject of a mail that neither answers nor passes on, else nothing."""
    return "" if says_forward(subject) or says_reply(subject) else bare_subject(subject)


def _line_of(text: str, found: re.Match[str]) -> str:
    end = text.find("\n", found.end())
    return text[text.rfind("\n", 0, found.start()) + 1 : end if end >= 0 else len(text)]


def _links(lines: Sequence[str]) -> int:
    """How many different lines, or parts of them, are a link of a footer."""
    table = _words()["bulk.line"]
    held = (line for line in lines if len(line) < 120 and table.may(line))
    parts = {part for line in held for part in _parts(line)}
    return sum(map(table.fullmatch, parts))


def _parts(line: str) -> list[str]:
    """The links of a footer line such as "Unsubscribe | Privacy policy"."""
    return [part.strip(" .:>»<[]()") for part in re.split(r"[|·•]|\s[-–]\s", line)]


def _hits(family: str, text: str) -> int:
    return int(_words()[family].search(text))


def _different(family: str, text: str) -> int:
    """How many different phrases stand in a text; their numbers and beginnings do not count."""
    hits = (re.split(r"\d", hit[0].casefold())[0] for hit in _words()[family].finditer(text))
    return len({letters_alone(hit)[-5:] for hit in hits})


def _starts(family: str, subject: str) -> int:
    return int(bool(subject and _words()[family].match(subject)))


@cache
def _words() -> dict[str, Phrases]:
    """The tables of all languages, one a family."""
    every = all_languages()
    out = {}
    for table, families in (
        ("auto", ("subject", "no_answer", "away", "cover", "received", "follow")),
        ("bounce", ("subject", "body")),
        ("bulk", ("footer", "line", "promo", "notice", "order", "self")),
    ):
        field = {"auto": "auto_reply"}.get(table, table)
        for family in families:
            phrases = (p for lang in every for p in getattr(lang, field)[family])
            out[f"{table}.{family}"] = Phrases(phrases, FLAGS)
    return out
