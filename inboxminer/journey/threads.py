"""Conversations and what became of them, and the open ones that need a person today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from inboxminer.records import Case, Thread, Turn

# Why a thread needs a person today, most urgent first: (reason, signal or topic that shows it).
REASONS = (
    ("safety", "topic", "product_safety"),
    ("formal_letter", "escalation", "formal_letter"),
    ("vulnerable_customer", "signal", "vulnerable"),
    ("legal_threat", "escalation", "legal"),
    ("cancellation_request", "topic", "cancellation"),
)
# A customer's third message without an answer is a case of its own.
UNANSWERED = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the outgoing mail was supplied: threads with a staff turn among all threads."""

    threads: int
    with_staff: int

    @property
    def supplied(self) -> bool:
        """Service times are given only where at least a tenth of the threads has staff turns."""
        return self.threads > 0 and self.with_staff >= 0.1 * self.threads


def threads(messages: pd.DataFrame) -> Iterator[Thread]:
    """Threads that hold customer mail, in the order of their first message.

    messages: columns thread, message_id, customer, kind, department, date (UTC timestamp or NaT)
    and quoted_in (the mail that quotes this one, or None), in canonical order, without duplicates.
    """
    people = messages[messages["kind"].isin(["customer", "staff"])]
    supplied = coverage(people).supplied
    grouped: dict[str, list[Any]] = {}
    for row in people.itertuples():
        grouped.setdefault(str(row.thread), []).append(row)
    for name, rows in grouped.items():
        if any(row.kind == "customer" for row in rows):
            yield _thread(name, _in_turn(rows), supplied=supplied)


def _in_turn(rows: Sequence[Any]) -> list[Any]:
    """The rows of a thread with what was found in a quote right before the mail that quotes it.

    The date of a quote has no zone and is often missing.
    """
    found: dict[str, list[Any]] = {}
    for row in rows:
        if isinstance(row.quoted_in, str):
            found.setdefault(row.quoted_in, []).append(row)
    held = {row.message_id for row in rows if not isinstance(row.quoted_in, str)}
    out: list[Any] = []
    for row in rows:
        if isinstance(row.quoted_in, str) and row.quoted_in in held:
            continue
        out += [*found.get(row.message_id, ()), row]
    return out


def coverage(messages: pd.DataFrame) -> Coverage:
    """How many threads there are, and in how many the organisation answers."""
    sides = messages[messages["kind"].isin(["customer", "staff"])]
    held = set(sides.loc[sides["kind"] == "customer", "thread"])
    answered = set(sides.loc[sides["kind"] == "staff", "thread"])
    return Coverage(len(held), len(held & answered))


def _thread(name: str, rows: Sequence[Any], *, supplied: bool) -> Thread:
    turns = tuple(
        Turn(
            message_id=row.message_id,
            side="staff" if row.kind == "staff" else "customer",
            department=row.department if isinstance(row.department, str) else None,
            date=None if pd.isna(row.date) else row.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        for row in rows
    )
    asked = next(n for n, turn in enumerate(turns) if turn.side == "customer")
    answer = next((n for n, t in enumerate(turns) if n > asked and t.side == "staff"), None)
    answers = [t for t in turns if t.side == "staff"]
    departments = [t.department for t in turns if t.side == "customer" and t.department]
    return Thread(
        id=name,
        customer_id=next(str(row.customer) for row in rows if row.kind == "customer"),
        turns=turns,
        first_reply=_hours(turns[asked], turns[answer]) if answer is not None else None,
        resolution=_hours(turns[asked], turns[-1])
        if answers and turns[-1].side == "staff"
        else None,
        reopened=(answer is not None and any(t.side == "customer" for t in turns[answer + 1 :]))
        if supplied
        else None,
        one_touch=(len(answers) == 1 and turns[-1].side == "staff") if supplied else None,
        hand_offs=sum(a != b for a, b in pairwise(departments)),
        promises=None,
        outcome=None,
    )


def _hours(first: Turn, second: Turn) -> float | None:
    if first.date is None or second.date is None:
        return None
    gap = datetime.fromisoformat(second.date) - datetime.fromisoformat(first.date)
    return round(gap.total_seconds() / 3600, 2)


def cases(
    found: Iterable[Thread],
    mentions: pd.DataFrame,
    details: Mapping[str, Mapping[str, Mapping[str, str | None]]],
    numbers: Mapping[str, str],
) -> tuple[Case, ...]:
    """Open threads that need a person, most urgent reason first, then the longest wait.

    A thread is open while its last turn is the customer's. details: message id → signal details;
    numbers: message id → case number. Waiting time runs to the newest message of the mailbox.
    """
    grouped = mentions.groupby("message_id", sort=False, observed=True)
    of_message = {str(key): frame for key, frame in grouped}
    held = [thread for thread in found if thread.turns[-1].side == "customer"]
    newest = max((t.turns[-1].date for t in held if t.turns[-1].date), default=None)
    out: list[tuple[int, float, Case]] = []
    for thread in held:
        best = _reason(thread, of_message, details)
        if best is None:
            continue
        urgency, reason, message_id, mention_id, quote = best
        last = thread.turns[-1]
        waiting = None
        if newest and last.date:
            gap = datetime.fromisoformat(newest) - datetime.fromisoformat(last.date)
            waiting = round(gap.total_seconds() / 86400, 1)
        case = Case(
            message_id,
            numbers.get(message_id),
            last.department,
            waiting,
            None,
            reason,
            quote,
            mention_id,
        )
        out.append((urgency, -(waiting or 0.0), case))
    return tuple(case for *_, case in sorted(out, key=lambda row: (*row[:2], row[2].message_id)))


def _reason(
    thread: Thread,
    of_message: Mapping[str, pd.DataFrame],
    details: Mapping[str, Mapping[str, Mapping[str, str | None]]],
) -> tuple[int, str, str, str | None, str] | None:
    customer = [turn for turn in thread.turns if turn.side == "customer"]
    for urgency, (reason, kind, value) in enumerate(REASONS):
        for turn in customer:
            frame = of_message.get(turn.message_id)
            if frame is None:
                continue
            for row in frame.itertuples():
                if row.status == "sure" and _shows(
                    row, kind, value, details.get(turn.message_id, {})
                ):
                    found = str(row.mention_id), str(row.quote)
                    return urgency, reason, turn.message_id, *found
    tail = 0
    for turn in reversed(thread.turns):
        if turn.side == "staff":
            break
        tail += 1
    if tail >= UNANSWERED:
        last = customer[-1].message_id
        frame = of_message.get(last)
        first = frame.iloc[0] if frame is not None and len(frame) else None
        key = None if first is None else str(first["mention_id"])
        quote = "" if first is None else str(first["quote"])
        return len(REASONS), "third_contact_unanswered", last, key, quote
    return None


def _shows(
    row: object, kind: str, value: str, details: Mapping[str, Mapping[str, str | None]]
) -> bool:
    signals = getattr(row, "signals", ())
    if kind == "topic":
        wanted = getattr(row, "polarity", "") == "negative" or value == "cancellation"
        return getattr(row, "topic", "") == value and wanted
    if kind == "signal":
        return value in signals
    escalation = details.get("escalation", {})
    return "escalation" in signals and value in (escalation.get("target"), escalation.get("status"))
