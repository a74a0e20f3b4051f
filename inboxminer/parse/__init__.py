"""RawMessage → Email. Never raises on a mail, whatever its bytes: it lists defects."""

from __future__ import annotations

import hashlib

from inboxminer.parse.body import body_of, charset_of
from inboxminer.parse.headers import (
    addresses,
    date_of,
    exported,
    identifiers,
    kept,
    noted,
    text_of,
)
from inboxminer.parse.mime import read
from inboxminer.records import Address, Email, RawMessage

__all__ = ["parse"]


def parse(raw: RawMessage) -> Email:
    """The message that the bytes hold; whatever had to be repaired stands in its defects."""
    digest = hashlib.sha256(raw.raw).hexdigest()
    message = read(raw.raw)
    likely = charset_of(message)
    subject, subject_defects = text_of(message, "Subject", likely=likely)
    date, date_defects = date_of(message)
    own = identifiers(message, "Message-ID")
    text, names, body_defects = body_of(message)
    columns = exported(message)
    senders = addresses(message, "From", likely=likely) or addresses(
        message, "Sender", "Return-Path", likely=likely
    )
    if not senders and columns.get("customer"):
        customer = columns["customer"].strip()
        senders = (Address("", customer.casefold()) if "@" in customer else Address(customer, ""),)
    broken = ("structure_damaged",) if message.damaged else ()
    defects = noted(message) + broken + subject_defects + date_defects + body_defects
    return Email(
        message_id=own[0] if own else f"sha256:{digest}",
        source=raw.source,
        file=raw.file,
        position=raw.position,
        mailbox=raw.mailbox,
        sha256=digest,
        date=date,
        sender=senders[0] if senders else Address("", ""),
        recipients=addresses(message, "To", "Cc", "Delivered-To", likely=likely),
        reply_to=next(iter(addresses(message, "Reply-To")), None),
        subject=subject,
        in_reply_to=next(iter(identifiers(message, "In-Reply-To")), None),
        references=identifiers(message, "References"),
        text=text,
        headers=kept(message),
        row=columns,
        attachments=names,
        defects=tuple(dict.fromkeys(defects if own else (*defects, "no_message_id"))),
    )
