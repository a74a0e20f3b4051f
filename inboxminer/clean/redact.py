"""Personal data replaced by typed, numbered placeholders before anything is written.

What has a check digit is found by its check digit (python-stdnum), phones by their numbering plan
(phonenumbers), names and streets by the words that announce them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers
from stdnum import iban, luhn
from stdnum.il import idnr

from inboxminer.languages import CODES, Language, all_languages, load
from inboxminer.records import Redaction, Span

PLACEHOLDER = re.compile(r"\[(?:NAME|PHONE|EMAIL|ID|CARD|IBAN|ADDRESS|LINK)_\d+\]")
# The part before the sign is ASCII, or without any ASCII: "ל-dana@…" is a word and an address.
EMAIL = re.compile(
    r"(?:(?<![A-Za-z0-9_])[A-Za-z0-9_][\w.+%'-]{0,63}|(?<!\w)[^\x00-\x7f\W]{1,64})"
    r"@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}\b"
)
LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'\]]+", re.IGNORECASE)
# Groups of digits, among which a card number may stand beside other numbers.
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,}(?!\d)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b")
# A dash before a number joins it to a Hebrew prefix ("ל-052"), or makes it part of a longer one.
FREE = r"(?<!\d)(?<!\d-)"
NINE = re.compile(rf"{FREE}\d{{9}}(?![\d-]*\d)|{FREE}\d{{8}}-\d(?!\d)")
DIGITS = re.compile(r"\d[\d\s().-]{6,20}\d")
# Israeli numbers with a dash or a dot, which are phones whatever stands around them.
IL_PHONE = re.compile(
    rf"{FREE}(?:\+?972[- ]?|0)(?:5\d|[23489]|7\d)[- .]?\d{{3}}[- .]?\d{{4}}(?![\d-]*\d)"
)
WORD = re.compile(r"[^\W\d_][\w'׳’.-]*", re.UNICODE)
# A letter of a name in a script without capitals, with the marks that stand within words.
LETTER = "(?:[^\\W\\d_]|['׳\"״-])"


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: str


class Names:
    """The placeholders of one message: the same original gets the same number in every zone."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}

    def placeholder(self, kind: str, original: str) -> str:
        """The placeholder of an original, numbered by its kind."""
        key = (kind, re.sub(r"[\s.()-]+", "", original).casefold())
        if key not in self._numbers:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[key] = self._counts[kind]
        return f"[{kind}_{self._numbers[key]}]"


def redact(
    text: str, *, people: Sequence[str] = (), language: str = "he", names: Names | None = None
) -> tuple[str, tuple[Redaction, ...]]:
    """The text with placeholders, and what each stands for (offsets into the new text).

    people: display names of the sender and the recipients, found wherever they occur. Redacting
    twice changes nothing.
    """
    names = names or Names()
    hits = _hits(text, people, language)
    out: list[str] = []
    redactions: list[Redaction] = []
    at = length = 0
    for hit in hits:
        before = text[at : hit.start]
        original = text[hit.start : hit.end]
        shown = names.placeholder(hit.kind, original)
        length += len(before)
        redactions.append(Redaction(length, length + len(shown), hit.kind, original))
        length += len(shown)
        out += [before, shown]
        at = hit.end
    out.append(text[at:])
    return "".join(out), tuple(redactions)


def hidden_id(message_id: str) -> str:
    """The Message-ID, or ``sha256:…`` of one that holds an address.

    Machines number their ids; one without any digit, or with a second ``@``, names a person.
    """
    local, _, _ = message_id.strip("<>").rpartition("@")
    named = re.search(r"@|%40|=40", local) or (local and not any(c.isdigit() for c in local))
    if not named:
        return message_id
    digest = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest}"


def restore(text: str, redactions: Sequence[Redaction]) -> str:
    """The original of a redacted text."""
    out, at = [], 0
    for redaction in redactions:
        out += [text[at : redaction.start], redaction.original]
        at = redaction.end
    return "".join([*out, text[at:]])


def map_span(span: Span, redactions: Sequence[Redaction]) -> Span:
    """Where a span of the redacted text lies in the original."""

    def moved(at: int) -> int:
        shift = 0
        for r in redactions:
            if r.end <= at:
                shift += len(r.original) - (r.end - r.start)
        return at + shift

    return Span(moved(span.start), moved(span.end))


def _hits(text: str, people: Sequence[str], language: str) -> list[_Hit]:
    """What is to be replaced, in text order; of two that overlap the earlier found wins.

    What one of them had covered is looked at again without it; placeholders stay as they are.
    """
    taken = [_Hit(m.start(), m.end(), "") for m in PLACEHOLDER.finditer(text)]
    before = -1
    while len(taken) > before:
        before = len(taken)
        for hit in _find(_masked(text, taken), people, language):
            free = all(hit.end <= other.start or hit.start >= other.end for other in taken)
            if hit.start < hit.end and free:
                taken.append(hit)
    return sorted((hit for hit in taken if hit.kind), key=lambda hit: hit.start)


