"""Where quoted history begins: the headers that mail programs write above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inboxminer.clean.patterns import (
    ADDRESS,
    ANY_HEADER,
    BARE_HEADER,
    CLOCK,
    DAY,
    FIELD,
    MARKS,
    NAMED_HEADER,
    NEVER,
    QUOTED,
    REVERSED_FIELD,
    RULE,
    RULED,
    RULED_START,
    Tables,
    may_say,
)

# What the rules begin with that stand above headers.
SIGNS = frozenset("-_=*~—–")
# A rule, or what may be a field.
BEGINNING = re.compile(r"[\s>*|]*+(?:[-_=~—–]|[^:：]{0,40}+[:：])")
NUMBER_OR_AT = re.compile(r"[\d@]")
# A header line is folded over at most so many lines, and is never longer than this.
FOLDS, WIDEST = 5, 420


@dataclass(frozen=True, slots=True)
class Header:
    """How many lines a header takes, and whether what follows is a forwarded message."""

    lines: int
    forward: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A block such as "From: … Sent: … To: … Subject: …": its lines and what they hold."""

    lines: int
    kinds: frozenset[str]
    address: bool
    clock: bool


def beginnings(lines: Sequence[str], known: Tables, first: int = 0) -> list[int]:
    """Numbers of the lines, in order and from a first one on, at which a header may begin; at all
    others there is none."""
    every = range(first, len(lines))
    out = {n for n in every if BEGINNING.match(lines[n])}
    if known.forward is not NEVER or known.original is not NEVER:
        out.update(n for n in every if may_say("marker", lines[n]))
    numbered = [n for n in every if NUMBER_OR_AT.search(lines[n])]
    folds = {n for at in numbered for n in range(at, min(at + FOLDS, len(lines)))}
    ends = {n for n in folds if _may_end(lines[n], known)}
    out.update(n for n in numbered if not ends.isdisjoint(range(n, n + FOLDS)))
    return sorted(out)


def header_at(lines: Sequence[str], at: int, known: Tables) -> Header | None:
    """The header of quoted history that begins at a line, or None."""
    line = bare(lines[at])
    if not line or len(line) > WIDEST:
        return None
    plain = line[0] not in SIGNS and known.forward is NEVER and known.original is NEVER
    return (
        (None if plain else _marked(lines, at, line, known))
        or _field_block(lines, at, line, known)
        or _written(lines, at, line, known)
    )


def bare(line: str) -> str:
    """A line without quote marks, asterisks of bold type and spaces at its ends."""
    first = line[:1]
    if first in ">*|" or first.isspace():
        line = MARKS.sub("", line)
    return line.strip(" \t*")


def _marked(lines: Sequence[str], at: int, line: str, known: Tables) -> Header | None:
    """ "-----Original Message-----", "Begin forwarded message:", a rule above fields."""
    if len(line) < 120:
        core = line.strip(" -_=:*>.—–")
        ruled = bool(RULED.match(line)) or line[0] in "-_="
        for pattern, forward in ((known.forward, True), (known.original, False)):
            match = pattern.search(core) if ruled else pattern.match(core)
            if match is None or (not ruled and len(core) - len(match[0]) > 2):
                continue
            if ruled and len(core) - len(match[0]) > 40:
                continue
            fields = fields_at(lines, at + 1, known)
            long = len(match[0].split()) > 4 and (at == 0 or not lines[at - 1].strip())
            if ruled or fields.kinds or long or (line.endswith(":") and len(core) > 8):
                below = fields.lines or _written_below(lines, at + 1, known)
                return Header(1 + below, forward)
        if ruled and known.wrote.match(core):
            return Header(1)
    glued = RULED_START.match(line)
    if glued:
        for pattern, forward in ((known.forward, True), (known.original, False)):
            if pattern.match(glued[1]):
                return Header(1 + fields_at(lines, at + 1, known).lines, forward)
    if RULE.match(line):
        fields = fields_at(lines, at + 1, known)
        if len(fields.kinds) >= 2 and (
            fields.address or fields.clock or len(fields.kinds & {"from", "subject", "to"}) >= 2
        ):
            return Header(1 + fields.lines)
    return None


def _written_below(lines: Sequence[str], at: int, known: Tables) -> int:
    """Lines up to and with a line "On … wrote:" right under a marker; 0 if there is none."""
    for n in range(at, min(at + 3, len(lines))):
        if lines[n].strip():
            found = _written(lines, n, bare(lines[n]), known)
            return n - at + found.lines if found else 0
    return 0


def _field_block(lines: Sequence[str], at: int, line: str, known: Tables) -> Header | None:
    if _field(line, known) is None:
        return None
    fields = fields_at(lines, at, known)
    kinds = fields.kinds
    above = any(lines[n].strip() for n in range(at))
    if len(kinds) >= 3:
        sure = "subject" in kinds or fields.address or fields.clock
    else:
        # Two fields are a header where they name an address and stand under the writer's words.
        sure = len(kinds) == 2 and fields.address and above and kinds != {"to", "cc"}
        sure = sure and (fields.clock or QUOTED.match(lines[at]) is not None or "from" in kinds)
    return Header(fields.lines) if sure else None


