"""Who is the organisation: its domains and addresses, configured or found from the mailbox.

A mailbox is a star: every conversation runs between one customer and the organisation, so its
addresses are those that exchange mail with many different others. Customers exchange mail with
one. What was found is shown in the report and in ``run.json``, so that it can be set right.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

# A first hub needs so many different others; a further one also this share of what is left over.
OTHERS, FURTHER_OTHERS, FURTHER_SHARE = 2, 3, 0.05
# A domain whose hubs are written to by so many of its own addresses, and by few others, is a mail
# provider that no list knows.
PROVIDER_WRITERS = 8
# Local parts that organisations answer from, in Latin letters in every language.
ROLE = re.compile(
    r"^(?:info|service|services|support|sales|office|contact|help|helpdesk|care|customers?|"
    r"customer[._-]?(?:service|care|support)|hello|mail|orders?|billing|admin|shop|store|team|"
    r"sherut|moked|mechirot|kontakt|kundenservice|kundendienst|vertrieb|buchhaltung|contacto|"
    r"ventas|soporte|atencion|clientes|commercial|accueil|serviceclient|sav|zakaz|otdel|"
    r"maintenance|technician|returns|complaints|feedback|reception|accounts?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a domain or address is held to be own: mails with it, and different others there."""

    messages: int
    others: int


@dataclass(frozen=True, slots=True)
class Sides:
    """The organisation's domains and addresses.

    configured: whether the settings name them. ``evidence`` is empty where they do.
    """

    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    configured: bool = False
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def own(self, address: str) -> bool:
        """Whether an address is the organisation's: its domain, one below it, or itself."""
        domain = address.rpartition("@")[2]
        return address in self.addresses or (bool(domain) and self.owns(domain))

    def owns(self, domain: str) -> bool:
        """Whether a domain is the organisation's or lies below one of its."""
        return any(domain == one or domain.endswith("." + one) for one in self.domains)


def role(address: str) -> str | None:
    """The role that an address answers in (``service`` of service@…), None for a person's."""
    found = ROLE.match(address)
    return found[0].lower() if found else None


@dataclass(slots=True)
class _Edge:
    """A mail as its two ends: units of the sender and of those it goes to."""

    sender: str
    to: frozenset[str]


def sides(
    rows: Sequence[Mapping[str, Any]],
    configured: Iterable[str],
    *,
    providers: Set[str],
    hints: Iterable[str] = (),
) -> Sides:
    """The organisation of rows with sender, recipients, kind and mailbox.

    hints: names of sources; an address in one, or one whose local part is the mailbox's name, is
    likely the organisation's.

    configured: domains, and addresses at mail providers; where it names any, they alone count.
    """
    named = [one.strip().casefold().lstrip("@") for one in configured]
    if named:
        return Sides(
            domains=tuple(sorted(one for one in named if "@" not in one)),
            addresses=tuple(sorted(one for one in named if "@" in one)),
            configured=True,
        )
    people = [row for row in rows if row["kind"] not in ("bulk", "bounce") and row["recipients"]]
    shared = set(providers) | _unlisted_providers(people, providers)

    def unit(address: str) -> str:
        domain = address.rpartition("@")[2]
        return address if domain in shared else domain

    edges = [
        _Edge(unit(row["sender"]), frozenset(unit(one) for one in row["recipients"]))
        for row in people
        if "@" in row["sender"]
    ]
    names = [name.casefold() for name in hints if "@" in name]
    hinted = {unit(one) for row in people for one in row["recipients"] if _in_any(one, names)}
    hinted |= {
        unit(one)
        for row in people
        for one in row["recipients"]
        if row["mailbox"] and one.partition("@")[0] == row["mailbox"].casefold()
    }
    roles = {unit(one) for row in people for one in row["recipients"] if ROLE.match(one)}
    found = _hubs(edges, hinted, roles)
    return Sides(
        domains=tuple(sorted(one for one in found if "@" not in one)),
        addresses=tuple(sorted(one for one in found if "@" in one)),
        evidence=dict(sorted(found.items())),
    )


def _in_any(address: str, names: Sequence[str]) -> bool:
    return any(address in name for name in names)


def _hubs(edges: Sequence[_Edge], hinted: Set[str], roles: Set[str]) -> dict[str, Evidence]:
    """Units that explain the mailbox, the greatest first: each mail has one of them at one end."""
    left, found = list(edges), dict[str, Evidence]()
    while left:
        others: defaultdict[str, set[str]] = defaultdict(set)
        mails: Counter[str] = Counter()
        for edge in left:
            for one in edge.to - {edge.sender}:
                others[one].add(edge.sender)
                others[edge.sender].add(one)
            mails.update({edge.sender, *edge.to})
        best = max(
            others,
            key=lambda one: (
                len(others[one]) + 2 * (one in hinted) + (one in roles),
                mails[one],
                one in roles,
                one,
            ),
            default="",
        )
        if not best or not _holds(
            best, others[best], mails[best], edges, left, found, hinted, roles
        ):
            break
        found[best] = Evidence(mails[best], len(others[best]))
        left = [edge for edge in left if best != edge.sender and best not in edge.to]
    return found


def _holds(
    best: str,
    others: Set[str],
    mails: int,
    edges: Sequence[_Edge],
    left: Sequence[_Edge],
    found: Mapping[str, Evidence],
    hinted: Set[str],
    roles: Set[str],
) -> bool:
    if found:
        enough = len(others) >= FURTHER_OTHERS and mails >= FURTHER_SHARE * len(edges)
        return enough and (best in roles or best in hinted or mails >= 0.5 * len(left))
    told = best in hinted or best in roles
    return (len(others) >= OTHERS and mails >= 0.3 * len(edges)) or (
        told and 2 * mails >= len(left)
    )


def _unlisted_providers(rows: Sequence[Mapping[str, Any]], providers: Set[str]) -> set[str]:
    """Domains of mail providers that the list does not hold, by how their addresses behave.

    In an organisation's domain, people write to the outside too; in a provider's, many write only
    to one address of the same domain, which is the organisation there.
    """
    inside: defaultdict[str, set[str]] = defaultdict(set)
    outside: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        sender = row["sender"]
        domain = sender.rpartition("@")[2]
        if not domain or domain in providers:
            continue
        for one in row["recipients"]:
            (inside if one.rpartition("@")[2] == domain else outside)[domain].add(sender)
    return {
        domain
        for domain, writers in inside.items()
        if len(writers - outside[domain]) > PROVIDER_WRITERS
        and len(writers - outside[domain]) > 3 * len(outside[domain])
    }
