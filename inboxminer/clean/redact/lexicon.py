"""What the language files know about names: the words around them, and names themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from inboxminer.clean.redact.phrases import Table
from inboxminer.languages import Language, all_languages, load


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists of some languages together, in small letters, as ``languages`` explains each."""

    openers: Table
    phrases: Table
    weak: Table
    titles: Table
    roles: Table
    links: tuple[str, ...]
    spoken: Table
    places: Table
    labels: Table
    particles: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    endings: tuple[str, ...]
    glued: str
    articles: tuple[str, ...]

    def is_given(self, word: str) -> bool:
        """Whether a word in small letters is a first name, also in another case."""
        if word in self.given:
            return True
        for ending in self.endings:
            stem = word[: -len(ending)]
            if word.endswith(ending) and len(stem) > 1:
                return any(stem + tail in self.given for tail in ("", "а", "я", "й", "ь"))
        return False

    def is_name(self, word: str) -> bool:
        """Whether a word in small letters is a first or last name."""
        return word in self.family or self.is_given(word)


@cache
def lexicon(codes: tuple[str, ...]) -> Lexicon:
    """The lists of these languages together."""
    held = [load(code) for code in codes]

    def joined(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(w.casefold() for lang in held for w in getattr(lang, name)))

    return Lexicon(
        openers=Table(joined("name_openers")),
        phrases=Table(joined("name_phrases")),
        weak=Table(joined("self_phrases")),
        titles=Table(joined("titles")),
        roles=Table(joined("staff_roles")),
        links=joined("name_links"),
        spoken=Table(joined("spoken_with")),
        places=Table(joined("staff_places")),
        labels=Table([w.casefold() for lang in held for w in lang.form_fields["name"]]),
        particles=frozenset(joined("name_particles")),
        given=frozenset(joined("given_names")),
        family=frozenset(joined("family_names")),
        endings=tuple(sorted(joined("name_endings"), key=lambda e: (-len(e), e))),
        glued="".join(lang.prefix_letters for lang in held),
        articles=joined("articles"),
    )


@cache
def closings() -> frozenset[str]:
    """Lines that close a mail, in every language, in small letters."""
    return frozenset(c.casefold() for lang in all_languages() for c in lang.closings)


@cache
def sorted_closings() -> Table:
    """``closings``, the longest first."""
    return Table(sorted(closings(), key=lambda phrase: (-len(phrase), phrase)))


@cache
def no_names() -> frozenset[str]:
    """Words of departments, shops, places and products that are never a person."""
    return frozenset(word.casefold() for lang in all_languages() for word in lang.no_names)


@cache
def common() -> frozenset[str]:
    """Usual words, and what ``no_names`` holds; first names are none of them."""
    words: set[str] = set()
    for lang in all_languages():
        words.update(w.casefold() for w in lang.stopwords)
        words.update(_stop_words(lang))
        words.update(
            w.strip(".,").casefold() for p in (*lang.greetings, *lang.closings) for w in p.split()
        )
    given = {w.casefold() for lang in all_languages() for w in lang.given_names}
    return frozenset(words - given) | no_names()


def _stop_words(lang: Language) -> frozenset[str]:
    module = import_module(f"spacy.lang.{lang.spacy}.stop_words")
    return frozenset(str(word).casefold() for word in module.STOP_WORDS)
