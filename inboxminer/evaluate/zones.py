"""How well the zones of written cases are found: own text exactly, lines, customer text lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from inboxminer.clean.unicode import normalise
from inboxminer.clean.zones import own_text, zones
from inboxminer.parse.html import to_text
from inboxminer.train.tagged import TaggedMail, tidy


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: what was expected and found, and the lines whose zone is another."""

    name: str
    expected: str
    found: str
    lines: int
    wrong: tuple[tuple[str, str, str], ...]

    @property
    def exact(self) -> bool:
        """Whether the own text is the expected one, white space aside."""
        return self.expected == self.found


def outcomes(mails: Iterable[TaggedMail], *, tagged: bool = True) -> list[Outcome]:
    """Every case read as a scan reads it, or by the rules alone."""
    return [_plain(mail, tagged) if mail.zones else _html(mail, tagged) for mail in mails]


def _html(mail: TaggedMail, tagged: bool) -> Outcome:
    text, _ = to_text(mail.text)
    found = tidy(own_text(normalise(text)[0], tagged=tagged))
    return Outcome(mail.name, _squeezed(mail.own), _squeezed(found), 0, ())


def _plain(mail: TaggedMail, tagged: bool) -> Outcome:
    found = tidy(own_text(normalise(mail.text)[0], tagged=tagged))
    read = zones(mail.text, tagged=tagged)
    wrong = tuple(
        (line.text, gold, line.zone)
        for line, gold in zip(read, mail.zones, strict=False)
        if gold and line.text.strip(" >") and line.zone != gold
    )
    gold = sum(zone is not None for zone in mail.zones)
    return Outcome(mail.name, _squeezed(mail.own), _squeezed(found), gold, wrong)


def _squeezed(text: str) -> str:
    return "\n".join(line for line in tidy(text).split("\n") if line)


def lost(expected: str, found: str) -> int:
    """How many characters of the expected own text, white space aside, were dropped."""
    want, have = "".join(expected.split()), "".join(found.split())
    if want in have:
        return 0
    match = SequenceMatcher(None, want, have, autojunk=False)
    return len(want) - sum(block.size for block in match.get_matching_blocks())
