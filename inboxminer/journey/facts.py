"""What is true of the mailbox as a whole, from identifiers and headers alone.

Which message is a copy of which, which messages are one conversation, which domains are the
organisation's own, and which senders are one customer. Rows come in canonical order, so that every
answer is the same whatever order the sources were given in.
"""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from inboxminer import pseudonyms
from inboxminer.journey.customers import Known, digits
from inboxminer.journey.duplicates import originals
from inboxminer.journey.employees import employee_ids
from inboxminer.journey.joining import joined
from inboxminer.journey.readings import choose
from inboxminer.journey.sides import Sides, role, sides
from inboxminer.journey.threading import posts, thread_ids

# A domain with more writers than this is a mail provider and not one company.
COMPANY_WRITERS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where one message stands in the mailbox; ``sender`` and ``customer`` are pseudonyms.

    ``segment`` is that of the customer list, None where it says nothing. ``own_list``: it came
    through the organisation's own group address. ``employees``: ids by placeholder, and by
    ``sender`` where staff wrote it.
    """

    thread: str
    sender: str
    customer: str
    duplicate_of: str | None
    staff: bool
    segment: str | None = None
    own_list: bool = False
    employees: Mapping[str, str] = field(default_factory=dict)
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The places of all messages by (source, position, part), and who the organisation is.

    Readings of a message that do not hold have no place.
    """

    places: Mapping[tuple[str, int, int], Place]
    sides: Sides
    duplicates: int
    languages: Mapping[str, int] = field(default_factory=dict)


def facts(
    rows: Iterable[Mapping[str, Any]],
    *,
    own_domains: Sequence[str] = (),
    hints: Sequence[str] = (),
    redact: bool = True,
    key: bytes | None = None,
    secret: bytes | None = None,
    customers: Mapping[str, Known] | None = None,
) -> Facts:
    """Facts of rows in canonical order (columns of ``store.spool.KEYS``).

    own_domains: domains and addresses of the organisation; none: found from the rows. hints: names
    of sources, which may hold an address.
    secret: the key of the hashes in ``contacts``, by which phones of the list are found in mails.
    customers: the organisation's own list; its ids come before what addresses and domains say.
    """
    listed = customers or {}
    read = list(rows)
    organisation = sides(
        [row for row in read if row["part"] == 0], own_domains, providers=_providers(), hints=hints
    )
    held = choose(read, organisation)
    own = {
        address: organisation.own(address)
        for row in held
        for address in (row["sender"], *row["recipients"])
    }
    copies = originals(held, own)
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for row in held:
        writers[row["sender"].rpartition("@")[2]].add(row["sender"])
    companies = {
        domain
        for domain, people in writers.items()
        if domain and len(people) <= COMPANY_WRITERS and domain not in _providers()
    }
    threads = _threads(held, own, companies)
    name = _pseudonyms(key) if redact else str
    staff = [own[row["sender"]] for row in held]
    entries = _entries(held, staff, listed, secret)
    known = _customers(held, staff, entries, companies)
    employees = employee_ids(held, staff=staff)
    places: dict[tuple[str, int, int], Place] = {}
    for at, row in enumerate(held):
        entry = entries[at]
        places[row["source"], row["position"], row["part"]] = Place(
            thread=threads[at],
            mailbox=_mailbox(row, organisation),
            sender=name(row["sender"] or row["message_id"]),
            customer=name(known[at] or row["message_id"]),
            duplicate_of=copies[at],
            staff=staff[at],
            segment=entry.segment if entry else None,
            own_list=bool(row["listed"]) and organisation.owns(row["listed"]),
            employees=employees[at],
        )
    return Facts(
        places=places,
        sides=organisation,
        duplicates=sum(original is not None for original in copies),
        languages=dict(Counter(row["language"] for row in held)),
    )


def _mailbox(row: Mapping[str, Any], organisation: Sides) -> str:
    """NAME; without it the role of the organisation's address that got it, else the file's name."""
    if row["mailbox"]:
        return str(row["mailbox"])
    roles = (role(one) for one in row["recipients"] if organisation.own(one))
    return next(filter(None, roles), None) or PurePosixPath(row["file"] or row["source"]).stem


def _entries(
    rows: Sequence[Mapping[str, Any]],
    staff: Sequence[bool],
    listed: Mapping[str, Known],
    secret: bytes | None,
) -> list[Known | None]:
    """Each row's customer of the list: by address, else by a phone that its writer names."""
    phones = {
        pseudonyms.phone(secret, number): entry
        for number, entry in listed.items()
        if secret and number.isdigit()
    }
    out = []
    for row, own in zip(rows, staff, strict=True):
        entry = listed.get(row["sender"]) or listed.get(digits(row["sender"]))
        if entry is None and not own:
            entry = next((phones[c] for c in row["contacts"] if c in phones), None)
        out.append(entry)
    return out


def _customers(
    rows: Sequence[Mapping[str, Any]],
    staff: Sequence[bool],
    entries: Sequence[Known | None],
    companies: Collection[str],
) -> list[str]:
    """Who each row's customer is: of the list, of an export, a company, or all joined senders."""
    known = []
    for row, entry in zip(rows, entries, strict=True):
        domain = row["sender"].rpartition("@")[2]
        own = row["customer"] or (domain if domain in companies else row["sender"])
        known.append(entry.customer if entry else own)
    fixed = {entry.customer for entry in entries if entry}
    fixed |= {row["customer"] for row in rows if row["customer"]}
    return joined(rows, known, staff=staff, fixed=fixed)


def _threads(
    rows: Sequence[Mapping[str, Any]], own: Mapping[str, bool], companies: set[str]
) -> list[str]:
    """A thread id for each row; what was found in a quote belongs to the mail that quotes it."""
    names = thread_ids(list(posts(rows, own, companies)))
    of = {row["message_id"]: names[at] for at, row in enumerate(rows) if row["reading"] != "quoted"}
    return [
        of.get(row["thread_keys"][0], name) if row["reading"] == "quoted" else name
        for row, name in zip(rows, names, strict=True)
    ]


def _pseudonyms(key: bytes | None) -> Any:
    """Names for senders: by secret key, or numbered in the order in which they first appear."""
    numbers: dict[str, str] = {}

    def named(person: str) -> str:
        if key is not None:
            return (
                "c_"
                + hmac.new(key, person.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]
            )
        return numbers.setdefault(person, f"c_{len(numbers) + 1:016x}")

    return named


@cache
def _providers() -> frozenset[str]:
    text = (resources.files("inboxminer.journey") / "providers.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split() if not line.startswith("#"))
