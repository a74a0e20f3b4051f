"""The spool of a scan: cleaned messages on disk, so that memory does not grow with the mailbox.

Messages are written once, in the order in which they were read, as Parquet parts in a private
temporary directory; later passes read either their identifying columns or the whole messages in
canonical order (date, undated last; message id; hash of the raw bytes; source), which DuckDB sorts
outside memory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from inboxminer.records import Address, CleanMessage, Passage, Redaction, Span

PART = 2000
KEYS = pa.schema(
    [
        ("message_id", pa.string()),
        ("source", pa.string()),
        ("position", pa.int64()),
        ("mailbox", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("date", pa.string()),
        ("sender", pa.string()),
        ("domains", pa.list_(pa.string())),
        ("thread_keys", pa.list_(pa.string())),
        ("content_hash", pa.string()),
        ("kind", pa.string()),
        ("language", pa.string()),
        ("letters", pa.int64()),
        ("customer", pa.string()),
        ("case", pa.string()),
        ("part", pa.int64()),
        ("reading", pa.string()),
        ("trusted", pa.bool_()),
        ("listed", pa.string()),
        ("recipients", pa.list_(pa.string())),
        ("answers", pa.bool_()),
        ("subject_key", pa.string()),
        ("ticket", pa.string()),
        ("prints", pa.list_(pa.int64())),
        ("people", pa.string()),
        ("contacts", pa.list_(pa.string())),
    ]
)
SCHEMA = KEYS.append(pa.field("payload", pa.string()))
ORDER = "date IS NULL, date, message_id, sha256, source, position, part"


class Spool:
    """Cleaned messages of one scan; removes itself when closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="inboxminer-")
        self.path = Path(self._folder.name)
        self._rows: list[dict[str, Any]] = []
        self._parts = 0
        self.count = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def add(self, message: CleanMessage) -> None:
        """Append one message, each way to read it as a row."""
        self._rows += [_to_row(replace(message, others=())), *map(_to_row, message.others)]
        self.count += 1
        if len(self._rows) >= PART:
            self.flush()

    def flush(self) -> None:
        """Write what is held in memory."""
        if self._rows:
            table = pa.Table.from_pylist(self._rows, schema=SCHEMA)
            pq.write_table(table, self.path / f"messages-{self._parts:06}.parquet")
            self._parts += 1
            self._rows = []

    def keys(self) -> Iterator[dict[str, Any]]:
        """The identifying columns of every message, in canonical order."""
        columns = ", ".join(f'"{name}"' for name in KEYS.names)
        for batch in self._query(columns):
            for row in batch.to_pylist():
                yield row | {"people": json.loads(row["people"])}

    def messages(self) -> Iterator[CleanMessage]:
        """Every message in canonical order."""
        for batch in self._query('"source", "position", "payload"'):
            for payload in batch.column("payload").to_pylist():
                yield _from_payload(json.loads(payload))

    def _query(self, columns: str) -> Iterator[pa.RecordBatch]:
        self.flush()
        if not self._parts:
            return
        pattern = str(self.path / "messages-*.parquet").replace("'", "''")
        connection = duckdb.connect(":memory:")
        try:
            connection.execute("SET memory_limit = '512MB'")
            connection.execute("SET threads = 1")
            connection.execute(f"SET temp_directory = '{str(self.path).replace(chr(39), '')}'")
            rows: Any = connection.sql(
                f"SELECT {columns} FROM read_parquet('{pattern}') ORDER BY {ORDER}"
            )
            batches: Any = rows.to_arrow_reader(PART)
            yield from batches
        finally:
            connection.close()


def _to_row(message: CleanMessage) -> dict[str, Any]:
    date = message.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if message.date else None
    payload = asdict(message) | {"date": date}
    domains = [address.domain for address in message.recipients if address.domain]
    return {
        "message_id": message.message_id,
        "source": message.source,
        "position": message.position,
        "mailbox": message.mailbox,
        "file": message.file,
        "sha256": message.sha256,
        "date": date,
        "sender": message.sender.address or message.sender.name.casefold(),
        "domains": domains,
        "thread_keys": list(message.thread_keys),
        "content_hash": message.content_hash,
        "kind": message.kind,
        "language": message.language,
        "letters": sum(len(p.text) for p in message.passages),
        "customer": message.row.get("customer"),
        "case": message.row.get("case"),
        "part": message.part,
        "reading": message.reading,
        "trusted": message.trusted,
        "listed": message.listed,
        "recipients": [address.address for address in message.recipients if address.address],
        "answers": message.answers,
        "subject_key": message.subject_key,
        "ticket": message.ticket,
        "prints": list(message.prints),
        "people": json.dumps(message.people),
        "contacts": list(message.contacts),
        "payload": json.dumps(payload, ensure_ascii=False),
    }


def _from_payload(row: dict[str, Any]) -> CleanMessage:
    passages = tuple(
        Passage(
            p["zone"],
            p["text"],
            tuple(Span(**s) for s in p["sentences"]),
            tuple(Redaction(**r) for r in p["redactions"]),
        )
        for p in row["passages"]
    )
    date = row["date"]
    return CleanMessage(
        **{
            **row,
            "date": datetime.fromisoformat(date) if date else None,
            "sender": Address(**row["sender"]),
            "recipients": tuple(Address(**a) for a in row["recipients"]),
            "thread_keys": tuple(row["thread_keys"]),
            "passages": passages,
            "defects": tuple(row["defects"]),
            "prints": tuple(row["prints"]),
            "others": (),
            "people": {shown: tuple(hashes) for shown, hashes in row["people"].items()},
            "contacts": tuple(row["contacts"]),
        }
    )
