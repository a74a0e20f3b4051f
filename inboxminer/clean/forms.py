"""Contact forms: the fields that a website mails, and the customer's text among them.

Known shapes: ``label: value`` lines (Contact Form 7, Elementor, Wix), a label on its own line with
the value below (Shopify, HubSpot, Gravity Forms), and rows of an HTML table (label, gap, value).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from inboxminer.languages import all_languages
from inboxminer.languages.phrases import FOLDING

ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,120}\.\w{2,24}")
LABEL = re.compile(r"^([^:：\t|]{1,40}?)\s*[:：]\s*(.*)$")
CELLS = re.compile(r"\t+|\s{2,}|\s*\|\s*")
MARKS = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069*_\u2022\ufeff]+|\\((?:required|חובה)\\)"
)
RULE = re.compile(r"^[-_=~*–—]{2,}$")
PERSON = ("name", "email", "phone")
SINGLE = (*PERSON, "subject")
# In the order in which a label may change its kind.
EVERY = ("meta", "subject", "name", "phone", "email", "text")
OPENING = re.compile(r"^[^\w\n]*(\w+)", re.MULTILINE)
LINES = 400


@dataclass(frozen=True, slots=True)
class Form:
    """What a form holds. ``said`` tells that a sentence of the form itself stands in the mail."""

    name: str
    email: str
    phone: str
    subject: str
    text: str
    said: bool


def read_form(text: str) -> Form | None:
    """The form that a body is, or None: it needs a text field, a person's field, and three in all.

    text keeps lines that only look like fields: a customer writes "Model: 640" too.
    """
    if not _opens(text, "text") or not _text_label().search(text):
        return None
    if not _opens(MARKS.sub("", text), *PERSON):
        return None
    return _read(text, _field) or _read(text, _cell)


def _opens(text: str, *kinds: str) -> bool:
    """Whether a line begins with the first word of a label, as all fields of these kinds do."""
    if not text.isascii() and FOLDING.search(text):
        return True
    return bool(text) and not _first_words(kinds).isdisjoint(OPENING.findall(text.casefold()))


def _read(text: str, field: Callable[[str], tuple[str, str]]) -> Form | None:
    held: dict[str, list[str]] = {}
    current, below = "", False
    for line in text.split("\n")[:LINES]:
        plain = MARKS.sub("", line).strip()
        kind, value = field(plain) if _opens(plain, *EVERY) else ("", "")
        if kind in SINGLE and (kind not in held or kind == "name"):
            current, below = kind, not value
            held.setdefault(kind, []).append(value)
        elif kind == "text" and not any(held.get("text", ())):
            current, below = "text", False
            held["text"] = [value]
        elif current == "text" or ("text" in held and plain and not below):
            current = "text"
            held["text"].append(line.strip())
        elif below and plain and not kind:
            held[current][-1] = plain
            below = False
        elif kind == "meta":
            below = False
    body = _without_tail(held.get("text", []))
    found = ADDRESS.search(" ".join(held.get("email", [])) or " ".join(held.get("name", [])))
    if not body or held.keys().isdisjoint(PERSON) or len(held) < 3:
        return None
    name = " ".join(part for part in held.get("name", []) if part)
    return Form(
        name=re.sub(r"\s*[<(\[]?\S+@\S+[>)\]]?\s*", " ", name).strip(" \"'"),
        email=found[0].casefold() if found else "",
        phone=" ".join(held.get("phone", [])).strip(),
        subject=" ".join(held.get("subject", [])).strip(),
        text=body,
        said=bool(_notices().search(text)),
    )


def _field(line: str) -> tuple[str, str]:
    """The kind of a field line and its value; ("", "") for other lines."""
    match = LABEL.match(line)
    if match and (kind := _labels().get(match[1].strip().casefold())):
        return kind, match[2].strip()
    first, *rest = CELLS.split(line, maxsplit=1)
    kind = _labels().get(first.strip(" :：").casefold(), "")
    if not kind or (not rest and len(line) > 40):
        return "", ""
    return kind, rest[0].strip(" :：") if rest else ""


def _cell(line: str) -> tuple[str, str]:
    """The same for a table row whose gap became one space."""
    kind, value = _field(line)
    match = None if kind else _row().match(line)
    return (_labels().get(match[1].casefold(), ""), match[2]) if match else (kind, value)


def _without_tail(lines: list[str]) -> str:
    """The text without the form's own lines below it: page, browser, date, who powers it."""
    kept = list(lines)
    end = len(kept)
    for at in range(len(kept) - 1, 0, -1):
        plain = MARKS.sub("", kept[at]).strip()
        kind, _ = _field(plain)
        own = kind in ("meta", *SINGLE) or bool(RULE.match(plain)) or _notices().search(plain)
        if own:
            end = at
        elif plain and not (at and _field(kept[at - 1])[0] == "meta"):
            break
    return "\n".join(kept[:end]).strip()


@cache
def _labels() -> dict[str, str]:
    """Label, without case, to kind; what one language calls a text wins over another's meta."""
    out: dict[str, str] = {}
    for kind in EVERY:
        for lang in all_languages():
            out |= dict.fromkeys((n.casefold() for n in lang.form_fields[kind]), kind)
    return out


@cache
def _first_words(kinds: tuple[str, ...]) -> frozenset[str]:
    every = (n.casefold() for lang in all_languages() for k in kinds for n in lang.form_fields[k])
    return frozenset(word[1] for word in map(OPENING.match, every) if word)


@cache
def _text_label() -> re.Pattern[str]:
    """A line that begins like a text field: most mails have none and need no closer look."""
    names = {n for lang in all_languages() for n in lang.form_fields["text"]}
    joined = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"^[^\w\n]*(?:{joined})(?!\w)", re.IGNORECASE | re.MULTILINE)


@cache
def _row() -> re.Pattern[str]:
    names = sorted(_labels(), key=len, reverse=True)
    return re.compile(rf"^({'|'.join(map(re.escape, names))}) (\S.*)$", re.IGNORECASE)


@cache
def _notices() -> re.Pattern[str]:
    every = [f"(?:{p})" for lang in all_languages() for p in lang.form_fields["notice"]]
    return re.compile("|".join(every), re.IGNORECASE)
