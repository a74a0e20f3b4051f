"""The text with placeholders: recognisers run until none finds anything more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from inboxminer.clean.redact.base import Hit, Scan
from inboxminer.clean.redact.placeholders import PLACEHOLDER, Names
from inboxminer.clean.redact.table import RECOGNISERS
from inboxminer.clean.redact.view import HOLE, folded, with_holes
from inboxminer.records import Redaction


def redact(
    text: str,
    *,
    people: Sequence[str] = (),
    language: str = "he",
    names: Names | None = None,
) -> tuple[str, tuple[Redaction, ...]]:
    """The text with placeholders, and what each stands for (offsets into the new text).

    people: display names of the sender and the recipients, found wherever they
    occur. Redacting twice changes nothing.
    """
    names = names or Names()
    out: list[str] = []
    redactions: list[Redaction] = []
    at = length = 0
    for hit in _hits(text, tuple(people), language):
        before = text[at : hit.start]
        original = text[hit.start : hit.end]
        shown = names.placeholder(hit.kind, original)
        length += len(before)
        redactions.append(Redaction(length, length + len(shown), hit.kind, original))
        length += len(shown)
        out += [before, shown]
        at = hit.end
    out.append(text[at:])
    return "".join(out), tuple(redactions)


def _hits(text: str, people: tuple[str, ...], language: str) -> list[Hit]:
    """What is to be replaced, in text order; of two that overlap the earlier found wins.

    What is found becomes a hole, and the rest is looked at again: the last look, at the text with
    all its holes, finds nothing, and it is just what a second redaction would look at.
    """
    view = folded(text)
    plain = view.text
    taken = [Hit(*m.span(), "") for m in PLACEHOLDER.finditer(plain)] if "[" in plain else []
    while True:
        holes = with_holes(plain, [(hit.start, hit.end) for hit in taken])
        scan = Scan(holes.text, language, people)
        found = [Hit(*holes.original(hit.start, hit.end), hit.kind) for hit in _find(scan)]
        if not found:
            break
        taken = sorted([*taken, *found], key=lambda hit: hit.start)
    return [Hit(*view.original(h.start, h.end), h.kind) for h in taken if h.kind]


def _find(scan: Scan) -> list[Hit]:
    """Hits that do not overlap, those of earlier recognisers first."""
    found: list[Hit] = []
    for row in RECOGNISERS:
        if row.needs and not row.needs(scan):
            continue
        for hit in row.find(scan):
            at = bisect_left(found, hit.end, key=lambda other: other.start)
            free = at == 0 or found[at - 1].end <= hit.start
            if hit.start < hit.end and free and HOLE not in scan.text[hit.start : hit.end]:
                found.insert(at, hit)
    return found
