"""What the words before a number announce: an order, an identity, a phone, an account …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from inboxminer.clean.redact.phrases import GLUED, TOKEN
from inboxminer.languages import load

# Kinds of cues and their lists in the language files.
CUES = {
    "case": "case_words",
    "id": "id_cues",
    "phone": "phone_cues",
    "account": "account_cues",
    "card": "card_cues",
    "plate": "plate_cues",
}
# Phrases of at most this many letters must stand alone; longer ones may have endings.
WHOLE = 3


@dataclass(frozen=True, slots=True)
class _Cues:
    """Phrases of several words by their first word, the longest first; single words by themselves.

    ``kinds`` has whole words, ``beginnings`` words that may have endings; glued are the letters
    that may be written on to a phrase.
    """

    phrases: Mapping[str, tuple[tuple[str, str], ...]]
    kinds: Mapping[str, str]
    beginnings: Mapping[str, str]
    glued: frozenset[str]


def announced(
    lower: str, start: int, end: int, languages: tuple[str, ...]
) -> tuple[str | None, int]:
    """The kind of the cue that stands last in a stretch of small letters, and where it ends.

    Only the last line of the stretch counts; without a cue its end is the start of the stretch.
    """
    start = max(start, lower.rfind("\n", start, end) + 1)
    cues = _cues(languages)
    for match in reversed(list(TOKEN.finditer(lower, start, end))):
        at = match.start()
        if at == start and at and lower[at - 1].isalnum():
            continue
        for _ in range(GLUED + 1):
            found = _starting(lower, at, match.end(), cues)
            if found:
                return found
            if lower[at] not in cues.glued or at + 1 >= match.end():
                break
            at += 1
    return None, start


def _starting(lower: str, at: int, stop: int, cues: _Cues) -> tuple[str, int] | None:
    """The longest cue that begins at a word."""
    word = lower[at:stop]
    for phrase, kind in cues.phrases.get(word, ()):
        end = at + len(phrase)
        if lower.startswith(phrase, at):
            loose = sum(map(str.isalpha, phrase)) > WHOLE
            if loose or not (phrase[-1].isalnum() and lower[end : end + 1].isalnum()):
                return kind, end
    if word in cues.kinds:
        return cues.kinds[word], stop
    for length in range(len(word), WHOLE, -1):
        kind = cues.beginnings.get(word[:length], "")
        if kind:
            return kind, stop
    return None


@cache
def _cues(languages: tuple[str, ...]) -> _Cues:
    phrases: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for kind, name in CUES.items():
        for text in (w.casefold() for code in languages for w in getattr(load(code), name)):
            first = TOKEN.search(text)
            if first and first[0] != text:
                phrases.setdefault(first[0], []).append((text, kind))
            elif len(text) <= WHOLE:
                kinds.setdefault(text, kind)
            else:
                beginnings.setdefault(text, kind)
    return _Cues(
        {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p))) for k, v in phrases.items()},
        kinds,
        beginnings,
        frozenset(c for code in languages for c in load(code).prefix_letters),
    )