def fields_at(lines: Sequence[str], at: int, known: Tables) -> Fields:
    """The header fields from a line on, folded ones and blank lines between them included."""
    kinds: set[str] = set()
    address = clock = False
    end, n = at, at
    folded = 0
    while n < len(lines) and n - at < 24:
        text = bare(lines[n])
        if not text:
            # Some programs leave a blank line between two fields.
            later = next((k for k in range(n, min(n + 3, len(lines))) if bare(lines[k])), None)
            found = _field(bare(lines[later]), known) if later is not None else None
            if later is None or found is None or found[0] in kinds or (not kinds and n > at + 1):
                break
            n = later
            continue
        field = _field(text, known)
        if field is None:
            folded += 1
            more = n + 1 < len(lines) and _more_fields(lines, n + 1, kinds, known)
            loose = bool(ADDRESS.search(text)) or text.endswith((";", ">"))
            if not kinds or folded > 3 or not (more or (loose and folded < 2)):
                break
            address = address or "@" in text
        else:
            folded = 0
            if field[0] in kinds and field[0] in ("from", "subject"):
                break
            kinds.add(field[0])
            address = address or "@" in field[1]
            clock = clock or (field[0] == "sent" and bool(CLOCK.search(field[1])))
            if known.inner_field.search(field[1]):
                kinds.add("subject")
        end = n + 1
        n += 1
        if field and field[0] == "subject" and text.endswith(("-", "–", ",")) and _ends(lines, n):
            # A long subject that was folded.
            end = n + 1
            break
    kinds.discard("other")
    return Fields(end - at if kinds else 0, frozenset(kinds), address, clock)


def _ends(lines: Sequence[str], n: int) -> bool:
    """Whether a line of text with a blank one below it stands here."""
    return n + 1 < len(lines) and bool(bare(lines[n])) and not bare(lines[n + 1])


def _more_fields(lines: Sequence[str], at: int, kinds: set[str], known: Tables) -> bool:
    for n in range(at, min(at + 2, len(lines))):
        field = _field(bare(lines[n]), known)
        if field is not None:
            return field[0] not in kinds
    return False


def _field(line: str, known: Tables) -> tuple[str, str] | None:
    """What a header field holds (from, sent, to, cc, subject, other) and its value."""
    if ":" not in line[:30] and "：" not in line[:30]:
        return None
    match = FIELD.match(line) or REVERSED_FIELD.match(line)
    kind = known.fields.get(match[1].strip(" *_").casefold()) if match else None
    return (kind, match[2]) if match and kind else None


def _written(lines: Sequence[str], at: int, line: str, known: Tables) -> Header | None:
    """ "On 3 May 2026, Dana wrote:", on one line or folded over several."""
    if not NUMBER_OR_AT.search(line):
        return None
    if not any(_may_end(one, known) for one in lines[at : at + FOLDS]):
        return None
    joined = line
    for more in range(FOLDS):
        if more:
            n = at + more
            if n >= len(lines) or not _folds(lines, n, joined, known):
                return None
            extra = bare(lines[n])
            joined = joined[:-1] + extra if joined.endswith("=") else f"{joined} {extra}"
        if len(joined) > WIDEST:
            return None
        if _is_written(joined.strip(" -_*\"'"), known) and (
            _sure(joined) or _set_apart(lines, at, at + more)
        ):
            fields = fields_at(lines, at + more + 1, known)
            return Header(more + 1 + (fields.lines if len(fields.kinds) > 1 else 0))
        if joined.endswith((".", "!", "?")) and not more:
            return None
    return None


def _may_end(line: str, known: Tables) -> bool:
    """Whether a line ends as headers do: in a colon, a bracket or a verb of the tables."""
    text = line.rstrip(" -_*\"'\t>")
    return (
        text[-1:] in (":", "：")
        or line.rstrip()[-1:] == ">"
        or text[text.rfind(" ") + 1 :].rstrip(")") in known.verbs
    )


def _folds(lines: Sequence[str], n: int, joined: str, known: Tables) -> bool:
    """Whether a line may carry on the header above it."""
    text = lines[n].strip()
    if not text:
        # Between a day with a time and an address that stands alone.
        return bool(CLOCK.search(joined)) and n + 1 < len(lines) and lines[n + 1][:1] == "<"
    if QUOTED.match(text) and not QUOTED.match(lines[n - 1]):
        # A bracket that was opened on the line above may close here.
        return joined.count("<") > joined.count(">")
    return len(text) < 160 and not (joined.endswith(":") and not ADDRESS.search(joined))


def _is_written(line: str, known: Tables) -> bool:
    if line[-1:] not in ":：>" and line[line.rfind(" ") + 1 :].rstrip(")") not in known.verbs:
        return False
    if not DAY.search(line) and "@" not in line:
        return False
    if line.endswith(":") and "@" in line and (ANY_HEADER.match(line) or BARE_HEADER.match(line)):
        return True
    named = NAMED_HEADER.match(line)
    if named and named[1].rstrip(")") in known.verbs:
        return True
    return known.reply_header.match(line) is not None


def _sure(line: str) -> bool:
    """Whether a header names an address: people do not write that before a colon."""
    return bool(ADDRESS.search(line))


def _set_apart(lines: Sequence[str], first: int, last: int) -> bool:
    """A header without an address stands above quoted lines or between blank ones."""
    below = next((n for n in range(last + 1, len(lines)) if lines[n].strip()), None)
    if below is not None and QUOTED.match(lines[below]):
        return True
    blank_above = first == 0 or not lines[first - 1].strip()
    return blank_above and (below is None or below > last + 1)
