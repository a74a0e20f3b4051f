"""What is true of the mailbox as a whole, from identifiers and headers alone.

Which message is a copy of which, which messages are one conversation, which domains are the
organisation's own, and which senders are one customer. Rows come in canonical order, so that every
answer is the same whatever order the sources were given in.
"""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from inboxminer.journey.customers import Known, digits
from inboxminer.journey.duplicates import originals
from inboxminer.journey.readings import choose
from inboxminer.journey.sides import Sides, sides
from inboxminer.journey.threading import posts, thread_ids

# A domain with more writers than this is a mail provider and not one company.
COMPANY_WRITERS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where one message stands in the mailbox; ``sender`` and ``customer`` are pseudonyms.

    ``segment`` is that of the customer list, None where it says nothing. ``own_list``: it came
    through the organisation's own group address.
    """

    thread: str
    sender: str
    customer: str
    duplicate_of: str | None
    staff: bool
    segment: str | None = None
    own_list: bool = False


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
    customers: Mapping[str, Known] | None = None,
) -> Facts:
    """Facts of rows in canonical order (columns of ``store.spool.KEYS``).

    own_domains: domains and addresses of the organisation; none: found from the rows. hints: names
    of sources, which may hold an address.
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
    places: dict[tuple[str, int, int], Place] = {}
    for at, row in enumerate(held):
        domain = row["sender"].rpartition("@")[2]
        entry = listed.get(row["sender"]) or listed.get(digits(row["sender"]))
        known = row["customer"] or (domain if domain in companies else row["sender"])
        known = entry.customer if entry else known
        places[row["source"], row["position"], row["part"]] = Place(
            thread=threads[at],
            sender=name(row["sender"] or row["message_id"]),
            customer=name(known or row["message_id"]),
            duplicate_of=copies[at],
            staff=own[row["sender"]],
            segment=entry.segment if entry else None,
            own_list=bool(row["listed"]) and organisation.owns(row["listed"]),
        )
    return Facts(
        places=places,
        sides=organisation,
        duplicates=sum(original is not None for original in copies),
        languages=dict(Counter(row["language"] for row in held)),
    )


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
