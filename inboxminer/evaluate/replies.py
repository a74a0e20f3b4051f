"""Our readings of the public cases beside what their libraries expect, and signatures found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from inboxminer.clean.unicode import normalise
from inboxminer.clean.zones import Line, zones
from inboxminer.evaluate.strippers import POLICIES, Case
from inboxminer.evaluate.zones import lost
from inboxminer.parse.html import to_text
from inboxminer.train.tagged import KEPT

# The zones that signature finders call a signature.
SIGNED = ("closing", "signature", "mobile_footer", "disclaimer", "list_footer")
MARK = "#sig#"
TAG = re.compile(r"<head>.*?</head>|<style.*?</style>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Read:
    """A case with our reading under the library's policy and under our own."""

    case: Case
    by_policy: bool
    by_ours: bool
    lost: int
    own: int
    found: str


def read(case: Case) -> Read:
    """What we make of a case."""
    text = to_text(case.text)[0] if case.html else case.text
    expected = unescape(TAG.sub("", case.expected)) if case.html else case.expected
    lines = zones(normalise(text)[0])
    want = words(expected)
    policy, own = kept(lines, POLICIES[case.library]), kept(lines, KEPT)
    gone = lost(want, own) if case.agrees else 0
    size = len("".join(want.split())) if case.agrees else 0
    return Read(case, words(policy) == want, words(own) == want, gone, size, own)


def kept(lines: Iterable[Line], wanted: Iterable[str]) -> str:
    """The lines of some zones; quoted lines keep their marks."""
    held = frozenset(wanted)
    return "\n".join(line.text for line in lines if line.zone in held)


def words(text: str) -> str:
    """A text as two readings are compared: characters that show, spaces and line ends aside."""
    return re.sub(r"\s+", "", normalise(text)[0])


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines of signatures in a marked set: found, marked, both; and mails read exactly."""

    both: int
    found: int
    marked: int
    exact: int
    mails: int

    @property
    def precision(self) -> float:
        """Share of the lines found that are marked, 0..1."""
        return self.both / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked lines that are found, 0..1."""
        return self.both / self.marked if self.marked else 0.0


def signatures(folder: Path, *, tagged: bool = True) -> Signatures:
    """Signature lines in talon's marked mails, ``P`` with and ``N`` without signatures.

    tagged: with the line tagger, or by the rules alone.
    """
    both = found = marked = exact = mails = 0
    for path in sorted(folder.glob("*/*_body")):
        raw = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").strip("\n")
        signed = [line.startswith(MARK) for line in raw.split("\n")]
        plain = "\n".join(line.removeprefix(MARK) for line in raw.split("\n"))
        read = zones(plain, tagged=tagged)
        pairs = [
            (line.zone in SIGNED, gold)
            for line, gold in zip(read, signed, strict=False)
            if line.text.strip()
        ]
        both += sum(have and gold for have, gold in pairs)
        found += sum(have for have, _ in pairs)
        marked += sum(gold for _, gold in pairs)
        exact += all(have == gold for have, gold in pairs)
        mails += 1
    return Signatures(both, found, marked, exact, mails)
