"""Email → CleanMessage: the writer's own words, in order, redacted, cut into sentences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from inboxminer import pseudonyms
from inboxminer.clean.kind_words import Heard, kind_by_words
from inboxminer.clean.kinds import Verdict, kind_of
from inboxminer.clean.language import language_of
from inboxminer.clean.names import HISTORY
from inboxminer.clean.prints import prints
from inboxminer.clean.redact import Names, hidden_id, redact
from inboxminer.clean.redact.placeholders import in_full
from inboxminer.clean.redact.references import case_numbers
from inboxminer.clean.sentences import sentences
from inboxminer.clean.subjects import (
    bare_subject,
    says_forward,
    says_reply,
    subject_key,
    ticket,
)
from inboxminer.clean.unicode import letters_alone, normalise
from inboxminer.clean.unwrap import Inner, inner_mails, passes_on, true_sender
from inboxminer.clean.zones import forwarded_text, own_text, zones
from inboxminer.records import CleanMessage, Email, Passage, Skipped, Span, Zone

__all__ = ["clean"]

# Of a text with its quotes so many times what is kept of the writer's own.
READ = 10
# Lines that are read.
LINES = 6_000
BLANK = re.compile(r"\n\s+\n")
# Defects that say that more stands in a mail than was read.
CUT = frozenset({"body_cut", "text_cut", "too_many_parts", "html_too_complex"})
# Columns of an export that a report shows.
SHOWN = frozenset({"case", "product", "branch", "department", "status"})
# So many letters tell a language without the subject.
TELLING = 8
SILENT = ("auto_reply", "bulk", "bounce")


@dataclass(frozen=True, slots=True)
class _Keep:
    """What is kept of what was replaced: the originals, or hashes under a key."""

    originals: bool
    secret: bytes | None


def clean(
    email: Email,
    *,
    keep_originals: bool = False,
    body_characters: int = 20_000,
    secret: bytes | None = None,
) -> CleanMessage | Skipped:
    """The message as the models read it, or a skip with reason ``no_own_text`` or ``too_complex``.

    Text is always redacted; keep_originals also keeps what the placeholders stand for, and
    Message-IDs that hold an address. secret: the key of the hashes by which people and customers
    are known again; without one there are none.
    """
    sender = true_sender(email)
    if sender != email.sender:
        email = replace(email, sender=sender)
    text, cut = _readable(email.text, READ * body_characters)
    whole, defects = normalise(text)
    defects += cut
    subject, subject_defects = normalise(bare_subject(email.subject))
    lines = zones(whole)
    unquoted = [line.text for line in lines if line.zone not in HISTORY]
    history = len(unquoted) < len(lines)
    body = own_text(whole) or (forwarded_text(whole) if passes_on(email) else "")
    if len(body) > body_characters:
        body, defects = body[:body_characters], (*defects, "text_cut")
    verdict = kind_of(email, "\n".join(unquoted))
    # The subject of a bare reply is another's; that of a mail without history is the writer's own.
    said = body if history else subject + body
    if not any(c.isalnum() for c in said) and verdict.kind not in SILENT:
        return _nothing(email, CUT & {*email.defects, *defects})
    keep = _Keep(keep_originals, secret)
    found = tuple(dict.fromkeys((*email.defects, *subject_defects, *defects)))
    if found != email.defects:
        email = replace(email, defects=found)
    silent = verdict.kind in SILENT and not verdict.listed
    held = [
        replace(one, text=one.text[:body_characters])
        for one in inner_mails(email, text, history=history)
        if one.trusted or not silent
    ]
    others = tuple(_inside(email, one, number, keep=keep) for number, one in enumerate(held, 1))
    outer = _cleaned(email, subject, body, verdict, keep=keep)
    return replace(outer, others=others) if others else outer


def _readable(text: str, most: int) -> tuple[str, tuple[str, ...]]:
    """What is read of a text: so many characters and ``LINES`` lines; text_cut where that is less.

    Blank lines count for nothing.
    """
    if len(text) > most or text.count("\n") > LINES:
        text = BLANK.sub("\n\n", text)
    read = text[:most]
    if read.count("\n") > LINES:
        read = "\n".join(read.split("\n", LINES)[:LINES])
    return read, ("text_cut",) if len(read) < len(text) else ()


def _nothing(email: Email, cut: Collection[str]) -> Skipped:
    """The skip of a mail without own text; where not all of it was read, that is the reason."""
    detail = "attachments only" if email.attachments else "no text outside quoted history"
    reason, told = ("too_complex", ", ".join(sorted(cut))) if cut else ("no_own_text", detail)
    shown = hidden_id(email.message_id)
    return Skipped(email.source, email.position, shown, reason, told, email.file)


def _inside(email: Email, inner: Inner, number: int, *, keep: _Keep) -> CleanMessage:
    """A mail inside a mail as a message of its own, by the author that it names."""
    subject, text = inner.subject, inner.text
    kind = kind_by_words(Heard(subject, text)) or "customer"
    made = replace(email, sender=inner.author, reply_to=None, headers={}, defects=email.defects)
    if inner.reading == "quoted":
        digest = hashlib.sha256(
            "\0".join((inner.author.address, letters_alone(text))).encode("utf-8", "surrogatepass")
        )
        date, dated = _quoted_date(email, inner)
        made = replace(
            made,
            message_id=f"sha256:{digest.hexdigest()}",
            date=date,
            recipients=(email.sender,),
            in_reply_to=email.message_id,
            references=(),
            attachments=(),
            defects=dated,
        )
    cleaned = _cleaned(made, subject, text, Verdict(kind), keep=keep)
    if inner.reading == "unwrapped":
        cleaned = replace(cleaned, defects=(*cleaned.defects, "unwrapped"))
    return replace(cleaned, part=number, reading=inner.reading, trusted=inner.trusted)


def _quoted_date(email: Email, inner: Inner) -> tuple[datetime | None, tuple[str, ...]]:
    """The date that a quote states, never after the mail that quotes it."""
    if inner.date is None or email.date is None:
        return None, ("no_date",)
    stated = inner.date.replace(tzinfo=UTC)
    return min(stated, email.date), ("date_from_quote",)


def _cleaned(
    email: Email, subject: str, body: str, verdict: Verdict, *, keep: _Keep
) -> CleanMessage:
    several = len(list(islice(filter(str.isalpha, body), TELLING))) == TELLING
    language = language_of(body if several else f"{subject}\n{body}")
    people = [email.sender.name, *(a.name for a in email.recipients[:10])]
    names = Names()
    shown = str if keep.originals else hidden_id
    parts: tuple[tuple[Zone, str], ...] = (("subject", subject), ("body", body))
    passages = tuple(_passage(zone, text, language, people, names) for zone, text in parts)
    named = {"sender": email.sender.name, **in_full(names.people, people)}
    return CleanMessage(
        message_id=shown(email.message_id),
        source=email.source,
        file=email.file,
        position=email.position,
        mailbox=email.mailbox,
        sha256=email.sha256,
        date=email.date,
        sender=email.sender,
        recipients=email.recipients,
        thread_keys=tuple(
            dict.fromkeys(shown(k) for k in (email.in_reply_to, *email.references[::-1]) if k)
        ),
        content_hash=_content_hash(email, subject, body),
        kind=verdict.kind,
        language=language,
        passages=passages if keep.originals else tuple(map(_without_originals, passages)),
        row=email.row if keep.originals else _without_people(email.row, language, people, names),
        defects=email.defects,
        listed=verdict.listed,
        answers=says_reply(email.subject) or says_forward(email.subject),
        subject_key=subject_key(email.subject),
        ticket=ticket(email.subject),
        prints=prints(body),
        people=pseudonyms.people(keep.secret, named) if keep.secret else {},
        contacts=_contacts(keep.secret, passages, language) if keep.secret else (),
    )


def _without_originals(passage: Passage) -> Passage:
    return replace(passage, redactions=()) if passage.redactions else passage


def _without_people(
    row: Mapping[str, str], language: str, people: list[str], names: Names
) -> dict[str, str]:
    """The columns of an export that reach the report, redacted as its text is."""
    return {
        name: redact(value, people=people, language=language, names=names)[0]
        if name in SHOWN
        else value
        for name, value in row.items()
    }


def _passage(zone: Zone, text: str, language: str, people: list[str], names: Names) -> Passage:
    shown, redactions = redact(text, people=people, language=language, names=names)
    if zone == "subject":
        has = any(c.isalnum() for c in shown)
        spans: tuple[Span, ...] = (Span(0, len(shown)),) if has else ()
    else:
        spans = sentences(shown, language)
    return Passage(zone, shown, spans, redactions)


def _contacts(secret: bytes, passages: Sequence[Passage], language: str) -> tuple[str, ...]:
    phones = [r.original for p in passages for r in p.redactions if r.kind == "PHONE"]
    cases = [number for p in passages for number in case_numbers(p.text, language)]
    return pseudonyms.contacts(secret, phones, cases)


def _content_hash(email: Email, subject: str, body: str) -> str:
    """Equal for two copies of one mail, and only for them.

    Short texts ("thanks") are told apart by the minute in which they were written.
    """
    letters = letters_alone(subject + body)
    minute = ""
    if len(letters) < 60 and email.date:
        minute = email.date.strftime("%Y%m%d%H%M")
    elif not letters:
        minute = email.message_id
    parts = (email.sender.address or email.sender.name, letters, minute, *email.attachments)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
