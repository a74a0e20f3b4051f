"""Header fields as people wrote them: decoded, however broken (RFC 5322, 2047, 2231)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from inspect import signature

from inboxminer.parse.words import decode_words
from inboxminer.records import Address

MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
HIDDEN_AT = re.compile(r"(?<![\w.])([\w.+-]{1,64}) at ([\w-]+(?:\.[\w-]+)+)(?=\s*(?:\(|[,;>]|$))")
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
# Newer Pythons refuse a whole list for one odd address unless told not to (CVE-2023-27043).
LENIENT: dict[str, bool] = (
    {"strict": False} if "strict" in signature(getaddresses).parameters else {}
)


def raw_value(message: Message, name: str) -> bytes:
    """The first field of a name as the bytes that stood in the message, folded lines joined."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            text = str(value)
            return re.sub(r"\r?\n[ \t]", " ", text).encode("ascii", "surrogateescape")
    return b""


def text_of(
    message: Message, name: str, *, likely: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """A field decoded to text, and the defects met; ``likely`` is the charset of the body."""
    return decode_words(raw_value(message, name), likely=likely)


def addresses(message: Message, *names: str, likely: str | None = None) -> tuple[Address, ...]:
    """The mailboxes of the named fields, each address once; what is none is kept as a name.

    Archives of mailing lists write ``dana at x.example (Dana)``; that is read as an address.
    """
    out: list[Address] = []
    for name in names:
        raw = raw_value(message, name)
        if not raw:
            continue
        # Structure first and words after: an encoded name may hold commas and brackets.
        line = raw.decode("ascii") if raw.isascii() else decode_words(raw, likely=likely)[0]
        line = HIDDEN_AT.sub(r"\1@\2", line) if "@" not in line else line
        try:
            found = getaddresses([line[:20_000]], **LENIENT)
        except (ValueError, IndexError, RecursionError):
            found = [(line, "")]
        for display, address in found[:500]:
            named = decode_words(display.encode("utf-8", "surrogateescape"), likely=likely)[0]
            bare = address.strip().strip("<>'\"")
            if "=?" in bare:
                bare = decode_words(bare.encode("utf-8", "surrogateescape"), likely=likely)[0]
            plain = bare.casefold()
            if "@" not in plain:
                named, plain = named or bare, ""
            if (named or plain) and not any(plain and plain == one.address for one in out):
                out.append(Address(named.strip(" \"'"), plain))
    return tuple(out)


def date_of(message: Message) -> tuple[datetime | None, tuple[str, ...]]:
    """The time of writing in UTC: Date if sane, else the earliest Received, else no_date."""
    stated = _date(raw_value(message, "X-Inboxminer-Date")) or _date(raw_value(message, "Date"))
    if stated:
        return stated, ()
    passed = [
        found
        for key, value in message.raw_items()
        if key.lower() == "received"
        and (found := _date(str(value).rpartition(";")[2].encode("ascii", "replace")))
    ]
    if passed:
        return min(passed), ("date_from_received",)
    return None, ("no_date",)


def identifiers(message: Message, *names: str) -> tuple[str, ...]:
    """Message-IDs of the named fields with their brackets, in order, each once."""
    text = " ".join(raw_value(message, name).decode("ascii", "replace") for name in names)
    return tuple(dict.fromkeys(MESSAGE_ID.findall(text)))


def kept(message: Message) -> dict[str, str]:
    """The fields that tell what kind of mail this is, by lower-case name."""
    held = {key.lower() for key, _ in message.raw_items()} & KEPT
    out = {name: text_of(message, name)[0][:500] for name in sorted(held)}
    report = message.get_param("report-type") if "content-type" in message else None
    out["content-type"] = message.get_content_type() + (f"; {report}" if report else "")
    return out


def exported(message: Message) -> dict[str, str]:
    """The columns of a helpdesk export that the source wrote as ``X-Inboxminer-…`` fields."""
    prefix = "x-inboxminer-"
    return {
        key.lower().removeprefix(prefix): text_of(message, key)[0]
        for key, _ in message.raw_items()
        if key.lower().startswith(prefix) and key.lower() != DEFECTS
    }


def noted(message: Message) -> tuple[str, ...]:
    """The defects that the source found in a row of a table."""
    return tuple(raw_value(message, DEFECTS).decode("ascii", "replace").split())


def _date(raw: bytes) -> datetime | None:
    text = raw.decode("ascii", "replace").strip()
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