def _masked(text: str, taken: Sequence[_Hit]) -> str:
    """The text with what is taken blotted out, letter by letter."""
    for hit in taken:
        text = text[: hit.start] + "\ufffc" * (hit.end - hit.start) + text[hit.end :]
    return text


def _find(text: str, people: Sequence[str], language: str) -> Iterator[_Hit]:
    for match in EMAIL.finditer(text):
        yield _Hit(*match.span(), "EMAIL")
    for match in LINK.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        if re.search(r"[?#=]|/[\w-]{16,}", address):
            yield _Hit(match.start(), match.start() + len(address), "LINK")
    if any(c.isdigit() for c in text):
        yield from _numbers(text, language)
        for lang in all_languages():
            for pattern in _streets(lang.code):
                for match in pattern.finditer(text):
                    yield _Hit(*match.span(), "ADDRESS")
    yield from _people(text, people, language)


def _numbers(text: str, language: str) -> Iterator[_Hit]:
    for match in IBAN.finditer(text):
        # A pattern takes in following words in capitals; the longest valid beginning counts.
        for end in range(match.end(), match.start() + 14, -1):
            if text[end - 1].isalnum() and iban.is_valid(text[match.start() : end]):
                yield _Hit(match.start(), end, "IBAN")
                break
    for match in CARD.finditer(text):
        yield from _cards(match)
    for match in NINE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if digits.startswith("05") or IL_PHONE.fullmatch(match[0]):
            continue
        cued = _cued(text, match.start())
        if idnr.is_valid(digits) and (
            cued or not _case_words().search(text[: match.start()][-40:])
        ):
            yield _Hit(*match.span(), "ID")
    for match in re.finditer(r"(?<![\w-])[A-Z]?\d[\d -]{4,16}[\dA-Z](?![\w-])", text):
        if _cued(text, match.start()):
            yield _Hit(*match.span(), "ID")
    for match in IL_PHONE.finditer(text):
        yield _Hit(*match.span(), "PHONE")
    home = load(language).phone_region if language in CODES else "US"
    for place in dict.fromkeys(("IL", home)):
        for found in phonenumbers.PhoneNumberMatcher(text, place):
            digits = re.sub(r"\D", "", found.raw_string)
            plain = found.raw_string.strip()
            bare = plain.isdigit() and not plain.startswith("0")
            if (
                len(digits) >= 9
                and not bare
                and not _case_words().search(text[: found.start][-40:])
            ):
                yield _Hit(found.start, found.end, "PHONE")


def _cards(match: re.Match[str]) -> Iterator[_Hit]:
    """Runs of whole groups with 13 to 19 digits and a right check digit, the longest first."""
    groups = list(re.finditer(r"\d+", match[0]))
    at = 0
    while at < len(groups):
        for end in range(len(groups), at, -1):
            digits = "".join(group[0] for group in groups[at:end])
            if 13 <= len(digits) <= 19 and luhn.is_valid(digits) and set(digits) != {"0"}:
                start = match.start()
                yield _Hit(start + groups[at].start(), start + groups[end - 1].end(), "CARD")
                at = end - 1
                break
        at += 1


def _cued(text: str, at: int) -> bool:
    """Whether the words right before a number announce an identity number."""
    return bool(_id_cues().search(text[max(0, at - 40) : at]))


def _people(text: str, people: Sequence[str], language: str) -> Iterator[_Hit]:
    yield from _signed(text)
    known = [name for full in people for name in _name_parts(full)]
    for name in sorted(set(known), key=lambda n: (-len(n), n)):
        # Hebrew writes its small words on to the name; other letters must not touch it.
        known_as = rf"(?<![\w@.])(?:[ולבמשהכ]{{1,3}}?)??({re.escape(name)})(?![\w@])"
        for match in re.finditer(known_as, text, re.IGNORECASE if name.isascii() else 0):
            yield _Hit(match.start(1), match.end(1), "NAME")
    for pattern in _openers(language if language in CODES else "en"):
        for match in pattern.finditer(text):
            if match["name"].casefold().split()[0] not in _common():
                yield _Hit(match.start("name"), match.end("name"), "NAME")


