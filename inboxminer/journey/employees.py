"""Named employees: one id for one name within a scan, whatever order the sources had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SENDER = "sender"
People = Mapping[str, Sequence[str]]


def employee_ids(
    rows: Sequence[Mapping[str, Any]], *, staff: Sequence[bool]
) -> list[dict[str, str]]:
    """For each row ``employee-NN`` by placeholder, and by ``sender`` where staff wrote it.

    rows: in canonical order, with ``people``: hashes of names by placeholder, a full name's before
    those of its words. Employees are who wrote as staff and who was named as one; a full name of
    theirs is them under any placeholder. A first name alone is the one employee who has it, else
    an employee of its own; ids are numbered as they first appear.
    """
    named = [dict(_employees(row["people"], own)) for row, own in zip(rows, staff, strict=True)]
    whole: dict[str, frozenset[str]] = {}
    for people in named:
        for hashes in people.values():
            if len(hashes) > 1:
                whole.setdefault(hashes[0], frozenset(hashes[1:]))
    owners: dict[str, list[str]] = {}
    for full, words in whole.items():
        for word in words:
            owners.setdefault(word, []).append(full)
    numbers: dict[str, str] = {}
    out = []
    for row, people in zip(rows, named, strict=True):
        meant = people | {
            shown: hashes
            for shown, hashes in row["people"].items()
            if shown != SENDER and hashes[0] in whole
        }
        ids = {}
        for shown, hashes in meant.items():
            held = owners.get(hashes[0], [])
            one = held[0] if len(hashes) == 1 and len(held) == 1 else hashes[0]
            ids[shown] = numbers.setdefault(one, f"employee-{len(numbers) + 1:02}")
        out.append(ids)
    return out


def _employees(people: People, own: bool) -> Iterator[tuple[str, Sequence[str]]]:
    for shown, hashes in people.items():
        if shown.startswith("EMPLOYEE_") or (own and shown == SENDER):
            yield shown, hashes
