"""The records that walk down the line, in the order in which they flow.

RawMessage → Email → CleanMessage (its Passages) → MessageLabels and Mention → Theme, Thread,
StageCell → SwotItem. Every record is frozen; a stage makes a new one and never changes one that it
was handed. Text offsets are code points, half-open, into the cleaned text of a passage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["customer", "staff", "auto_reply", "bulk", "bounce"]
Zone = Literal["subject", "body"]
Reading = Literal["whole", "unwrapped", "quoted"]
Polarity = Literal["negative", "neutral", "positive"]
Status = Literal["sure", "unsure"]
Quadrant = Literal["strength", "weakness", "opportunity", "threat"]


# --- 1. sources -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as it lay in its mailbox: RFC 5322 bytes and where they came from.

    A row of a helpdesk export arrives as RFC 5322 bytes too; its further columns stand in
    ``X-Inboxminer-…`` headers. ``file``: the mailbox inside the source, where it is a folder or an
    archive; ``position`` counts the whole source.
    """

    source: str
    position: int
    mailbox: str | None
    raw: bytes
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A message that gets no row, with the reason: one of ``SKIP_REASONS``.

    ``whole``: not one message but a whole file of the source could not be read.
    """

    source: str
    position: int
    message_id: str | None
    reason: str
    detail: str
    file: str | None = None
    whole: bool = False


SKIP_REASONS = (
    "unreadable",
    "too_large",
    "too_complex",
    "out_of_period",
    "no_own_text",
    "limit",
)


# --- 2. parse ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322: display name and address (lower case), either may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the last ``@``, or the empty string."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Email:
    """A parsed message. Bad mail is never an exception: what was repaired stands in ``defects``.

    ``text`` is the whole body as plain text with ``\\n`` line ends, quoted history included;
    quotes that HTML marked are lines that begin with ``> ``. ``headers`` holds, lower-case, those
    that later stages look at. ``row`` holds the columns of a helpdesk export (product, branch, …).
    """

    message_id: str
    source: str
    position: int
    mailbox: str | None
    sha256: str
    date: datetime | None
    sender: Address
    recipients: tuple[Address, ...]
    reply_to: Address | None
    subject: str
    in_reply_to: str | None
    references: tuple[str, ...]
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    row: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    file: str | None = None


# --- 3. clean ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """A placeholder in the cleaned text and what it stands for (kept only with ``--no-redact``)."""

    start: int
    end: int
    kind: str
    original: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One zone of a message: the customer's own text, redacted, with its sentences."""

    zone: Zone
    text: str
    sentences: tuple[Span, ...]
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanMessage:
    """A message as the models read it. ``kind`` is None where the rules leave it to the model.

    One mail may be read in several ways: as it stands, as the customer's inside a form or forward,
    and with it what it quotes; ``others`` holds those beside the first, ``part`` numbers them.
    ``trusted``: a machine sent the envelope. ``listed``: the list's domain where only list fields
    say bulk. ``answers``: the subject says so. ``prints`` know its sentences again.
    ``people``: keyed hashes of the names behind placeholders, and of the sender's. ``contacts``:
    keyed hashes of the phones and case numbers that the writer names.
    """

    message_id: str
    source: str
    position: int
    mailbox: str | None
    sha256: str
    date: datetime | None
    sender: Address
    recipients: tuple[Address, ...]
    thread_keys: tuple[str, ...]
    content_hash: str
    kind: Kind | None
    language: str
    passages: tuple[Passage, ...]
    row: Mapping[str, str] = field(default_factory=dict)
    defects: tuple[str, ...] = ()
    part: int = 0
    reading: Reading = "whole"
    trusted: bool = False
    listed: str = ""
    answers: bool = False
    subject_key: str = ""
    ticket: str = ""
    prints: tuple[int, ...] = ()
    others: tuple[CleanMessage, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contacts: tuple[str, ...] = ()
    file: str | None = None


# --- 4. classify ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a customer says about one topic. ``confidence`` is 0..1, calibrated."""

    mention_id: str
    message_id: str
    zone: Zone
    start: int
    end: int
    quote: str
    topic: str
    polarity: Polarity
    stage: str
    signals: tuple[str, ...]
    need: str | None
    status: Status
    confidence: Mapping[str, float]
    reasons: tuple[str, ...] = ()
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class MessageLabels:
    """What was decided about a whole message; all but ``kind`` is None for other kinds."""

    kind: Kind
    department: str | None
    segment: str | None
    sentiment: Polarity | None
    sentiment_score: float | None
    signals: tuple[str, ...]
    signal_details: Mapping[str, Mapping[str, str | None]]
    confidence: Mapping[str, float]


# --- 5. themes and journey --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Theme:
    """What exactly is said within a topic; ``id`` is ``topic/NN``. Quotes are mention ids."""

    id: str
    topic: str
    name: str
    keywords: tuple[str, ...]
    mentions: int
    customers: int
    languages: Mapping[str, int]
    state: str | None
    first_seen: str | None
    representatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageCell:
    """Customers and mentions of one stage, topic and polarity; share with Wilson interval."""

    stage: str
    topic: str
    polarity: Polarity
    customers: int
    mentions: int
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a thread: who wrote it (customer or staff) and in which department."""

    message_id: str
    side: Literal["customer", "staff"]
    department: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation; times in hours, null where the outgoing mail was not supplied."""

    id: str
    customer_id: str
    turns: tuple[Turn, ...]
    first_reply: float | None
    resolution: float | None
    reopened: bool | None
    one_touch: bool | None
    hand_offs: int | None
    promises: int | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """An open thread that needs a person today."""

    message_id: str
    case_number: str | None
    department: str | None
    days_waiting: float | None
    deadline: str | None
    reason: str
    quote: str
    mention_id: str | None = None


# --- 6. swot ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trend:
    """How an item moved between two periods; state None where the data cannot say."""

    state: str | None
    change: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class SwotItem:
    """One line of the SWOT list, as ``swot.json`` writes it; see the schema for each field."""

    id: str
    quadrant: Quadrant
    rank: int | None
    overall_rank: int | None
    priority: str | None
    topic: str | None
    force: str | None
    driven_by: tuple[str, ...]
    stage: str | None
    by_stage: Mapping[str, int]
    by_segment: Mapping[str, int]
    by_product: Mapping[str, int] | None
    by_branch: Mapping[str, int] | None
    regardless_of_count: bool
    too_few: bool
    status: str
    due: str | None
    first_seen: str | None
    title: str
    customers: int
    messages: int
    mentions: int
    share: float
    share_interval: tuple[float, float]
    severity: float
    trend: Trend
    score: float | None
    score_interval: tuple[float, float] | None
    rank_certainty: float | None
    factors: Mapping[str, float]
    why: str
    handled_by: str | None
    owner: str | None
    themes: tuple[str, ...]
    actions: tuple[Mapping[str, str], ...]
    evidence: tuple[str, ...]


def telling(quote: str) -> bool:
    """Whether a reader learns something from the quote alone: it has at least four words."""
    return len(quote.split()) >= 4