def _signed(text: str) -> Iterator[_Hit]:
    """The name behind a sign-off at the end of a text: on its line, or the short line below."""
    last = _signed_line().search(text.rstrip())
    if last and last["name"].casefold().split()[0] not in _common():
        yield _Hit(*last.span("name"), "NAME")
        return
    lines = text.rstrip().split("\n")
    at = len(text.rstrip())
    filled = 0
    for number in range(len(lines) - 1, 0, -1):
        at -= len(lines[number])
        words = WORD.findall(lines[number])
        plain = lines[number].strip(" ,.-–!")
        above = next((one for one in reversed(lines[:number]) if one.strip()), "")
        if (
            plain
            and 1 <= len(words) <= 3
            and _closes(above)
            and not _closes(lines[number])
            and not re.search(r"\d|\?", plain)
        ):
            start = at + lines[number].index(plain)
            yield _Hit(start, start + len(plain), "NAME")
            return
        filled += bool(plain)
        at -= 1
        if filled > 3:
            return


@cache
def _signed_line() -> re.Pattern[str]:
    """A last line such as "Best regards, Dana Levi"; capitals count where a script has them."""
    joined = "|".join(re.escape(c) for c in sorted(_closings(), key=len, reverse=True))
    capital = r"[^\W\d_a-zа-яёß-ÿ][\w'’.-]*"
    caseless = r"[֐-ۿ'׳\"״-]{2,}"
    name = rf"(?P<name>{capital}(?:[ ]{capital}){{0,2}}|{caseless}(?:[ ]{caseless})?)"
    return re.compile(rf"(?:^|\n|[.!] )[ ]*(?i:{joined})[ ]*[,،–-][ ]*{name}[ .]*$")


def _closes(line: str) -> bool:
    plain = re.sub(r"[\s,.!;:-]+$", "", line.strip()).casefold()
    return plain in _closings()


def _name_parts(full: str) -> list[str]:
    """The name and its parts of two letters or more that are no usual words."""
    clean = re.sub(r"[\"'<>()\[\],;]|\S*@\S*", " ", full).strip()
    parts = [
        p for p in clean.split() if len(p) > 1 and p.casefold() not in _common() and not p.isdigit()
    ]
    if not parts or any(p.casefold() in _no_names() for p in clean.split()):
        return []
    return [" ".join(clean.split()), *parts] if len(parts) > 1 else parts


@cache
def _closings() -> frozenset[str]:
    return frozenset(c.casefold() for lang in all_languages() for c in lang.closings)


@cache
def _no_names() -> frozenset[str]:
    return frozenset(word.casefold() for lang in all_languages() for word in lang.no_names)


@cache
def _common() -> frozenset[str]:
    words = {w for lang in all_languages() for w in lang.stopwords}
    phrases = {
        w for lang in all_languages() for p in (*lang.greetings, *lang.closings) for w in p.split()
    }
    return frozenset(w.casefold() for w in words | phrases) | _no_names()


@cache
def _streets(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue) for cue in load(language).address_cues)


@cache
def _id_cues() -> re.Pattern[str]:
    cues = sorted({c for lang in all_languages() for c in lang.id_cues}, key=len, reverse=True)
    joined = "|".join(re.escape(c) for c in cues)
    return re.compile(
        rf"(?<!\w)(?:[בלהמו]{{0,2}})(?:{joined})(?!\w)[\s:.#№-]*"
        r"(?:(?:שלי|number|is|מספר|номер|رقم|no\.?|nr\.?|numéro|:)[\s:.#-]*)?$",
        re.IGNORECASE,
    )


@cache
def _case_words() -> re.Pattern[str]:
    """What announces an order or case number: right before it, or with one word between."""
    joined = "|".join(re.escape(word) for lang in all_languages() for word in lang.case_words)
    return re.compile(rf"(?:{joined})\w*\W{{0,14}}(?:\w+\W{{0,4}})?$", re.IGNORECASE)


@cache
def _openers(language: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of the words that announce a name, in the language and in English."""
    return tuple(p for code in dict.fromkeys((language, "en")) for p in _openers_of(load(code)))


def _openers_of(lang: Language) -> list[re.Pattern[str]]:
    joined = "|".join(re.escape(o) for o in sorted(lang.name_openers, key=len, reverse=True))
    if not lang.name_phrases:
        capital = r"[^\W\d_a-zа-яёß-ÿ][\w'’-]+"
        name = rf"(?P<name>{capital}(?:\s+{capital}){{0,2}})"
        return [re.compile(rf"(?<!\w)(?i:{joined})\s*:?\s+{name}")]
    said = "|".join(re.escape(p) for p in sorted(lang.name_phrases, key=len, reverse=True))
    word = rf"{LETTER}{{2,}}"
    ends = r"(?=\s*(?:[,.;:\n!]|$))"
    return [
        re.compile(rf"(?<!\w)(?:{said})\s*:?\s+(?P<name>{word}(?:\s+{word})?){ends}"),
        re.compile(rf"^(?:{joined})\s+(?P<name>{word}(?:\s{word})?)\s*[,!.]?$", re.MULTILINE),
    ]
