"""A small trained tagger of the last lines of a mail: own words, sign-off, signature, disclaimer.

A linear chain (Lafferty et al. 2001): a weight for each feature and zone, one for each pair of
neighbouring zones, and the likeliest run of zones by Viterbi. Weights are read from models/lines
with numpy alone; no language is named, the words come from languages/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from operator import add
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from inboxminer.assets import asset
from inboxminer.clean.names import CLOSING, DISCLAIMER, OWN, SIGNATURE
from inboxminer.clean.patterns import is_closing, is_greeting, may_say, says, tables

LABELS = (OWN, CLOSING, SIGNATURE, DISCLAIMER)
# So many lines from the end are read.
WINDOW = 12
PHONE = re.compile(r"(?<!\d)[+(]?\d[\d\s().–/-]{5,}\d")
LINK = re.compile(r"https?://|www\.|@[\w-]+\.\w")
DIGIT = re.compile(r"\d")
BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s")
MONEY = re.compile(r"[₪$€£₽]|\d+[.,]\d\d\b")


@dataclass(frozen=True, slots=True)
class Tagger:
    """The weights: (features, labels), (labels, labels), and for the first and last line."""

    index: Mapping[str, int]
    weights: np.ndarray
    moves: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def tag(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest zones of lines, given the features of each."""
        known = [[self.index[name] for name in row if name in self.index] for row in rows]
        starts = list(accumulate(map(len, known[:-1]), initial=0))
        flat = [at for row in known for at in row]
        scores = np.add.reduceat(self.weights[flat], starts, axis=0).tolist()
        # Few labels: lists are faster than arrays.
        moves = self.moves.T.tolist()
        best = list(map(add, scores[0], self.first.tolist()))
        back: list[list[int]] = []
        for emission in scores[1:]:
            paths = [list(map(add, best, into)) for into in moves]
            tops = list(map(max, paths))
            back.append(list(map(list.index, paths, tops)))
            best = list(map(add, tops, emission))
        ends = list(map(add, best, self.last.tolist()))
        at = ends.index(max(ends))
        run = [at]
        for step in reversed(back):
            at = step[at]
            run.append(at)
        return [LABELS[k] for k in reversed(run)]


@cache
def tagger(folder: Path | None = None) -> Tagger:
    """The tagger of a folder; by default the shipped one.

    Raises ModelError where the installation lacks it.
    """
    folder = folder or asset("models", "lines")
    held = {k: v.astype(np.float64) for k, v in load_file(folder / "lines.safetensors").items()}
    names = json.loads((folder / "config.json").read_text(encoding="utf-8"))["features"]
    index = {name: at for at, name in enumerate(names)}
    return Tagger(index, held["weights"], held["moves"], held["first"], held["last"])


def settled(lines: Sequence[str], filled: Sequence[int]) -> bool:
    """Whether the last lines are plainly running text, so that there is nothing to read."""
    return all(
        len(text.split()) > 8 and not LINK.search(text) and not _legal(text)
        for text in (lines[n].strip() for n in filled[-2:])
    )


def features(lines: Sequence[str], filled: Sequence[int]) -> list[list[str]]:
    """What is known of each of some lines, as names: the line itself, its place, its neighbours.

    lines: a whole mail, without characters that nobody sees; filled: the numbers of the lines that
    are read, none of them empty.
    """
    looks = [_look(lines[n].strip()) for n in filled]
    out: list[list[str]] = []
    for place, n in enumerate(filled):
        row = ["bias", *looks[place]]
        below = len(filled) - 1 - place
        row.append(f"below {min(below, 3) if below < 4 else 5 if below < 7 else 8}")
        row.append(f"above {min(place, 3)}")
        gap_above = n == 0 or not lines[n - 1].strip()
        gap_below = n + 1 >= len(lines) or not lines[n + 1].strip()
        row.append(f"gaps {gap_above:d}{gap_below:d}")
        for shift, mark in ((-1, "<"), (1, ">")):
            if 0 <= place + shift < len(filled):
                row += [f"{mark} {name}" for name in looks[place + shift] if name in NEAR]
            else:
                row.append(f"{mark} none")
        if any("closing" in look for look in looks[:place]):
            row.append("a sign-off above")
        if any("contact" in look or "role" in look for look in looks[place + 1 :]):
            row.append("a card below")
        out.append(row)
    return out


NEAR = frozenset(
    {"contact", "role", "closing", "running", "name", "legal", "stop", "asks", "speaks", "rule"}
)


# The same last lines are read again once what stands below them is gone.
@lru_cache(maxsize=4 * WINDOW)
def _look(line: str) -> tuple[str, ...]:
    known, words = tables(), line.split()
    out = [
        f"words {_step(len(words), (1, 2, 3, 5, 8, 15))}",
        f"wide {_step(len(line), (12, 30, 60, 100))}",
    ]
    out.append(f"ends {line[-1]}" if line[-1] in ".!?؟,:;،|-" else "ends bare")
    digits = len(DIGIT.findall(line))
    phone = digits > 6 and PHONE.search(line) is not None
    link = ("@" in line or "/" in line or "." in line) and LINK.search(line) is not None
    if phone or link or (digits and known.contact.search(line)):
        out.append("contact")
    if phone:
        out.append("phone")
    if link:
        out.append("link")
    if digits:
        out.append("digits" if digits * 3 < len(line) else "many digits")
    lowered = [w.strip(".,:;!?()«»\"'|").casefold() for w in words]
    if not known.roles.isdisjoint(lowered):
        out.append("role")
    if is_closing(line):
        out.append("closing")
    if len(words) < 7 and is_greeting(line):
        out.append("greeting")
    if len(line) > 20 and _legal(line):
        out.append("legal")
    if not known.first_person.isdisjoint(lowered):
        out.append("speaks")
    stops = len(known.stopwords.intersection(lowered))
    if stops:
        out.append("stop" if stops == 1 else "stops")
    if "?" in line or "؟" in line:
        out.append("asks")
    if BULLET.match(line):
        out.append("bullet")
    if "|" in line or "•" in line or "·" in line:
        out.append("bar")
    if MONEY.search(line):
        out.append("money")
    if not any(c.isalnum() for c in line):
        out.append("rule")
    if line[0] in "-–—/~":
        out.append("dash")
    if len(words) > 8 or (len(words) > 3 and line[-1] in ".!?؟"):
        out.append("running")
    letters = [w for w in words if w[:1].isalpha()]
    if letters and len(letters) <= 4 and not digits and line[-1] not in ".!?:؟":
        cased = [w for w in letters if w[:1].lower() != w[:1].upper()]
        if all(w[0].isupper() for w in cased):
            out.append("name" if cased else "short")
    if letters and line.isupper():
        out.append("capitals")
    if line[0].islower():
        out.append("lower")
    return tuple(out)


def _legal(line: str) -> bool:
    return may_say("disclaimer", line) and says(tables().disclaimer, line)


def _step(value: int, steps: Sequence[int]) -> int:
    return next((step for step in steps if value <= step), 99)
