"""What was decided about each message, on disk in canonical order, and the columns that the
aggregates read.

Rows go to ``messages.jsonl`` and to a draft of ``mentions.jsonl`` that still lacks its themes;
vectors to a file of half-precision numbers. Only short columns stay in memory.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inboxminer.errors import OutputError

MESSAGES = "messages.jsonl"
MENTIONS = "mentions.jsonl"
DRAFT = "mentions.draft"
VECTORS = "vectors.f16"
MESSAGE_COLUMNS = (
    "message_id",
    "thread",
    "customer",
    "kind",
    "department",
    "segment",
    "sentiment",
    "language",
    "date",
    "case",
    "quoted_in",
)
MENTION_COLUMNS = (
    "mention_id",
    "message_id",
    "customer",
    "date",
    "language",
    "topic",
    "polarity",
    "stage",
    "signals",
    "need",
    "target",
    "escalation_status",
    "department",
    "segment",
    "product",
    "branch",
    "status",
    "certainty",
    "quote",
)


class Results:
    """Collects the results of one scan in a private folder."""

    def __init__(self, folder: Path, width: int) -> None:
        self.folder = folder
        self.width = width
        self.kinds: Counter[str] = Counter()
        self.details: dict[str, Mapping[str, Mapping[str, str | None]]] = {}
        self._messages: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[Any, ...]] = []
        self._files = {
            name: (folder / name).open("w", encoding="utf-8") for name in (MESSAGES, DRAFT)
        }
        self._vectors = (folder / VECTORS).open("wb")

    def close(self) -> None:
        """Finish the files; rows can be read from then on."""
        for file in (*self._files.values(), self._vectors):
            file.close()

    def add_copy(self, row: Mapping[str, Any]) -> None:
        """The row of a duplicate, which counts in no figure."""
        self._files[MESSAGES].write(to_line(row))

    def add_message(self, row: Mapping[str, Any], columns: tuple[Any, ...]) -> None:
        """A row of ``messages.jsonl``, and its values for MESSAGE_COLUMNS."""
        self._files[MESSAGES].write(to_line(row))
        self._messages.append(columns)
        self.kinds[row["kind"]] += 1
        if row["signal_details"]:
            self.details[row["message_id"]] = row["signal_details"]

    def add_mention(
        self, row: Mapping[str, Any], columns: tuple[Any, ...], vector: np.ndarray
    ) -> None:
        """A row of ``mentions.jsonl``, its values for MENTION_COLUMNS, and its vector."""
        self._files[DRAFT].write(to_line(row))
        self._mentions.append(columns)
        self._vectors.write(vector.astype(np.float16).tobytes())

    def messages(self) -> pd.DataFrame:
        """One row a message that is no duplicate, with MESSAGE_COLUMNS."""
        return _dated(pd.DataFrame(self._messages, columns=list(MESSAGE_COLUMNS)))

    def mentions(self) -> pd.DataFrame:
        """One row a mention, sure or unsure, with MENTION_COLUMNS."""
        return _dated(pd.DataFrame(self._mentions, columns=list(MENTION_COLUMNS)))

    def vectors(self) -> np.ndarray:
        """One row a mention; read from the disk as needed."""
        rows = len(self._mentions)
        if not rows:
            return np.zeros((0, self.width), np.float16)
        return np.memmap(self.folder / VECTORS, np.float16, "r", shape=(rows, self.width))

    def write_mentions(self, themes: Mapping[str, str | None]) -> None:
        """Write ``mentions.jsonl``: the draft with each mention's theme."""
        with (self.folder / MENTIONS).open("w", encoding="utf-8") as out:
            for row in read_lines(self.folder / DRAFT):
                out.write(to_line(row | {"theme": themes.get(row["mention_id"])}))
        (self.folder / DRAFT).unlink()


def to_line(row: Mapping[str, Any]) -> str:
    """One line of JSON; text that no UTF-8 file can hold is replaced."""
    text = json.dumps(row, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file; raises OutputError that names a damaged line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise OutputError(f"{path}, line {number}: damaged; scan again") from error


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    frame["date"] = pd.to_datetime(frame["date"], utc=True, format="%Y-%m-%dT%H:%M:%SZ")
    return frame
