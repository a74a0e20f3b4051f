"""Contact forms and staff forwards: the customer inside the envelope.

A website form or a colleague sends the mail, but a customer wrote it. Where the inner author can
be read and is no one of the organisation, the message is the customer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from inboxminer.clean.subjects import says_forward
from inboxminer.clean.zones import forwarded_text
from inboxminer.languages import all_languages
from inboxminer.records import Address, Email

ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{3,120}\w")
FIELD = re.compile(r"^\s*([^:\n]{2,40}?)\s*[:：]\s*(.*)$")


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    email: str
    text: str


def unwrap(email: Email, body: str, *, own_domains: frozenset[str]) -> tuple[Email, str, bool]:
    """The message with its inner author and text where there is one, and whether there was.

    Only mail of the organisation's own domains and of senders that are machines is unwrapped.
    """
    own = email.sender.domain in own_domains if email.sender.domain else False
    robot = bool(
        re.match(r"(?:no-?reply|wordpress|form|forms|website|web|contact)\b", email.sender.address)
    )
    form = _form(body)
    if form and (own or robot or not email.sender.address):
        address = form.email or (email.reply_to.address if email.reply_to else "")
        if address and address.rpartition("@")[2] not in own_domains and form.text.strip():
            return replace(email, sender=Address(form.name, address)), form.text, True
    if own and says_forward(email.subject):
        inner = forwarded_text(email.text)
        first = ADDRESS.search(email.text)
        if inner and first and first[0].rpartition("@")[2].casefold() not in own_domains:
            return replace(email, sender=Address("", first[0].casefold())), inner, True
    return email, body, False


def _form(body: str) -> _Form | None:
    """The fields of a contact form: at least a name or address field and a text field."""
    table, values, current = _fields(), dict[str, list[str]](), ""
    for line in body.split("\n"):
        match = FIELD.match(line)
        kind = table.get(match[1].strip(" *").casefold()) if match else None
        if match and kind and kind not in values:
            current = kind
            values[kind] = [match[2]]
        elif current == "text":
            values["text"].append(line)
    if "text" not in values or not ({"name", "email"} & set(values)) or len(values) < 3:
        return None
    found = ADDRESS.search(" ".join(values.get("email", [])))
    return _Form(
        " ".join(values.get("name", [])).strip(),
        found[0].casefold() if found else "",
        "\n".join(values["text"]).strip(),
    )


@cache
def _fields() -> dict[str, str]:
    return {
        name.casefold(): kind
        for lang in all_languages()
        for kind, names in lang.form_fields.items()
        for name in names
    }
