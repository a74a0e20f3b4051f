"""Which messages are one conversation.

Threads are found as by Jamie Zawinski (https://www.jwz.org/doc/threading.html) from References and
In-Reply-To (RFC 5322, 3.6.4), and by subject where identifiers are missing; but a conversation is
one customer's: what is sent to many joins none of them, and a subject alone joins nobody. The
answer depends on the set of messages and not on their order.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# A mail without identifiers that answers by its subject belongs to what was said so shortly before;
# a new mail of the same sender under the same telling subject, within the shorter time.
ANSWER_WINDOW, REPEAT_WINDOW = timedelta(days=45), timedelta(days=14)
# A subject tells enough to join two mails of one sender from so many letters on.
TELLING = 12


@dataclass(frozen=True, slots=True)
class Post:
    """What threading needs of one message.

    party: addresses of the customer's side, copies to others too; empty where unknown. between:
    those of them that write or are written to. one_sided: the organisation's or a machine's, so
    that it may have gone to many.
    """

    message_id: str
    links: tuple[str, ...]
    party: frozenset[str]
    between: frozenset[str]
    one_sided: bool
    subject: str
    answers: bool
    ticket: str
    case: str
    source: str
    date: datetime | None
    sender: str


class _Joined:
    """Disjoint sets of message numbers; the lowest number stands for its set."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self.parent[high] = low


def thread_ids(posts: Sequence[Post]) -> list[str]:
    """A thread id for each message of a mailbox in canonical order.

    The id is made of the Message-ID of the thread's first message.
    """
    joined = _Joined(len(posts))
    _by_identifier(posts, joined)
    _by_case(posts, joined)
    _by_subject(posts, joined)
    return [_name(posts[joined.root(at)].message_id) for at in range(len(posts))]


def _by_identifier(posts: Sequence[Post], joined: _Joined) -> None:
    """Join what names the same message, each through the messages that it names.

    A customer's mail joins all that refer to it. One of the organisation's, or one that is not
    here, may have gone to many, and joins only mails of one party.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, post in enumerate(posts):
        places[post.message_id].append(at)
    named: defaultdict[str, list[int]] = defaultdict(list)
    for at, post in enumerate(posts):
        for link in post.links:
            named[link].append(at)
    for link, referring in named.items():
        held = places.get(link, [])
        if any(not posts[at].one_sided for at in held):
            _join_all([*held, *referring], joined)
        else:
            _join_parties([*held, *referring], posts, joined)
    for copies in places.values():
        _join_parties(copies, posts, joined)


def _by_case(posts: Sequence[Post], joined: _Joined) -> None:
    """Join by case numbers of one export, and by case marks that a helpdesk sets in subjects."""
    cases: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    tickets: defaultdict[str, list[int]] = defaultdict(list)
    for at, post in enumerate(posts):
        if post.case:
            cases[post.source, post.case].append(at)
        if post.ticket:
            tickets[post.ticket].append(at)
    for held in cases.values():
        _join_all(held, joined)
    across: defaultdict[str, list[int]] = defaultdict(list)
    for (_, number), held in cases.items():
        across[number] += held
    for held in (*across.values(), *tickets.values()):
        _join_parties(sorted(held), posts, joined)


def _by_subject(posts: Sequence[Post], joined: _Joined) -> None:
    """Join a mail to the last one of its party under its subject, where identifiers do not."""
    known = {post.message_id for post in posts}
    latest: dict[tuple[str, str], int] = {}
    for at, post in enumerate(posts):
        if not post.subject or post.date is None:
            continue
        lost = not any(link in known for link in post.links)
        for person in sorted(post.between):
            before = latest.get((person, post.subject))
            if before is not None and lost and _follows(posts[before], post):
                joined.join(before, at)
            latest[person, post.subject] = at


def _follows(before: Post, post: Post) -> bool:
    """Whether a mail without known identifiers goes on with an earlier one of its subject."""
    if before.date is None or post.date is None:
        return False
    gap = post.date - before.date
    if post.answers:
        return gap <= ANSWER_WINDOW
    same = before.sender == post.sender and not post.links
    return same and len(post.subject) >= TELLING and gap <= REPEAT_WINDOW


def _join_all(held: Sequence[int], joined: _Joined) -> None:
    for at in held[1:]:
        joined.join(held[0], at)


def _join_parties(held: Iterable[int], posts: Sequence[Post], joined: _Joined) -> None:
    """Join those that share an address of the customer's side."""
    first: dict[str, int] = {}
    for at in sorted(held):
        for person in posts[at].party:
            joined.join(first.setdefault(person, at), at)


def _name(message_id: str) -> str:
    return "t_" + hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _with_companies(people: Set[str], companies: Set[str]) -> frozenset[str]:
    domains = {one.rpartition("@")[2] for one in people} & companies
    return frozenset({*people, *("@" + one for one in domains)})


def posts(
    rows: Iterable[Mapping[str, Any]], own: Mapping[str, bool], companies: Set[str]
) -> Iterator[Post]:
    """Rows of the spool as threading reads them.

    own: address → whether it is the organisation's. companies: domains whose addresses are one
    customer's, so that colleagues are one party.
    """
    for row in rows:
        staff = own.get(row["sender"], False)
        people = {one for one in row["recipients"] or () if not own.get(one, False)}
        if not staff and row["sender"]:
            people.add(row["sender"])
        between = people if staff else {row["sender"]} - {""}
        date = row["date"]
        yield Post(
            message_id=row["message_id"],
            links=tuple(row["thread_keys"] or ()),
            party=_with_companies(people, companies),
            between=_with_companies(between, companies),
            one_sided=staff or row["kind"] in ("bulk", "auto_reply", "bounce", "staff"),
            subject=row["subject_key"],
            answers=row["answers"],
            ticket=row["ticket"],
            case=row["case"] or "",
            source=row["source"],
            date=datetime.fromisoformat(date) if date else None,
            sender=row["sender"],
        )
