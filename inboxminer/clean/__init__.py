"""Email → CleanMessage: the writer's own words, in order, redacted, cut into sentences."""

from __future__ import annotations

import hashlib
import re

from inboxminer.clean.kinds import kind_of
from inboxminer.clean.language import language_of
from inboxminer.clean.redact import Names, hidden_id, redact
from inboxminer.clean.sentences import sentences
from inboxminer.clean.subjects import bare_subject, says_forward, says_reply
from inboxminer.clean.unicode import normalise
from inboxminer.clean.unwrap import unwrap
from inboxminer.clean.zones import forwarded_text, has_history, own_text
from inboxminer.records import CleanMessage, Email, Passage, Skipped, Span, Zone

__all__ = ["clean"]

SILENT = ("auto_reply", "bulk", "bounce")


def clean(
    email: Email,
    *,
    own_domains: frozenset[str] = frozenset(),
    keep_originals: bool = False,
    body_characters: int = 20_000,
) -> CleanMessage | Skipped:
    """The message as the models read it, or a skip with reason ``no_own_text``.

    Text is always redacted; keep_originals also keeps what the placeholders stand for, and
    Message-IDs that hold an address.
    """
    whole, defects = normalise(email.text[: 10 * body_characters])
    subject, subject_defects = normalise(bare_subject(email.subject))
    body = own_text(whole) or (forwarded_text(whole) if _forwards(email) else "")
    if len(body) > body_characters:
        body, defects = body[:body_characters], (*defects, "text_cut")
    email, body, unwrapped = unwrap(email, body, own_domains=own_domains)
    kind = kind_of(email, body, own_domains=own_domains)
    if unwrapped:
        kind, defects = "customer", (*defects, "unwrapped")
    # The subject of a bare reply is another's; that of a mail without history is the writer's own.
    said = body if has_history(whole) else subject + body
    if not any(c.isalnum() for c in said) and kind not in SILENT:
        detail = "attachments only" if email.attachments else "no text outside quoted history"
        return Skipped(
            email.source, email.position, hidden_id(email.message_id), "no_own_text", detail
        )
    language = language_of(body if sum(map(str.isalpha, body)) >= 8 else f"{subject}\n{body}")
    people = [email.sender.name, *(a.name for a in email.recipients[:10])]
    names = Names()
    shown = str if keep_originals else hidden_id
    zones: tuple[tuple[Zone, str], ...] = (("subject", subject), ("body", body))
    passages = tuple(
        _passage(zone, text, language, people, names, keep_originals) for zone, text in zones
    )
    return CleanMessage(
        message_id=shown(email.message_id),
        source=email.source,
        position=email.position,
        mailbox=email.mailbox,
        sha256=email.sha256,
        date=email.date,
        sender=email.sender,
        recipients=email.recipients,
        thread_keys=tuple(
            dict.fromkeys(shown(k) for k in (email.in_reply_to, *email.references) if k)
        ),
        content_hash=_content_hash(email, subject, body),
        kind=kind,
        language=language,
        passages=passages,
        row=email.row,
        defects=tuple(dict.fromkeys((*email.defects, *subject_defects, *defects))),
    )


def _passage(
    zone: Zone, text: str, language: str, people: list[str], names: Names, keep: bool
) -> Passage:
    shown, redactions = redact(text, people=people, language=language, names=names)
    if zone == "subject":
        has = any(c.isalnum() for c in shown)
        spans: tuple[Span, ...] = (Span(0, len(shown)),) if has else ()
    else:
        spans = sentences(shown, language)
    return Passage(zone, shown, spans, redactions if keep else ())


def _content_hash(email: Email, subject: str, body: str) -> str:
    """Equal for two copies of one mail, and only for them.

    Short texts ("thanks") are told apart by the minute in which they were written.
    """
    letters = re.sub(r"[\W_]+", "", (subject + body).casefold())
    minute = ""
    if len(letters) < 60 and email.date:
        minute = email.date.strftime("%Y%m%d%H%M")
    elif not letters:
        minute = email.message_id
    parts = (email.sender.address or email.sender.name, letters, minute, *email.attachments)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _forwards(email: Email) -> bool:
    """Whether a mail without own words passes another one on, and does not answer it."""
    answers = email.in_reply_to or email.references or says_reply(email.subject)
    return says_forward(email.subject) or not answers
