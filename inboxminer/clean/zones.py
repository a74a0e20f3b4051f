"""Every line of a message belongs to one zone; only the writer's own words go on.

History is found from its headers and marks, then the stretches of own words are searched for what
stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from inboxminer.clean.history import beginnings, header_at
from inboxminer.clean.names import (
    CLOSING,
    DISCLAIMER,
    FORWARDED,
    GREETING,
    HISTORY,
    KEPT,
    OWN,
    QUOTE,
    QUOTE_HEADER,
    SIGNATURE,
)
from inboxminer.clean.patterns import (
    INVISIBLE,
    MARKS,
    NEVER,
    QUOTED,
    Tables,
    is_closing,
    is_greeting,
    may_say,
    tables,
    tables_for,
)
from inboxminer.clean.tagger import WINDOW, features, settled, tagger
from inboxminer.clean.tail import is_name, tag_tail, tag_trailer

__all__ = [
    "Line",
    "forwarded_text",
    "has_history",
    "is_closing",
    "is_greeting",
    "own_text",
    "zones",
]

# Shorter quoted lines are not what a program broke in two, and longer ones show that it broke none.
WRAPPED, UNBROKEN = 64, 135
# So often own words are read again; only text made to hurt needs more.
ROUNDS = 8
# So many lines at most tell whether a header begins at the first of them.
REACH = 48
BLANK = re.compile(r"\n{3,}")
# Forwards within one another that are opened.
FORWARDS = 20
# A card that is longer is a list.
CARD_LINES = 9
# A line may be a header only if it holds one of these; the search is cheap.
HINT = re.compile(r"[:：@]|-{2}|_{3}|={3}|[Ff]orward|Original|wrote|\d")


class Line(NamedTuple):
    """A line and the zone that it belongs to."""

    text: str
    zone: str


def own_text(text: str, *, tagged: bool = True) -> str:
    """The writer's own words of a body; empty where all of it is another's.

    Cleaning them again changes nothing: words that only stand together once the quotes between
    them are gone are read together until nothing more falls away. tagged: see ``zones``.
    """
    quiet = 0
    for _ in range(1 + ROUNDS):
        lines = _read(text, tagged, quiet)
        own = _own(lines)
        if own in ("", text):
            return own
        quiet = max(0, _kept(lines, text, own) - REACH)
        text = own
    return text


def _own(lines: Sequence[Line]) -> str:
    own = "\n".join(line.text for line in lines if line.zone in KEPT)
    return BLANK.sub("\n\n", own).strip("\n")


def _kept(lines: Sequence[Line], text: str, own: str) -> int:
    """How many lines the own words have where only a tail was cut from a text, else 0."""
    count = own.count("\n") + 1
    whole = text.startswith(own) and all(line.zone in KEPT for line in lines[:count])
    return count if whole else 0


def has_history(text: str) -> bool:
    """Whether some of a body is quoted."""
    return any(line.zone in HISTORY for line in zones(text))


def forwarded_text(text: str) -> str:
    """What stands below the quote headers, without marks: for mail that is all forward.

    Forwards of forwards are opened until there are words.
    """
    for _ in range(FORWARDS):
        below = (line.text for line in zones(text) if line.zone in (QUOTE, FORWARDED))
        inner = "\n".join(MARKS.sub("", line) for line in below).strip()
        if not inner or inner == text.strip():
            return inner
        if said := own_text(inner):
            return said
        text = inner
    return ""


def zones(text: str, *, tagged: bool = True) -> list[Line]:
    """Each line of a body with its zone, in order.

    A header that stands on one line with own words becomes a line of its own. tagged: whether the
    line tagger reads what the rules leave open; without it that stays own text.
    """
    return list(_read(text, tagged, 0))


# A message is read for its own words and asked for its history: the last few are kept.
@lru_cache(maxsize=4)
def _read(text: str, tagged: bool, quiet: int) -> tuple[Line, ...]:
    """quiet: so many of the first lines are known to begin no history."""
    shown = _split_inline(text, tables()).split("\n")
    hidden = not text.isascii() and INVISIBLE.search(text)
    lines = [INVISIBLE.sub("", line) for line in shown] if hidden else shown
    known = tables_for(lines)
    out = _history(lines, known, quiet)
    _around(lines, out, known, tagged)
    return tuple(map(Line, shown, out))


def _split_inline(text: str, known: Tables) -> str:
    if "wrote:" not in text:
        return text
    parts: list[str] = []
    for line in text.split("\n"):
        match = known.inline_header.search(line) if line.endswith("wrote:") else None
        parts += [line[: match.start()], match[1]] if match else [line]
    return "\n".join(parts)


def _history(lines: Sequence[str], known: Tables, quiet: int) -> list[str]:
    """Zones of quoted and forwarded lines; everything else is own for now."""
    out = [OWN] * len(lines)
    at, headers = 0, 0
    zone = QUOTE
    for n in _telling(lines, known, quiet):
        if n < at:
            continue
        at, line = n, lines[n]
        if _is_reply_above(line, known):
            at = _reply_above(lines, out, at)
            continue
        header = header_at(lines, at, known) if HINT.search(line) else None
        if header is not None:
            headers += 1
            out[at : at + header.lines] = [QUOTE_HEADER] * header.lines
            _marker_above(lines, out, at, known)
            zone = FORWARDED if header.forward else QUOTE
            at += header.lines
            if QUOTED.match(line) or _quoted_below(lines, at):
                at = _quoted_block(lines, out, at, zone)
                continue
            out[at:] = [zone] * (len(lines) - at)
            break
        if _is_quoted(line) and not _prose(lines, at, headers):
            at = _quoted_block(lines, out, at, zone if headers else QUOTE)
    return out


def _telling(lines: Sequence[str], known: Tables, first: int) -> list[int]:
    """Numbers of the lines, in order, that may begin a stretch of history, from a first one on."""
    every = range(first, len(lines))
    found = {n for n in every if _is_quoted(lines[n])}
    found.update(beginnings(lines, known, first))
    if known.reply_above is not NEVER:
        found.update(n for n in every if may_say("reply_above", lines[n]))
    return sorted(found)


def _is_quoted(line: str) -> bool:
    first = line[:1]
    return first == ">" or (first.isspace() and QUOTED.match(line) is not None)


def _is_reply_above(line: str, known: Tables) -> bool:
    return 14 < len(line) < 240 and known.reply_above.match(line) is not None


def _marker_above(lines: Sequence[str], out: list[str], at: int, known: Tables) -> None:
    """A bare "Original message" above header fields, without dashes or a colon."""
    above = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), None)
    if above is not None and out[above] == OWN:
        text = lines[above].strip(" *>")
        if known.original.fullmatch(text) or known.forward.fullmatch(text):
            out[above] = QUOTE_HEADER


def _reply_above(lines: Sequence[str], out: list[str], at: int) -> int:
    """A helpdesk's line: the customer answers above it, its own copy of the case stands below."""
    out[at] = QUOTE_HEADER
    if any(line.strip() for line in lines[:at]):
        out[at + 1 :] = [QUOTE] * (len(lines) - at - 1)
        return len(lines)
    return at + 1


