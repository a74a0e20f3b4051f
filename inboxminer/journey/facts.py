"""What is true of the mailbox as a whole, from identifiers and headers alone.

Which message is a copy of which, which messages are one conversation, which domains are the
organisation's own, and which senders are one customer. Rows come in canonical order, so that every
answer is the same whatever order the sources were given in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from inboxminer.journey.customers import Known, digits

# A domain with more writers than this is a mail provider and not one company.
COMPANY_WRITERS = 8
# A domain that at least this share of all mail is addressed to is the organisation's own.
OWN_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Place:
    """Where one message stands in the mailbox; ``sender`` and ``customer`` are pseudonyms.

    ``segment`` is that of the customer list, None where it says nothing.
    """

    thread: str
    sender: str
    customer: str
    duplicate_of: str | None
    staff: bool
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The places of all messages by (source, position), and the domains found to be own."""

    places: Mapping[tuple[str, int], Place]
    own_domains: tuple[str, ...]
    duplicates: int
    languages: Mapping[str, int] = field(default_factory=dict)


def facts(
    rows: Iterable[Mapping[str, Any]],
    *,
    own_domains: Sequence[str] = (),
    redact: bool = True,
    key: bytes | None = None,
    customers: Mapping[str, Known] | None = None,
) -> Facts:
    """Facts of rows in canonical order (columns of ``store.spool.KEYS``).

    customers: the organisation's own list; its ids come before what addresses and domains say.
    """
    listed = customers or {}
    held = list(rows)
    own = tuple(own_domains) or _own_domains(held)
    originals = _originals(held)
    threads = _threads(held)
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for row in held:
        writers[row["sender"].rpartition("@")[2]].add(row["sender"])
    companies = {
        domain
        for domain, people in writers.items()
        if domain and len(people) <= COMPANY_WRITERS and domain not in _providers()
    }
    name = _pseudonyms(key) if redact else str
    places: dict[tuple[str, int], Place] = {}
    for at, row in enumerate(held):
        domain = row["sender"].rpartition("@")[2]
        entry = listed.get(row["sender"]) or listed.get(digits(row["sender"]))
        known = row["customer"] or (domain if domain in companies else row["sender"])
        known = entry.customer if entry else known
        places[row["source"], row["position"]] = Place(
            thread=threads[at],
            sender=name(row["sender"] or row["message_id"]),
            customer=name(known or row["message_id"]),
            duplicate_of=originals[at],
            staff=domain in own,
            segment=entry.segment if entry else None,
        )
    return Facts(
        places=places,
        own_domains=own,
        duplicates=sum(original is not None for original in originals),
        languages=dict(Counter(row["language"] for row in held)),
    )


def _originals(rows: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """For each row the Message-ID of the first row with the same id or content, if any."""
    first: dict[str, str] = {}
    out: list[str | None] = []
    for row in rows:
        keys = ["id " + row["message_id"], "content " + row["content_hash"]]
        original = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, original or row["message_id"])
        out.append(original)
    return out


def _threads(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A thread id for each row: messages joined by their references or their case number."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for row in rows:
        keys = ["id " + row["message_id"], *("id " + key for key in row["thread_keys"])]
        if row["case"]:
            keys.append("case " + row["case"])
        for key in keys[1:]:
            parent[root(key)] = root(keys[0])
    names: dict[str, str] = {}
    out = []
    for row in rows:
        at = root("id " + row["message_id"])
        if at not in names:
            digest = hashlib.sha256(row["message_id"].encode("utf-8", "surrogatepass"))
            names[at] = "t_" + digest.hexdigest()[:16]
        out.append(names[at])
    return out


def _own_domains(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Domains that much of the mail is addressed to and that are no public provider."""
    addressed: Counter[str] = Counter()
    for row in rows:
        addressed.update(set(row["domains"] or ()) - _providers())
    return tuple(
        sorted(d for d, n in addressed.items() if len(rows) >= 5 and n >= OWN_SHARE * len(rows))
    )


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
