"""What stands around the writer's words and is no quote: sign-off, signature, disclaimer, footers.

A stretch is a run of lines without history between them. Rules decide here what has a form; what
only looks like a signature is left to the line tagger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inboxminer.clean.names import (
    CLOSING,
    DISCLAIMER,
    LIST_FOOTER,
    MOBILE,
    OWN,
    QUOTE,
    SIGNATURE,
)
from inboxminer.clean.patterns import DASHED_NAME, NEVER, RULE, Tables, is_closing, may_say, says

# A signature is short: so many lines, each at most so long.
SIGNATURE_LINES, SIGNATURE_WIDTH = 12, 130
DELIMITER = re.compile(r"^(?:--|—|––|__|—-)$")
# What rules and delimiters begin with.
RULES = frozenset("-_=*~—–>")
LONG_RULE = re.compile(r"^_{10,}$")
WORDS = re.compile(r"[^\W\d_]+(?:['’״\"][^\W\d_]+)*")


def tag_tail(lines: Sequence[str], out: list[str], stretch: range, known: Tables) -> bool:
    """Give the lines of a stretch their zones; True where a sign-off or signature was found.

    Lines without characters that nobody sees; only those whose zone is still own are changed.
    """
    filled = [n for n in stretch if out[n] == OWN and lines[n].strip()]
    if not filled:
        return True
    _banner(lines, out, filled, stretch, known)
    _list_footer(lines, out, filled, known)
    _mobile(lines, out, filled, known)
    _disclaimer(lines, out, filled, known)
    filled = [n for n in filled if out[n] == OWN]
    return (
        not filled
        or _delimited(lines, out, filled, known)
        or _signed_off(lines, out, filled, known)
        or _dashed_name(lines, out, filled)
        or _name_alone(lines, out, filled, known)
    )


def tag_trailer(lines: Sequence[str], out: list[str], stretch: range, known: Tables) -> bool:
    """A stretch below the history of a mail that was answered on top: all footer, or own words."""
    filled = [n for n in stretch if out[n] == OWN and lines[n].strip()]
    if filled and (DELIMITER.match(lines[filled[0]].strip()) or RULE.match(lines[filled[0]])):
        zone = LIST_FOOTER if _lists(lines, filled, known) else SIGNATURE
        for n in filled:
            out[n] = zone
        return True
    if filled and says(known.disclaimer, lines[filled[0]]):
        for n in filled:
            out[n] = DISCLAIMER
        return True
    return tag_tail(lines, out, stretch, known)


def speaks(line: str, known: Tables) -> bool:
    """Whether a writer says something of himself in a line."""
    return any(w.casefold() in known.first_person for w in re.findall(r"[\w'’]+", line))


def sentence(line: str) -> bool:
    """Whether a line reads like running text and not like a line of a visiting card."""
    words = line.split()
    return len(words) > 8 or (len(words) > 3 and line.rstrip().endswith(("?", "!", ".", "؟")))


def _banner(
    lines: Sequence[str], out: list[str], filled: list[int], stretch: range, known: Tables
) -> None:
    first = filled[0]
    if not known.banner.match(lines[first][:200]):
        return
    for n in stretch:
        if n >= first and not lines[n].strip():
            break
        if n >= first:
            out[n] = DISCLAIMER
    filled[:] = [n for n in filled if out[n] == OWN]


def _lists(lines: Sequence[str], filled: Sequence[int], known: Tables) -> bool:
    return any(says(known.list_footer, lines[n]) for n in filled)


def _apart(lines: Sequence[str], n: int) -> bool:
    """Whether a line opens a paragraph, or stands under a rule or a sign-off."""
    above = lines[n - 1] if n else ""
    return not above or not above.strip() or RULE.match(above) is not None or is_closing(above)


def _list_footer(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> None:
    if known.list_footer is NEVER:
        return
    for place in range(max(1, len(filled) - 14), len(filled)):
        n = filled[place]
        text = lines[n].strip()
        if text[0] in RULES and (LONG_RULE.match(text) or DELIMITER.match(text)):
            ahead = filled[place + 1 : place + 3]
        else:
            ahead = [n] if _apart(lines, n) else []
        if _lists(lines, ahead, known):
            for k in filled[place:]:
                out[k] = LIST_FOOTER
            filled[:] = filled[:place]
            return


def _mobile(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> None:
    """The line that a phone adds. Below it stands history whose header was lost."""
    if known.mobile is NEVER:
        return
    for place, n in enumerate(filled):
        text = lines[n].strip().strip("*")
        if len(text) > 160 or not known.mobile.fullmatch(text.partition("<")[0].rstrip(" .*")):
            continue
        out[n] = MOBILE
        above = filled[:place]
        if above and DELIMITER.match(lines[above[-1]].strip()):
            out[above.pop()] = MOBILE
        below = filled[place + 1 :]
        if below and above and not known.postscript.match(lines[below[0]]):
            footer = all(known.mobile.match(lines[k].strip()) for k in below)
            apart = not lines[n + 1].strip() if n + 1 < len(lines) else False
            if footer or apart:
                for k in below:
                    out[k] = MOBILE if footer else QUOTE
                below = []
        filled[:] = [*above, *below]
        if not above:
            continue
        return


def _disclaimer(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> None:
    if known.disclaimer is NEVER:
        return
    for place, n in enumerate(filled):
        text = lines[n].strip()
        if place == 0 or len(text) < 8:
            continue
        if place < len(filled) - 4 and not _apart(lines, n):
            continue
        after = f" {lines[n + 1].strip()}" if n + 1 < len(lines) and len(text) < 160 else ""
        if not may_say("disclaimer", text + after):
            continue
        if not says(known.disclaimer, text, after) or speaks(text, known):
            continue
        start = place
        while start > 1 and RULE.match(lines[filled[start - 1]]):
            start -= 1
        for k in filled[start:]:
            out[k] = DISCLAIMER
        filled[:] = filled[:start]
        return


def _delimited(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> bool:
    """ "-- " (RFC 3676), or a rule with a short rest that reads like no running text."""
    for place in range(max(1, len(filled) - 2 * SIGNATURE_LINES), len(filled)):
        text = lines[filled[place]].strip()
        if text[0] not in RULES:
            continue
        exact = bool(DELIMITER.match(text))
        if not (exact or (RULE.match(text) and len(text) < 60)):
            continue
        rest = [k for k in filled[place + 1 :] if not RULE.match(lines[k])]
        running = sum(sentence(lines[k]) and not known.contact.search(lines[k]) for k in rest)
        wide = any(len(lines[k].strip()) > 180 for k in rest)
        most = SIGNATURE_LINES + 3 if exact else SIGNATURE_LINES
        allowed = len(rest) // 3 if exact else 0
        if not exact and any("?" in lines[k] or speaks(lines[k], known) for k in rest):
            continue
        if not rest or len(rest) > most or wide or running > allowed:
            continue
        if not exact and all(is_closing(lines[k]) for k in rest):
            continue
        if exact and any(known.postscript.match(lines[k]) for k in rest):
            continue
        for k in filled[place:]:
            out[k] = SIGNATURE
        above = filled[:place]
        _signed_off(lines, out, above, known)
        return True
    return False


def _signed_off(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> bool:
    """A sign-off, the writer's name and what follows it."""
    for place in range(len(filled) - 1, max(-1, len(filled) - SIGNATURE_LINES - 3), -1):
        if not is_closing(lines[filled[place]]):
            continue
        rest = filled[place + 1 :]
        said = next((k for k, n in enumerate(rest) if known.postscript.match(lines[n])), len(rest))
        rest = rest[:said]
        if len(rest) > SIGNATURE_LINES or not all(_cardlike(lines[k], known) for k in rest):
            continue
        out[filled[place]] = CLOSING
        for position, k in enumerate(rest):
            more = is_closing(lines[k])
            name = position == 0 or all(out[j] == CLOSING for j in rest[:position])
            out[k] = CLOSING if more or (name and is_name(lines[k], known)) else SIGNATURE
            if not more and name and position > 0 and not is_closing(lines[rest[position - 1]]):
                out[k] = SIGNATURE
        # "Waiting for your answer, / Thanks," above the last one is the same sign-off.
        if place > 1 and is_closing(lines[filled[place - 1]]):
            out[filled[place - 1]] = CLOSING
        return True
    return False


