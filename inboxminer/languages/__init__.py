"""The languages that inboxminer knows: one data file each, and nothing in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

CODES = ("he", "en", "ar", "fa", "ru", "fr", "es", "de")


@dataclass(frozen=True, slots=True)
class Language:
    """What mail looks like in one language; patterns are regular expressions."""

    code: str
    name: str
    direction: str
    spacy: str
    reply_headers: tuple[str, ...]
    reply_verbs: tuple[str, ...]
    header_fields: Mapping[str, tuple[str, ...]]
    original_markers: tuple[str, ...]
    forward_markers: tuple[str, ...]
    reply_above: tuple[str, ...]
    mobile_footers: tuple[str, ...]
    list_footers: tuple[str, ...]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    disclaimers: tuple[str, ...]
    banners: tuple[str, ...]
    contact_labels: tuple[str, ...]
    role_words: tuple[str, ...]
    postscripts: tuple[str, ...]
    first_person: tuple[str, ...]
    auto_reply: Mapping[str, tuple[str, ...]]
    bounce: Mapping[str, tuple[str, ...]]
    bulk: Mapping[str, tuple[str, ...]]
    subject_prefixes: tuple[str, ...]
    forward_prefixes: tuple[str, ...]
    form_fields: Mapping[str, tuple[str, ...]]
    list_starts: tuple[str, ...]
    stopwords: tuple[str, ...]
    abbreviations: tuple[str, ...]
    letters: str
    prefix_letters: str
    articles: tuple[str, ...]
    phone_regions: tuple[str, ...]
    phone_forms: tuple[str, ...]
    case_words: tuple[str, ...]
    id_cues: tuple[str, ...]
    phone_cues: tuple[str, ...]
    account_cues: tuple[str, ...]
    card_cues: tuple[str, ...]
    plate_cues: tuple[str, ...]
    plate_forms: tuple[str, ...]
    address_words: tuple[str, ...]
    address_endings: tuple[str, ...]
    address_cues: tuple[str, ...]
    address_codes: tuple[str, ...]
    name_openers: tuple[str, ...]
    name_phrases: tuple[str, ...]
    self_phrases: tuple[str, ...]
    titles: tuple[str, ...]
    staff_roles: tuple[str, ...]
    name_links: tuple[str, ...]
    spoken_with: tuple[str, ...]
    staff_places: tuple[str, ...]
    no_names: tuple[str, ...]
    name_particles: tuple[str, ...]
    name_endings: tuple[str, ...]
    given_names: tuple[str, ...]
    family_names: tuple[str, ...]


@cache
def load(code: str) -> Language:
    """The language of a code of ``CODES``."""
    text = (resources.files("inboxminer.languages") / f"{code}.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    return Language(code=code, **{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    """Lists as tuples, in tables too."""
    if isinstance(value, dict):
        return {name: _frozen(inner) for name, inner in value.items()}
    return tuple(value) if isinstance(value, list) else value


@cache
def all_languages() -> tuple[Language, ...]:
    """Every language, in the order of ``CODES``."""
    return tuple(load(code) for code in CODES)


@cache
def further() -> Mapping[str, Any]:
    """Patterns of mail programs in languages that are met in headers and not analysed.

    The same names as in ``Language``, as far as they are known.
    """
    text = (resources.files("inboxminer.languages") / "further.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def direction(code: str) -> str:
    """``rtl`` or ``ltr``; languages without a data file are ``ltr``."""
    return load(code).direction if code in CODES else "ltr"
