"""The recognisers in the order in which they may claim a stretch of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inboxminer.clean.redact.accounts import accounts
from inboxminer.clean.redact.base import Recogniser, Scan
from inboxminer.clean.redact.cards import cards
from inboxminer.clean.redact.emails import emails
from inboxminer.clean.redact.employees import employees
from inboxminer.clean.redact.ibans import ibans
from inboxminer.clean.redact.identity import identity_numbers
from inboxminer.clean.redact.links import links
from inboxminer.clean.redact.names import names
from inboxminer.clean.redact.phones import phones
from inboxminer.clean.redact.plates import plates
from inboxminer.clean.redact.streets import streets


def _digits(scan: Scan) -> bool:
    return bool(scan.digits)


def _numbers(scan: Scan) -> bool:
    return bool(scan.numbers)


@dataclass(frozen=True, slots=True)
class Row:
    """A recogniser, the kind of its hits, and what a text needs for it to be worth a look."""

    kind: str
    find: Recogniser
    needs: Callable[[Scan], bool] | None = None


RECOGNISERS = (
    Row("EMAIL", emails, lambda scan: "@" in scan.text),
    Row("LINK", links),
    Row("IBAN", ibans, _numbers),
    Row("CARD", cards, _numbers),
    Row("ID", identity_numbers, _numbers),
    Row("ACCOUNT", accounts, _numbers),
    Row("PLATE", plates, _digits),
    Row("PHONE", phones, _numbers),
    Row("ADDRESS", streets, _digits),
    Row("EMPLOYEE", employees),
    Row("NAME", names),
)
KINDS = tuple(row.kind for row in RECOGNISERS)