def _cardlike(line: str, known: Tables) -> bool:
    """Whether a line surely belongs to a card: a number, an office, or a few words."""
    text = line.strip()
    if len(text) > SIGNATURE_WIDTH or "?" in text or speaks(text, known):
        return False
    if known.contact.search(text):
        return True
    words = [word.strip(",.-()|").casefold() for word in text.split()]
    return len(words) <= 3 or (not sentence(text) and not known.roles.isdisjoint(words))


def is_name(line: str, known: Tables) -> bool:
    """Whether a line may be the name under a sign-off: at most four words, no number."""
    return (
        len(line.split()) <= 4 and not re.search(r"[\d@|]", line) and not known.contact.search(line)
    )


def _dashed_name(lines: Sequence[str], out: list[str], filled: list[int]) -> bool:
    if len(filled) < 2:
        return False
    last, before = lines[filled[-1]].strip(), lines[filled[-2]].strip()
    if not DASHED_NAME.match(last) or before[:1] in "-–—/*•" or before.endswith(":"):
        return False
    out[filled[-1]] = SIGNATURE
    return True


def _name_alone(lines: Sequence[str], out: list[str], filled: list[int], known: Tables) -> bool:
    """One to three words of letters under a finished sentence."""
    if len(filled) < 2:
        return False
    last, before = lines[filled[-1]].strip(), lines[filled[-2]].strip()
    words = last.split()
    plain = all(w.replace("-", "").replace("'", "").isalpha() and not w.islower() for w in words)
    finished = before[-1:] in ".!?؟)" or not lines[filled[-1] - 1].strip()
    if not plain or len(words) > 3 or not finished or speaks(last, known):
        return False
    out[filled[-1]] = CLOSING
    return True
