"""What kind of mail a message is, where its headers or its sender say so (RFC 3834, 2369, 3464)."""

from __future__ import annotations

import re
from functools import cache

from inboxminer.languages import all_languages
from inboxminer.records import Email, Kind

POSTMASTER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
ROBOT = re.compile(
    r"^(no-?reply|do-?not-?reply|notifications?|newsletter|news|mailer|marketing)[+@.-]",
    re.IGNORECASE,
)


def kind_of(email: Email, own: str, *, own_domains: frozenset[str]) -> Kind | None:
    """The kind that the headers and the opening words decide; None leaves it to the model."""
    headers = email.headers
    subject, opening = email.subject.strip(), own[:400]
    tables = _tables()
    if headers.get("content-type", "").endswith("delivery-status") or headers.get(
        "x-failed-recipients"
    ):
        return "bounce"
    if POSTMASTER.match(email.sender.address) or (
        headers.get("return-path", "x").strip() in ("<>", "") and tables["bounce"].search(subject)
    ):
        return "bounce"
    auto = headers.get("auto-submitted", "no").casefold()
    if (
        auto.startswith("auto-replied")
        or "x-autoreply" in headers
        or "x-autorespond" in headers
        or headers.get("precedence", "").casefold() == "auto_reply"
        or tables["auto_reply"].match(subject)
    ):
        return "auto_reply"
    if email.row.get("direction", "").casefold().startswith(("out", "יוצא", "исх", "صادر")):
        return "staff"
    if email.sender.domain and email.sender.domain in own_domains:
        return "staff"
    if headers.get("x-spam-flag", "").casefold() == "yes":
        return "bulk"
    listed = "list-unsubscribe" in headers or "list-id" in headers or "feedback-id" in headers
    if listed or headers.get("precedence", "").casefold() in ("bulk", "list", "junk"):
        return "bulk"
    if auto.startswith("auto-generated"):
        return "bulk"
    if ROBOT.match(email.sender.address) and tables["bulk"].search(email.text):
        return "bulk"
    if tables["auto_reply"].search(opening) and auto != "no":
        return "auto_reply"
    return None


@cache
def _tables() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            "|".join(f"(?:{p})" for lang in all_languages() for p in getattr(lang, name)),
            re.IGNORECASE | re.MULTILINE,
        )
        for name in ("bounce", "auto_reply", "bulk")
    }
