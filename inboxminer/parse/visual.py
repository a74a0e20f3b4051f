"""Hebrew stored as it stands on the screen, line by line (ISO-8859-8 of RFC 1556), put in order."""

from __future__ import annotations

import re

from inboxminer.languages.letters import reads

HEBREW = re.compile("[\u05d0-\u05ea]")
# Stretches that run from left to right within a line: Latin words with what stands between them,
# and numbers with their separators and signs.
LEFT_TO_RIGHT = re.compile(
    r"[A-Za-z\u00c0-\u024f@][^\u0590-\u05ff\n]*[A-Za-z\u00c0-\u024f\d]"
    r"|[+#$₪€£-]?\d(?:[\d.,:/\\-]*\d)?[%$₪€£°]?"
    r"|[A-Za-z\u00c0-\u024f]"
)
LATIN = re.compile("[A-Za-z]")
HEBREW_RUN = re.compile("[\u05d0-\u05ea](?:[^A-Za-z0-9\n]*[\u05d0-\u05ea])?")
PREFIX = re.compile(r"[>|\s]*")
MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
# So much better must the other order read: asked for by its charset, or found without that.
ASKED, FOUND, FOUND_MEAN = 4.0, 25.0, 0.8
# Characters of lines that are judged; the lines behind them follow.
JUDGED = 100_000


def logical(text: str, *, asked: bool) -> str:
    """The text with its visual lines in logical order; the text itself where it has none.

    ``asked`` says that the charset was one that stands for visual order; without that only clear
    evidence of the letters counts. Every line is judged, and short lines follow the rest.
    """
    if not asked and reads(text).mean > -2.9:
        return text
    lines = text.split("\n")
    gains = {}
    judged = 0
    for at, line in enumerate(lines):
        if HEBREW.search(line):
            turned = reorder(line)
            if judged > JUDGED:
                gains[at] = (0.0, turned, 0)
                continue
            judged += len(line)
            before, after = reads(line), reads(turned)
            gains[at] = (after.total - before.total, turned, after.count)
    whole = sum(gain for gain, _, _ in gains.values())
    count = sum(n for _, _, n in gains.values())
    if whole < (ASKED if asked else FOUND) or (not asked and whole < FOUND_MEAN * count):
        return text
    for at, (gain, turned, _) in gains.items():
        if gain > -ASKED:
            lines[at] = turned
    return "\n".join(lines)


def reorder(line: str) -> str:
    """A line from left to right turned into reading order; Latin words and numbers keep theirs.

    Doing so twice gives the line back, but for the blanks that set it to the right.
    """
    end = "\r" if line.endswith("\r") else ""
    line = line.removesuffix("\r")
    match = PREFIX.match(line)
    marks = match[0] if match and ">" in match[0] else ""
    body = line[len(marks) :]
    if _left_to_right(body):
        # A line of another language that holds some Hebrew words.
        return marks + HEBREW_RUN.sub(lambda run: run[0][::-1].translate(MIRROR), body) + end
    out, at = [], 0
    for stretch in LEFT_TO_RIGHT.finditer(body):
        out.append(body[at : stretch.start()][::-1].translate(MIRROR))
        out.append(stretch[0])
        at = stretch.end()
    out.append(body[at:][::-1].translate(MIRROR))
    return marks + "".join(reversed(out)).rstrip() + end


def _left_to_right(body: str) -> bool:
    """Whether a line is of a Latin language with Hebrew words in it, by its ends and letters."""
    strong = [c for c in body if HEBREW.match(c) or LATIN.match(c)]
    if not strong or HEBREW.match(strong[-1]):
        return False
    latin = sum(c.isascii() for c in strong)
    return latin > (1 if strong[0].isascii() else 2) * (len(strong) - latin)
