"""Mails in which every line says its zone: how cases and training material are written down.

A mail opens with ``# name`` and the words that hold for it; each line below begins with the letter
of its zone and a space. Empty lines have no zone. ``\\uXXXX`` and ``\\t`` stand for the characters
that an editor would hide. A mail of the word ``html`` is markup as it was sent, a line ``===`` and
then the own text that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ZONES = {
    "o": "own",
    "g": "greeting",
    "c": "closing",
    "q": "quote",
    "h": "quote_header",
    "f": "forwarded",
    "s": "signature",
    "d": "disclaimer",
    "m": "mobile_footer",
    "l": "list_footer",
}
KEPT = ("own", "greeting", "closing")
HIDDEN = re.compile(r"\\u([0-9a-f]{4})|\\t")


@dataclass(frozen=True, slots=True)
class TaggedMail:
    """A mail with the zone of each line (None for an empty line), or markup with its own text."""

    name: str
    words: frozenset[str]
    lines: tuple[str, ...]
    zones: tuple[str | None, ...]
    own: str

    @property
    def text(self) -> str:
        """The whole body."""
        return "\n".join(self.lines)


def read_tagged(path: Path) -> tuple[TaggedMail, ...]:
    """The mails of a file, in order.

    Raises ValueError with the line that has no zone letter.
    """
    mails: list[TaggedMail] = []
    for block in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        name, *words = head.split()
        lines = body.strip("\n").split("\n")
        if "html" in words or path.stem == "html":
            markup, _, own = body.strip("\n").partition("\n===\n")
            made = TaggedMail(name, frozenset(words), tuple(markup.split("\n")), (), own)
        else:
            made = _plain(f"{path.stem}/{name}", frozenset(words), lines)
        mails.append(made)
    return tuple(mails)


def _plain(name: str, words: frozenset[str], lines: Iterable[str]) -> TaggedMail:
    texts: list[str] = []
    zones: list[str | None] = []
    for line in lines:
        if not line:
            texts.append("")
            zones.append(None)
        elif line[0] in ZONES and line[1:2] in (" ", ""):
            texts.append(HIDDEN.sub(_shown, line[2:]))
            zones.append(ZONES[line[0]])
        else:
            raise ValueError(f"{name}: no zone letter before {line!r}")
    own = [t for t, z in zip(texts, zones, strict=True) if z in KEPT or z is None]
    return TaggedMail(name, words, tuple(texts), tuple(zones), tidy("\n".join(own)))


def _shown(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else "\t"


def tidy(text: str) -> str:
    """The text without spaces at line ends and runs of empty lines, as two readings are compared.

    Characters that nobody sees (bidi marks and the like) do not count.
    """
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", text).strip("\n")
