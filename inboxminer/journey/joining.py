"""Which senders are one customer: addresses that share a phone or a case, companies, the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from inboxminer.pseudonyms import PHONE

# A phone or case that more senders name is a company's or a well-known one, and joins nobody.
SHARED = 3


def joined(
    rows: Sequence[Mapping[str, Any]],
    known: Sequence[str],
    *,
    staff: Sequence[bool],
    fixed: Collection[str] = (),
) -> list[str]:
    """For each row the customer, as the first known one of all that are joined with it.

    rows: in canonical order, with ``contacts``. known: who each is by address, domain or list;
    empty where nobody knows. fixed: customers of the list, two of whom are never joined. Phones
    that staff name are the organisation's and join nobody.
    """
    holders: dict[str, dict[str, None]] = {}
    public = {
        contact
        for row, own in zip(rows, staff, strict=True)
        for contact in row["contacts"]
        if own and contact.startswith(PHONE)
    }
    for row, customer, own in zip(rows, known, staff, strict=True):
        if customer and not own:
            for contact in row["contacts"]:
                if contact not in public:
                    holders.setdefault(contact, {})[customer] = None
    groups = _groups((list(held) for held in holders.values() if len(held) <= SHARED), set(fixed))
    first: dict[str, str] = {}
    for customer in known:
        root = groups.get(customer, customer)
        if root not in first or (customer in fixed and first[root] not in fixed):
            first[root] = customer
    return [first[groups.get(customer, customer)] for customer in known]


def _groups(sets: Iterable[Sequence[str]], fixed: set[str]) -> dict[str, str]:
    """For each member of a set the root of its group; groups hold one fixed member at most."""
    parent: dict[str, str] = {}
    holds: dict[str, set[str]] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        holds.setdefault(one, {one} & fixed)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for members in sets:
        for other in members[1:]:
            left, right = root(members[0]), root(other)
            if left != right and len(holds[left] | holds[right]) <= 1:
                parent[right] = left
                holds[left] |= holds[right]
    return {one: root(one) for one in parent}
