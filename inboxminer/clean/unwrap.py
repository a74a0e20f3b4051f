"""The customer inside an envelope: contact forms, staff forwards, and quoted history.

One mail can be read in several ways, and which one holds depends on who is staff, which only the
whole mailbox tells. So each way is offered, and ``journey.readings`` chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from inboxminer.clean.below import blocks
from inboxminer.clean.forms import Form, read_form
from inboxminer.clean.kinds import ROBOT
from inboxminer.clean.subjects import bare_subject, says_forward, says_reply
from inboxminer.clean.unicode import normalise
from inboxminer.clean.zones import own_text
from inboxminer.records import Address, Email

FORM_SENDER = re.compile(
    r"^(?:forms?|website|web|contact|wordpress|webmaster|site|leads?)\b|@(?:[\w-]+\.)*(?:wix(?:forms)?|"
    r"wixsite|shopify|hubspot(?:email)?|hubspotlinks|jotform|typeform|formspree|formsubmit|"
    r"squarespace|webflow|godaddy|elementor|gravityforms|wpforms|google)\.\w{2,12}$",
    re.IGNORECASE,
)
# "Dana via Support": group addresses rewrite the sender of strict domains (DMARC).
VIA = re.compile(r"['\"]?(?P<name>.*?)['\"]?\s+(?:via|באמצעות|through|über|через)\s+.+")


@dataclass(frozen=True, slots=True)
class Inner:
    """A customer's text inside another mail, cleaned, and its author.

    trusted: a machine sent the envelope, so that nothing about the sender needs to be known.
    """

    reading: Literal["unwrapped", "quoted"]
    author: Address
    subject: str
    text: str
    date: datetime | None = None
    trusted: bool = False


def inner_mails(email: Email, raw: str, *, history: bool) -> Iterator[Inner]:
    """What a mail may hold of others, the likeliest first; raw: its text, quoted history and all.

    history: whether any of it is quoted.
    """
    below = blocks(raw) if history else []
    forwarded = says_forward(email.subject) and bool(below)
    form = None if forwarded else read_form(raw)
    robot = bool(ROBOT.match(email.sender.address) or FORM_SENDER.search(email.sender.address))
    if form:
        author = _author(form, email)
        trusted = robot or form.said or not email.sender.address
        yield _of_form(form, author, trusted=trusted)
        return
    # What is written to the author answers; only what goes to others passes the author's mail on.
    written_to = {one.address for one in email.recipients}
    passed = passes_on(email)
    for number, block in enumerate(below):
        held = read_form(block.text) if passed else None
        if held:
            yield _of_form(held, _author(held, email), trusted=False)
            continue
        author = block.author
        if number == 0 and not author.address:
            author = _answered(email, author)
        said = _said(block.text) if author.address or (passed and author.name) else ""
        if said and passed and author.address not in written_to:
            about = bare_subject(block.subject or email.subject)
            yield Inner("unwrapped", author, about, said, block.date)
        elif said and author.address:
            yield Inner("quoted", author, bare_subject(email.subject), said, block.date)


def passes_on(email: Email) -> bool:
    """Whether a mail passes another one on, and does not answer it."""
    answers = email.in_reply_to or email.references or says_reply(email.subject)
    return says_forward(email.subject) or not answers


def true_sender(email: Email) -> Address:
    """The sender before a group address put its own in place ("Dana via Support")."""
    stated = email.headers.get("x-original-from") or email.headers.get("x-original-sender") or ""
    via = VIA.fullmatch(email.sender.name)
    found = re.search(r"[\w.+%'-]{1,64}@[\w.-]{3,120}\w", stated)
    if found:
        return Address(via["name"] if via else email.sender.name, found[0].casefold())
    if via and email.reply_to and email.reply_to.address not in ("", email.sender.address):
        return Address(email.reply_to.name or via["name"], email.reply_to.address)
    return email.sender


def _of_form(form: Form, author: Address, *, trusted: bool) -> Inner:
    text = normalise(form.text)[0]
    return Inner("unwrapped", author, normalise(form.subject)[0], text, None, trusted)


def _author(form: Form, email: Email) -> Address:
    """Who filled the form in: its field, else where answers go, else a name without an address."""
    if form.email:
        return Address(form.name, form.email)
    if email.reply_to and email.reply_to.address not in ("", email.sender.address):
        return Address(form.name or email.reply_to.name, email.reply_to.address)
    return Address(form.name or form.phone, "")


def _answered(email: Email, stated: Address) -> Address:
    """Whom a mail answers: the one recipient, where the quote names nobody else."""
    people = [one for one in email.recipients if one.address != email.sender.address]
    if len(people) != 1 or not people[0].address:
        return Address("", "")
    named = stated.name.casefold()
    same = not named or not people[0].name or named in people[0].name.casefold()
    return people[0] if same else Address("", "")


def _said(text: str) -> str:
    """The author's own words of a mail below, or nothing where no word is left."""
    said = own_text(normalise(text)[0])
    return said if any(c.isalnum() for c in said) else ""
