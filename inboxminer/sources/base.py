"""What a source is: a name, a mailbox label, a path, and bounds against hostile input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.mapping import ColumnMap


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One argument of ``scan``: where to read, under which display name and mailbox label."""

    name: str
    mailbox: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of reading; more is skipped with a reason, or refused where it smells of a bomb.

    ``archive_bytes`` and ``archive_members`` count all that one source unpacks, archives within
    archives included; ``archive_depth`` is how many may lie within one another.
    """

    message_bytes: int = 50_000_000
    archive_members: int = 1_000_000
    archive_bytes: int = 200_000_000_000
    archive_depth: int = 4
    compression_ratio: int = 500


@dataclass(slots=True)
class Spent:
    """What a source has unpacked so far, of what its bounds allow."""

    members: int = 0
    bytes_: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader is given: the source, the file to read, bounds and a column mapping."""

    spec: SourceSpec
    path: Path
    name: str
    bounds: Bounds = field(default_factory=Bounds)
    mapping: ColumnMap | None = None
    depth: int = 0
    spent: Spent = field(default_factory=Spent)

    def message(self, position: int, raw: bytes) -> RawMessage | Skipped:
        """A record of the bytes, or a skip where they are too many."""
        if len(raw) > self.bounds.message_bytes:
            return self.too_large(position, len(raw))
        return RawMessage(self.name, position, self.spec.mailbox, raw)

    def too_large(self, position: int, size: int) -> Skipped:
        """A skip of a message of so many bytes."""
        limit = self.bounds.message_bytes
        return self.skipped(position, "too_large", f"{size} bytes, the limit is {limit}")

    def skipped(self, position: int, reason: str, detail: str) -> Skipped:
        """A skip at a position of this source."""
        return Skipped(self.name, position, None, reason, detail)

    def failed(self, detail: str) -> Skipped:
        """A file inside the source that cannot be read at all."""
        return Skipped(self.name, 0, None, "unreadable", detail, whole=True)


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, reading: Reading, /) -> Iterator[RawMessage | Skipped]:
        """The messages of what is to be read."""
        ...
