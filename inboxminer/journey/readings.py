"""Which reading of each message holds, once it is known who the organisation is.

A form or a forward is read as the customer's inside; a customer's words that only staff's quotes
hold are a message beside the one that quotes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from inboxminer.journey.sides import Sides

# A quote is known where this share of its sentences stands in a mail of the sources.
KNOWN_SHARE = 0.5


def choose(rows: Sequence[Mapping[str, Any]], sides: Sides) -> list[Mapping[str, Any]]:
    """The rows that hold, in their order; mail through the organisation's own list is no bulk."""
    grouped: defaultdict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["source"], row["position"]].append(row)
    chosen = {key: _reading(held, sides) for key, held in grouped.items()}
    mails = {
        row["message_id"]: row["sender"]
        for row in rows
        if row["part"] == chosen[row["source"], row["position"]]
    }
    known = {
        one
        for row in rows
        if row["part"] == chosen[row["source"], row["position"]] and not sides.own(row["sender"])
        for one in row["prints"]
    }
    carriers = {
        key: row for key, held in grouped.items() for row in held if row["part"] == chosen[key] == 0
    }
    out: list[Mapping[str, Any]] = []
    for row in rows:
        key = (row["source"], row["position"])
        if row["part"] == chosen[key]:
            inside = row["listed"] and sides.owns(row["listed"])
            out.append({**row, "kind": None} if inside else row)
        elif (
            row["reading"] == "quoted"
            and key in carriers
            and _only_quoted(row, carriers[key], sides, mails, known)
        ):
            known.update(row["prints"])
            out.append(row)
    return out


def unwraps(sender: str, inner: str, sides: Sides, *, trusted: bool) -> bool:
    """Whether a mail is the inner author's: it comes from the organisation or from a machine, and
    its author is no one of the organisation."""
    return bool(inner) and not sides.own(inner) and (trusted or sides.own(sender))


def _reading(held: Sequence[Mapping[str, Any]], sides: Sides) -> int:
    """The part that a message is read as: itself, or the first inner mail that holds."""
    sender = next(row["sender"] for row in held if row["part"] == 0)
    return min(
        (
            row["part"]
            for row in held
            if row["reading"] == "unwrapped"
            and unwraps(sender, row["sender"], sides, trusted=row["trusted"])
        ),
        default=0,
    )


def _only_quoted(
    row: Mapping[str, Any],
    carrier: Mapping[str, Any],
    sides: Sides,
    mails: Mapping[str, str],
    known: set[int],
) -> bool:
    """Whether a customer's text stands in no mail but in the quotes of one of the organisation."""
    if not sides.own(carrier["sender"]) or carrier["kind"] not in (None, "staff"):
        return False
    if sides.own(row["sender"]) or not row["prints"] or row["kind"] != "customer":
        return False
    links = carrier["thread_keys"]
    if row["part"] == 1 and links and mails.get(links[0]) == row["sender"]:
        return False
    return sum(one in known for one in row["prints"]) < KNOWN_SHARE * len(row["prints"])
