"""What kind of mail a message is, where its headers or its words say so.

Headers decide first (RFC 3834, 2369, 2919, 3464, 3798, 5965, and what mailers use in their stead);
``kind_words`` reads what exports leave: subject and text. Who is staff is no matter of this module:
that is a fact of the whole mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inboxminer.clean.kind_words import Heard, kind_by_words, says_bounce
from inboxminer.clean.subjects import says_reply
from inboxminer.records import Email, Kind

# Beginnings of addresses that nobody reads.
ROBOT = re.compile(
    r"^(?:no[._-]?reply|do[._-]?not[._-]?reply|donotreply|notifications?|newsletters?|news|mailer|"
    r"marketing|promo|auto(?:mated|reply)?|alerts?|updates?|wordpress|offers?|campaigns?)\b",
    re.IGNORECASE,
)
DAEMON = re.compile(r"^(?:mailer-?daemon|mail-?daemon|mdaemon|majordomo-owner)\b", re.IGNORECASE)
POSTMASTER = re.compile(r"^(?:postmaster|mail-?delivery|bounces?)\b", re.IGNORECASE)
OUTGOING = ("out", "sent", "agent", "יוצא", "исх", "صادر", "sortant", "salien", "ausgehend")
LIST_DOMAIN = re.compile(r"<(?:mailto:[^@<>\s]+@)?([\w.-]+)>?\s*$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, None where the model decides.

    ``listed`` is the domain of the mailing list where only list fields (RFC 2369, 2919) say bulk:
    mail through the organisation's own group address is no bulk mail.
    """

    kind: Kind | None
    listed: str = ""


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """A header field, by lower-case name, whose value decides the kind."""

    kind: Literal["auto_reply", "bulk", "bounce"]
    field: str
    value: re.Pattern[str]


def _rules(*rows: tuple[Literal["auto_reply", "bulk", "bounce"], str, str]) -> list[HeaderRule]:
    return [HeaderRule(kind, name, re.compile(value, re.IGNORECASE)) for kind, name, value in rows]


RULES = _rules(
    ("bounce", "content-type", r"delivery-status"),
    ("bounce", "x-failed-recipients", r"@"),
    ("auto_reply", "content-type", r"disposition-notification"),
    ("bulk", "content-type", r"feedback-report"),
    ("auto_reply", "auto-submitted", r"^\s*auto-replied"),
    ("auto_reply", "x-autoreply", r"(?!no\b)."),
    ("auto_reply", "x-autorespond", r"(?!no\b)."),
    ("auto_reply", "x-autoreply-from", r"."),
    ("auto_reply", "x-mail-autoreply", r"."),
    ("auto_reply", "x-ms-exchange-inbox-rules-loop", r"."),
    ("auto_reply", "precedence", r"auto_?-?reply"),
    ("bulk", "x-spam-flag", r"^\s*yes"),
    ("bulk", "precedence", r"^\s*(?:bulk|junk)"),
    ("bulk", "feedback-id", r"."),
    ("bulk", "x-campaign", r"."),
    ("bulk", "x-campaignid", r"."),
    ("bulk", "x-mailchimp-id", r"."),
    ("bulk", "x-csa-complaints", r"."),
)
LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list")


def _says(rule: HeaderRule, headers: Mapping[str, str]) -> bool:
    return rule.value.search(headers[rule.field]) is not None


def kind_of(email: Email, text: str) -> Verdict:
    """The kind that headers or words decide; text: all that is not quoted history."""
    headers = email.headers
    local = email.sender.address
    found = next((r.kind for r in RULES if r.field in headers and _says(r, headers)), None)
    empty_path = headers.get("return-path", "x").strip() in ("<>", "")
    automatic = headers.get("auto-submitted", "no").casefold().startswith("auto-")
    heard = Heard(
        subject=email.subject,
        text=text,
        answers=bool(email.in_reply_to or email.references or says_reply(email.subject)),
        automatic=automatic or empty_path or "x-auto-response-suppress" in headers,
        robot=bool(ROBOT.match(local)),
        daemon=2 * bool(DAEMON.match(local)) + (bool(POSTMASTER.match(local)) or empty_path),
    )
    if found == "bounce":
        return Verdict("auto_reply" if _delivered(email.subject) else "bounce")
    if found is not None:
        return Verdict("bounce" if found != "bulk" and says_bounce(heard) else found)
    said = kind_by_words(heard)
    if said == "bounce":
        return Verdict(said)
    if email.row.get("direction", "").casefold().startswith(OUTGOING):
        return Verdict(said if said == "auto_reply" else "staff")
    if any(name in headers for name in LISTS) or headers.get("precedence", "").startswith("list"):
        return Verdict("bulk", listed=_list_domain(headers.get("list-id", "")))
    if said is not None:
        return Verdict(said)
    # A helpdesk sends its agents' answers as generated mail, but they answer something.
    return Verdict("bulk" if automatic and not heard.answers else None)


def _delivered(subject: str) -> bool:
    """Whether a delivery report tells of success (RFC 3464, action delivered or relayed)."""
    return bool(re.search(r"\b(?:success|delivered|relayed|relay)\b", subject, re.IGNORECASE)) and (
        not re.search(r"\b(?:not|un)\s?delivered", subject, re.IGNORECASE)
    )


def _list_domain(list_id: str) -> str:
    found = LIST_DOMAIN.search(list_id.strip())
    return found[1].casefold() if found else ""
