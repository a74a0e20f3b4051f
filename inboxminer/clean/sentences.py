"""Sentences with their offsets, by signs and spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise

from inboxminer.languages import CODES, load
from inboxminer.records import Span

# Signs that end a sentence, and what may stand behind them and still be of it.
ENDS = ".!?…؟۔。！？"
LETTER = r"[^\W\d_]"
# An end: signs at the end of a word, an ellipsis anywhere, or a full stop that lacks its space:
# "arrived.Nobody". A full stop behind a single capital is an initial.
END = re.compile(
    rf"""[{ENDS}]+["'”’“»«)\]}}>*,;:]*(?=\s|\Z)|\.{{2,}}|…|[。！？۔]|(?<=[^\W\d_]["'”’)])\.(?={LETTER})|"""
    rf"(?<={LETTER})\.(?={LETTER})"
)
# Punctuation behind an end, as far as single spaces part it, and then all space.
GAP = re.compile(
    r"""(?:[ ]?(?:[…,:;!?¿؟¡()\[\]{}_#*&。？！，、；：·،۔؛٪"“”„'‘’«»]+"""
    r"""|[^\w\s$+<=>^`|~€£₪]+(?=\s|\Z)))*+\s*"""
)
# The word around a full stop is looked at so far.
REACH = 60
OPENING = "[({\u201e\u201c\u00ab"
LONG = 280
# Where a run-on sentence may be cut: after a comma or semicolon, best near its middle.
CLAUSE = re.compile(r"[,;،؛]\s+|\s[-–—]\s")
ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """Half-open spans of the sentences, in order, without white space at their ends.

    Every letter and digit lies in exactly one of them. A blank line, a list item and a short line
    without a full stop end a sentence; an abbreviation, a date or a decimal does not.
    """
    out: list[Span] = []
    for start, end in _paragraphs(text):
        out += _split(text, start, end, language)
    return tuple(out)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Stretches that no sentence crosses: wrapped lines are joined, the others stand alone."""
    stretches: list[tuple[int, int]] = []
    at = 0
    previous = ""
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            previous = ""
            continue
        wrapped = len(previous) >= 55 and previous[-1] not in ".!?:…؟" and not ITEM.match(line)
        if stretches and wrapped:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
        previous = line.strip()
    return stretches


def _split(text: str, start: int, end: int, language: str) -> list[Span]:
    part = text[start:end]
    code = language if language in CODES else "en"
    bounds = [0, *_ends(part, _stops(code)), len(part)]
    shorts = _abbreviations(code)
    # An opening bracket behind a full stop is of the next sentence.
    bounds = [_before_opening(part, at) for at in bounds]
    merged = [0]
    for left, right in pairwise(bounds):
        piece = part[left:right].strip()
        if right < len(part) and (
            _unfinished(piece, shorts)
            or (part[right : right + 1].islower() and piece.endswith("."))
        ):
            continue
        merged.append(right)
    if merged[-1] != len(part):
        merged.append(len(part))
    out = []
    for left, right in pairwise(merged):
        out += _trim(text, start + left, start + right)
    return out


def _before_opening(text: str, at: int) -> int:
    """The bound moved before opening brackets and quotes that stand right before it."""
    while at > 1 and at < len(text) and (text[at - 1] in OPENING or text[at - 1].isspace()):
        if not any(c in OPENING for c in text[max(0, at - 2) : at]):
            break
        at -= 1
    return at


def _unfinished(piece: str, shorts: frozenset[str]) -> bool:
    """Whether a full stop ended an abbreviation, an ordinal or an initial and not a sentence."""
    last = piece.split()[-1].casefold() if piece.split() else ""
    if last in shorts:
        return True
    if re.fullmatch(r"\(?\d{1,2}\.", last) and len(piece.split()) == 1:
        return True
    return bool(re.fullmatch(r"[^\W\d_]\.", last))


def _trim(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(c.isalnum() for c in text[start:end]):
        return []
    if end - start <= LONG:
        return [Span(start, end)]
    cuts = [m.end() for m in CLAUSE.finditer(text, start + 40, end - 40)]
    if not cuts:
        return [Span(start, end)]
    middle = min(cuts, key=lambda cut: (abs(cut - (start + end) // 2), cut))
    return _trim(text, start, middle) + _trim(text, middle, end)


def _ends(part: str, known: _Stops) -> Iterator[int]:
    """Where sentences begin behind the end of another."""
    after = 0
    for match in END.finditer(part):
        if match.start() < after or not _is_end(part, match, known):
            continue
        gap = GAP.match(part, match.end())
        after = gap.end() if gap else match.end()
        if after < len(part):
            yield after


def _is_end(part: str, match: re.Match[str], known: _Stops) -> bool:
    at, before = match.start(), part[: match.start()][-1:]
    if part[at] != "." or match[0].startswith(".."):
        return True
    words = part[max(0, at - REACH) : at].split()
    word = words[-1] if words and not before.isspace() else ""
    if match.end() < len(part) and match[0] == "." and not part[match.end()].isspace():
        # "arrived.Nobody", and not "x.example" or an address.
        behind = part[match.end()]
        return not (before.isupper() or behind.islower() or re.search(r"[/@\\]", word))
    if before.isupper() and not part[at - 2 : at - 1].isupper():
        return False
    if before.isdigit() and known.ordinals:
        return False
    return word.lstrip("([{\"'“„«") + "." not in known.words


@dataclass(frozen=True, slots=True)
class _Stops:
    """Words with a full stop that end no sentence, and whether digits with one are ordinals."""

    words: frozenset[str]
    ordinals: bool


@cache
def _stops(language: str) -> _Stops:
    """What spaCy's data for a language say."""
    code = load(language).spacy
    held = vars(import_module(f"spacy.lang.{code}")).values()
    defaults = next(one.Defaults for one in held if getattr(one, "lang", None) == code)
    words = frozenset(word for word in defaults.tokenizer_exceptions if word.endswith("."))
    signs = "|".join(f"(?:{one})$" for one in defaults.suffixes if one)
    return _Stops(words, not re.search(signs, "1."))


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(a.casefold() for a in load(language).abbreviations)
