"""Header fields as people wrote them: decoded, however broken (RFC 5322, 2047, 2231)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from inspect import signature

from inboxminer.parse.mime import Part
from inboxminer.parse.words import decode_words
from inboxminer.records import Address

MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
HIDDEN_AT = re.compile(r"(?<![\w.])([\w.+-]{1,64}) at ([\w-]+(?:\.[\w-]+)+)(?=\s*(?:\(|[,;>]|$))")
# One mailbox as nearly all are written: name <address>, "name" <address>, or the address alone.
ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
SPOT = rf"{ATOM}(?:\.{ATOM})*@[\w-]+(?:\.[\w-]+)*"
SIMPLE = re.compile(
    rf"(?:(?:({ATOM}(?: {ATOM})*)|\"([^\"\\\s]+(?: [^\"\\\s]+)*)\") ?)?<({SPOT})>|({SPOT})",
    re.ASCII,
)
KEPT = frozenset(
    """auto-submitted precedence return-path feedback-id x-spam-flag x-failed-recipients x-mailer
    list-id list-post list-unsubscribe list-help mailing-list x-mailing-list x-original-from
    x-original-sender x-auto-response-suppress x-autoreply x-autorespond x-autoreply-from
    x-mail-autoreply x-ms-exchange-inbox-rules-loop x-campaign x-campaignid x-mailchimp-id
    x-csa-complaints""".split()
)
# What a source had to repair in a row of a table.
DEFECTS = "x-inboxminer-defects"
FIRST, LAST = 1990, 2100
# Bytes of one field that are read (defect header_too_long), and how many Received fields.
WIDEST, RECEIVED = 20_000, 100
READ = ("subject", "from", "sender", "to", "cc", "reply-to", "in-reply-to", "references", "date")
# Newer Pythons refuse a whole list for one odd address unless told not to (CVE-2023-27043).
LENIENT: dict[str, bool] = (
    {"strict": False} if "strict" in signature(getaddresses).parameters else {}
)


def text_of(message: Part, name: str, *, likely: str | None = None) -> tuple[str, tuple[str, ...]]:
    """A field decoded to text, and the defects met; ``likely`` is the charset of the body."""
    return decode_words(message.first(name.lower())[:WIDEST], likely=likely)


def addresses(message: Part, *names: str, likely: str | None = None) -> tuple[Address, ...]:
    """The mailboxes of the named fields, each address once; what is none is kept as a name.

    Archives of mailing lists write ``dana at x.example (Dana)``; that is read as an address.
    """
    out: dict[str, Address] = {}
    for name in names:
        raw = message.first(name.lower())[:WIDEST]
        for display, address in _mailboxes(raw, likely)[:500] if raw else ():
            named = _worded(display, likely)
            bare = address.strip().strip("<>'\"")
            if "=?" in bare:
                bare = _worded(bare, likely)
            plain = bare.casefold()
            if "@" not in plain:
                named, plain = named or bare, ""
            if named or plain:
                out.setdefault(plain or f" {named}", Address(named.strip(" \"'"), plain))
    return tuple(out.values())


def _mailboxes(raw: bytes, likely: str | None) -> list[tuple[str, str]]:
    """Display names and addresses; structure first and words after: names may hold commas."""
    line = raw.decode("ascii") if raw.isascii() else decode_words(raw, likely=likely)[0]
    if "@" not in line and " at " in line:
        line = HIDDEN_AT.sub(r"\1@\2", line)
    if simple := SIMPLE.fullmatch(line):
        return [(simple[1] or simple[2] or "", simple[3] or simple[4])]
    try:
        return getaddresses([line], **LENIENT)
    except (ValueError, IndexError, RecursionError):
        return [(line, "")]


def _worded(text: str, likely: str | None) -> str:
    if text.isascii() and text.isprintable() and "=?" not in text and "  " not in text:
        return text.strip()
    return decode_words(text.encode("utf-8", "surrogateescape"), likely=likely)[0]


def date_of(message: Part) -> tuple[datetime | None, tuple[str, ...]]:
    """The time of writing in UTC: Date if sane, else the earliest Received, else no_date."""
    stated = _date(message.first("x-inboxminer-date")) or _date(message.first("date"))
    if stated:
        return stated, ()
    passed = [
        found
        for value in message.fields.get("received", ())[:RECEIVED]
        if (found := _date(value.rpartition(b";")[2]))
    ]
    if passed:
        return min(passed), ("date_from_received",)
    return None, ("no_date",)


def identifiers(message: Part, *names: str) -> tuple[str, ...]:
    """Message-IDs of the named fields with their brackets, in order, each once.

    Of an endless field the oldest, by which a thread is known, and the newest.
    """
    held = (_ends(message.first(name.lower())) for name in names)
    text = " ".join(raw.decode("ascii", "replace") for raw in held)
    return tuple(dict.fromkeys(MESSAGE_ID.findall(text)))


def _ends(raw: bytes) -> bytes:
    half = WIDEST // 2
    return raw if len(raw) <= WIDEST else raw[:half] + b" " + raw[-half:]


def kept(message: Part) -> dict[str, str]:
    """The fields that tell what kind of mail this is, by lower-case name."""
    held = message.fields.keys() & KEPT
    out = {name: text_of(message, name)[0][:500] for name in sorted(held)}
    report = message.parameter("content-type", "report-type")
    out["content-type"] = message.kind + (f"; {report}" if report else "")
    return out


def exported(message: Part) -> dict[str, str]:
    """The columns of a helpdesk export that the source wrote as ``X-Inboxminer-…`` fields."""
    prefix = "x-inboxminer-"
    return {
        name.removeprefix(prefix): text_of(message, name)[0]
        for name in message.fields
        if name.startswith(prefix) and name != DEFECTS
    }


def noted(message: Part) -> tuple[str, ...]:
    """The defects that the source found in a row of a table, and header_too_long."""
    own = message.first(DEFECTS).decode("ascii", "replace").split()
    if any(len(message.first(name)) > WIDEST for name in READ):
        own.append("header_too_long")
    return tuple(own)


def _date(raw: bytes) -> datetime | None:
    text = raw[:200].decode("ascii", "replace").strip()
    if not text:
        return None
    found: datetime | None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = _iso(text)
    if found is None:
        return None
    try:
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found.replace(microsecond=0) if FIRST <= found.year < LAST else None


def _iso(text: str) -> datetime | None:
    """ISO 8601, and the day-first forms of exports: 31/12/2026 14:05."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        match = re.match(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2}))?", text)
    if not match:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in match.groups())
    if month > 12:
        day, month = month, day
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None