def _quoted_below(lines: Sequence[str], at: int) -> bool:
    below = next((line for line in lines[at : at + 8] if line.strip()), "")
    return bool(QUOTED.match(below))


def _quoted_block(lines: Sequence[str], out: list[str], at: int, zone: str) -> int:
    """Mark quoted lines from here on, with blank ones and broken ends between; where they end."""
    while at < len(lines):
        line = lines[at]
        blank = not line.strip()
        if QUOTED.match(line) or (_quoted_next(lines, at) if blank else _wrapped(lines, at)):
            out[at] = zone
        elif not blank:
            return at
        at += 1
    return at


def _quoted_next(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and QUOTED.match(lines[at + 1]) is not None


def _wrapped(lines: Sequence[str], at: int) -> bool:
    """Whether a line without mark is the end of the quoted one above it, broken by a program."""
    above, line = lines[at - 1].rstrip(), lines[at].strip()
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if not QUOTED.match(above) or len(above) > UNBROKEN:
        return False
    if len(above) >= WRAPPED - 4 and line[:1].islower() and QUOTED.match(below):
        return True
    if len(above) >= WRAPPED and not above.endswith((".", "?", "!", ":", ">")):
        return QUOTED.match(below) is not None or not below.strip()
    if above.count("(") > above.count(")") and line.endswith(")"):
        return " " not in line
    return bool(re.match(r"^\(?https?://\S+\)?\s*>?$", line)) and QUOTED.match(below) is not None


def _prose(lines: Sequence[str], at: int, headers: int) -> bool:
    """A lone ``>`` in running text is the writer's: an arrow, a price comparison."""
    line = lines[at].strip()
    if not line.strip("> "):
        return False
    if "<<<" in line or re.match(r">{2,}\s+>{2,}", line):
        return True
    if any(QUOTED.match(lines[n]) for n in (at - 1, at + 1) if 0 <= n < len(lines)):
        return False
    if line.startswith((">>>", ">=", ">:")) or re.match(r">\s?\d", line):
        return not headers
    if headers or not 0 < at < len(lines) - 1 or not lines[at - 1].strip():
        return False
    # Glued into a paragraph, and the only line of its kind.
    return bool(lines[at + 1].strip()) and sum(QUOTED.match(n) is not None for n in lines) == 1


def _around(lines: Sequence[str], out: list[str], known: Tables, tagged: bool) -> None:
    """Zones of what stands around the own words, in the stretches that may end a message."""
    stretches = _stretches(lines, out)
    if not stretches:
        return
    for place, stretch in enumerate(stretches):
        above_header = stretch.stop < len(out) and out[stretch.stop] == QUOTE_HEADER
        below_history = any(zone != OWN for zone in out[: stretch.start])
        if place == len(stretches) - 1 and below_history:
            found = tag_trailer(lines, out, stretch, known)
        elif place == len(stretches) - 1 or (place == 0 and above_header):
            found = tag_tail(lines, out, stretch, known)
        else:
            continue
        if tagged and not found:
            _leave_to_tagger(lines, out, stretch, known)
    own = (n for n in range(len(out)) if out[n] == OWN and lines[n].strip())
    for n in islice(own, 2):
        if not is_greeting(lines[n]):
            break
        out[n] = GREETING


def _leave_to_tagger(lines: Sequence[str], out: list[str], stretch: range, known: Tables) -> None:
    """The zones of last lines that no rule knows, where they may be anything but own words.

    What the tagger says is taken only where it leaves own words above, and where a card is short
    and a disclaimer speaks like one. The name under a sign-off stays with it.
    """
    filled = [n for n in stretch if out[n] == OWN and lines[n].strip()][-WINDOW:]
    if len(filled) < 2 or settled(lines, filled):
        return
    rows = features(lines, filled)
    read = tagger().tag(rows)
    legal = any("legal" in row for row, zone in zip(rows, read, strict=True) if zone == DISCLAIMER)
    if read[0] != OWN or read.count(SIGNATURE) > CARD_LINES or (DISCLAIMER in read and not legal):
        return
    for place, (n, zone) in enumerate(zip(filled, read, strict=True)):
        signed = place > 0 and is_closing(lines[filled[place - 1]])
        name = signed and zone == SIGNATURE and is_name(lines[n], known)
        out[n] = CLOSING if name else zone


def _stretches(lines: Sequence[str], out: Sequence[str]) -> list[range]:
    """Runs of own lines that hold text."""
    runs: list[range] = []
    start: int | None = None
    for n in range(len(out) + 1):
        own = n < len(out) and out[n] == OWN
        if own and start is None:
            start = n
        elif not own and start is not None:
            if any(lines[k].strip() for k in range(start, n)):
                runs.append(range(start, n))
            start = None
    return runs
