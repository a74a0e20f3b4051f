"""Mails put together for the line tagger, each line with its zone, from written material.

Running text comes from the statements that the heads learn from; what stands around it from
corpora/lines and from the sign-offs of languages/.
"""

from __future__ import annotations

import json
import random
import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inboxminer.clean.names import CLOSING, DISCLAIMER, OWN, SIGNATURE
from inboxminer.config import LANGUAGES
from inboxminer.languages import load

WIDTH = 74


@dataclass(frozen=True, slots=True)
class Composed:
    """The lines of a mail, empty ones included, and the zone of each (None where it is empty)."""

    language: str
    lines: tuple[str, ...]
    zones: tuple[str | None, ...]


def compose(corpora: Path, *, each: int, seed: int) -> list[Composed]:
    """So many mails of each language; the same seed gives the same mails."""
    spoken = _statements(corpora / "mentions" / "train.jsonl")
    out: list[Composed] = []
    for code in LANGUAGES:
        held = tomllib.loads((corpora / "lines" / f"{code}.toml").read_text(encoding="utf-8"))
        writer = _Writer(code, held, spoken[code], random.Random(f"{seed} {code}"))
        out += [writer.mail() for _ in range(each)]
    return out


def _statements(path: Path) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["lang"]].append(row["text"])
    return found


class _Writer:
    def __init__(
        self,
        code: str,
        held: Mapping[str, Sequence[str]],
        spoken: Sequence[str],
        chance: random.Random,
    ) -> None:
        self.code, self.held, self.spoken, self.chance = code, held, spoken, chance
        self.lines: list[str] = []
        self.zones: list[str | None] = []
        language = load(code)
        self.greetings, self.closings = language.greetings, language.closings

    def mail(self) -> Composed:
        self.lines, self.zones = [], []
        kind = self.chance.random()
        if self._odds(0.5):
            self._add(self.pick("names", self.greetings, comma=True), OWN)
            self._gap(0.5)
        self._body()
        if kind < 0.22:
            self._bare_end()
        elif kind < 0.34:
            self._gap(0.7)
            self._name(CLOSING)
        elif kind < 0.55:
            self._sign_off()
        elif kind < 0.85:
            self._sign_off()
            self._gap(0.35)
            self._card()
        else:
            self._gap(0.9)
            self._name(SIGNATURE)
            self._card(least=1)
        if self._odds(0.22):
            self._gap(0.85)
            for _ in range(self.chance.choice((1, 1, 2, 3))):
                self._wrap(self.one("disclaimers"), DISCLAIMER)
        return Composed(self.code, tuple(self.lines), tuple(self.zones))

    def _body(self) -> None:
        for _ in range(self.chance.choice((1, 1, 2, 2, 3, 4, 5))):
            said = self.chance.sample(self.spoken, self.chance.choice((1, 1, 2, 3)))
            if self._odds(0.5):
                self._wrap(" ".join(said), OWN)
            else:
                for text in said:
                    self._add(text if self._odds(0.6) else text.rstrip("."), OWN)
            self._gap(0.5)
        if self._odds(0.18):
            for _ in range(self.chance.choice((2, 3, 4))):
                self._add(self.one("lists"), OWN)
            self._gap(0.4)
            if self._odds(0.5):
                self._add(self.chance.choice(self.spoken), OWN)

    def _bare_end(self) -> None:
        """An end in the writer's own words that looks like a card and is none."""
        if self._odds(0.6):
            self._gap(0.4)
            self._add(self.one("endings"), OWN)
        if self._odds(0.25):
            self._add(self.one("lists"), OWN)

    def _sign_off(self) -> None:
        if self._odds(0.25):
            self._add(self.one("endings"), OWN)
        self._gap(0.6)
        closing = self.chance.choice(self.closings)
        shown = closing[:1].upper() + closing[1:] if self._odds(0.8) else closing
        mark = self.chance.choice(("", "", ",", ",", "!", "."))
        if self._odds(0.15):
            self._add(f"{shown}, {self.one('names')}", CLOSING)
            return
        self._add(shown + mark, CLOSING)
        self._gap(0.2)
        if self._odds(0.85):
            self._name(CLOSING)

    def _card(self, *, least: int = 0) -> None:
        parts = [
            *self._some("roles", (0, 1, 1, 1, 2)),
            *self._some("companies", (0, 1, 1)),
            *self._some("places", (0, 0, 1)),
        ]
        contacts = self._some("contacts", (1, 1, 2, 3, 4)) if self._odds(0.85) or least else []
        parts += contacts
        parts += self._some("slogans", (0, 0, 0, 1))
        if not parts:
            parts = self._some("roles", (1,))
        if self._odds(0.12):
            parts = [" | ".join(parts)]
        if self._odds(0.08):
            self._add(self.chance.choice(("---", "____________", "*****", "====")), SIGNATURE)
        for part in parts:
            self._add(part, SIGNATURE)
            self._gap(0.06)

    def _name(self, zone: str) -> None:
        name = self.one("names")
        self._add(name if self._odds(0.92) else f"*{name}*", zone)

    def _some(self, group: str, counts: Sequence[int]) -> list[str]:
        pool, count = self.held[group], self.chance.choice(counts)
        return [self._filled(t) for t in self.chance.sample(list(pool), min(count, len(pool)))]

    def one(self, group: str) -> str:
        return self._filled(self.chance.choice(list(self.held[group])))

    def pick(self, group: str, openers: Sequence[str], *, comma: bool) -> str:
        opener = self.chance.choice(list(openers))
        text = f"{opener} {self.one(group)}" if self._odds(0.4) else opener
        return text[:1].upper() + text[1:] + ("," if comma and self._odds(0.7) else "")

    def _filled(self, text: str) -> str:
        def drawn(match: re.Match[str]) -> str:
            if match[1] == "w":
                letters = string.ascii_lowercase
                return "".join(
                    self.chance.choice(letters) for _ in range(self.chance.randint(4, 8))
                )
            return "".join(self.chance.choice(string.digits) for _ in range(int(match[1])))

        return re.sub(r"\{(\d|w)\}", drawn, text)

    def _wrap(self, text: str, zone: str) -> None:
        if self._odds(0.5):
            self._add(text, zone)
            return
        line = ""
        for word in text.split():
            if line and len(line) + len(word) >= WIDTH:
                self._add(line, zone)
                line = word
            else:
                line = f"{line} {word}".strip()
        self._add(line, zone)

    def _add(self, text: str, zone: str) -> None:
        if text.strip():
            self.lines.append(text)
            self.zones.append(zone)

    def _gap(self, odds: float) -> None:
        if self.lines and self.lines[-1] and self._odds(odds):
            self.lines.append("")
            self.zones.append(None)

    def _odds(self, odds: float) -> bool:
        return self.chance.random() < odds


def windows(mails: Sequence[Composed], window: int) -> Iterator[tuple[Composed, list[int]]]:
    """Each mail with the numbers of its last filled lines."""
    for mail in mails:
        filled = [n for n, line in enumerate(mail.lines) if line.strip()]
        yield mail, filled[-window:]
