"""Which messages are copies: the same mail in two mailboxes, sent twice, or passed on by staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

# The same words of one sender are one mail within this time, and said again after it.
WINDOW = timedelta(days=3)


def originals(rows: Sequence[Mapping[str, Any]], own: Mapping[str, bool]) -> list[str | None]:
    """For each row the Message-ID of the first row that it is a copy of, if any.

    Copies have one Message-ID, or one content within ``WINDOW``; answers of the organisation to
    different people are no copies. A customer's mail that staff passed on is a copy of that mail.
    """
    first: dict[str, int] = {}
    said = _by_print(rows)
    out: list[str | None] = []
    for at, row in enumerate(rows):
        content = "content " + row["content_hash"]
        if own.get(row["sender"], False):
            content += " " + " ".join(sorted(row["recipients"]))
        before = first.get("id " + row["message_id"])
        if before is None and content in first and _near(rows[first[content]], row):
            before = first[content]
        if before is None and row["reading"] == "unwrapped":
            before = _passed_on(row, at, rows, said)
        root = at if before is None else before
        out.append(None if before is None else out[root] or rows[root]["message_id"])
        first.setdefault("id " + row["message_id"], root)
        if content not in first or not _near(rows[first[content]], row):
            first[content] = root
    return out


def _near(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["date"] is None or other["date"] is None:
        return True
    gap = datetime.fromisoformat(other["date"]) - datetime.fromisoformat(one["date"])
    return abs(gap) <= WINDOW


def _by_print(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], list[int]]:
    """Places of the rows that a sender wrote, by their sentences."""
    out: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row["reading"] == "whole":
            for one in row["prints"]:
                out[row["sender"], one].append(at)
    return dict(out)


def _passed_on(
    row: Mapping[str, Any],
    at: int,
    rows: Sequence[Mapping[str, Any]],
    said: Mapping[tuple[str, int], list[int]],
) -> int | None:
    """The earlier mail that holds every sentence of one that was passed on."""
    held = [set(said.get((row["sender"], one), ())) for one in row["prints"]]
    shared = set.intersection(*held) if held else set[int]()
    return min((one for one in shared if one < at), default=None)
