"""How far a name reaches, from where it begins or back from where it ends."""

from __future__ import annotations

import re

from inboxminer.clean.redact.lexicon import Lexicon, common, no_names
from inboxminer.clean.redact.view import HOLE

WORD = re.compile(r"[^\W\d_]+(?:['\".-](?=[^\W\d_])[^\W\d_]+)*'?")
LAST_WORD = re.compile(r"([^\W\d_]+(?:['\".-](?=[^\W\d_])[^\W\d_]+)*'?)[ ,]*$")
# What ends a phrase for certain.
HARD = re.compile(rf"\s*(?:[,.;:!?()\n/-]|{HOLE}|$)")


def take(
    text: str, at: int, words: Lexicon, *, most: int = 3, loose: bool = False
) -> tuple[int, int] | None:
    """Where a name lies that begins here, after titles; None where the first word is none.

    Words with capitals belong to it while they are not usual ones. In scripts without capitals the
    first word does, and a further one that is known as a name or, where loose, ends the phrase.
    """
    found: list[re.Match[str]] = []
    pending = counted = 0
    at = _behind_titles(text, at, words)
    while counted < most:
        match = WORD.match(text, at)
        if not match:
            break
        word = match[0].casefold()
        if word in words.particles:
            pending += 1
        elif _belongs(text, match, bool(found), bool(pending), words, loose):
            counted, pending = counted + 1, 0
        else:
            break
        found.append(match)
        at = match.end()
        if text[at : at + 1] == "." and len(match[0]) == 1:
            at += 1
        if text[at : at + 1] != " ":
            break
        at += 1
    found = found[: len(found) - pending]
    return (found[0].start(), found[-1].end()) if found else None


def back(text: str, at: int, words: Lexicon) -> tuple[int, int] | None:
    """Where a known name lies that ends here: one word or two, a glued prefix left out."""
    last = LAST_WORD.search(text, max(0, at - 40), at)
    if not last:
        return None
    before = LAST_WORD.search(text, max(0, last.start() - 40), last.start())
    touching = before and text[before.end(1) : last.start(1)] == " "
    for match in (before, last) if before and touching else (last,):
        start = _known_from(text, match, words)
        family = match is last or _belongs(text, last, True, False, words, False)
        if start is not None and family:
            return start, last.end(1)
    return None


def known(text: str, span: tuple[int, int], words: Lexicon) -> bool:
    """Whether a name begins with a known first name."""
    match = WORD.match(text, span[0])
    return match is not None and words.is_given(text[span[0] : match.end()].casefold())


def capital(word: str) -> bool:
    """Whether a word begins with a capital letter."""
    return word[:1].isupper()


def cased(word: str) -> bool:
    """Whether a word is of a script with capitals."""
    return word[:1].lower() != word[:1].upper()


def _behind_titles(text: str, at: int, words: Lexicon) -> int:
    for _ in range(3):
        match = WORD.match(text, at)
        if not match:
            break
        end = match.end() + (text[match.end() : match.end() + 1] == ".")
        plain = match[0].casefold()
        if words.titles.phrases.isdisjoint((plain, plain + ".", text[at:end].casefold())):
            break
        at = end
        while text[at : at + 1] == " ":
            at += 1
    return at


def _belongs(
    text: str, match: re.Match[str], later: bool, joined: bool, words: Lexicon, loose: bool
) -> bool:
    word = match[0].casefold()
    if word in no_names():
        return False
    if cased(match[0]):
        usual = word in common() or word in words.labels
        return capital(match[0]) and not (usual and not words.is_given(word))
    if words.is_name(word):
        return True
    if word in common() or len(word) < 2:
        return False
    if not later or joined:
        return True
    return loose and not word.startswith(words.articles) and _ends(text, match.end())


def _ends(text: str, at: int) -> bool:
    """Whether a phrase ends here, or a usual word goes on."""
    if HARD.match(text, at):
        return True
    following = WORD.match(text, at + 1)
    return following is not None and following[0].casefold() in common()


def _known_from(text: str, match: re.Match[str], words: Lexicon) -> int | None:
    """Where a known first name begins in a word, behind up to two glued letters."""
    word = match[1]
    if cased(word):
        usual = word.casefold() in common()
        return match.start(1) if capital(word) and not usual else None
    for cut in range(min(3, len(word))):
        if cut and word[cut - 1] not in words.glued:
            return None
        if words.is_given(word[cut:].casefold()):
            return match.start(1) + cut
    return None
