"""Which format a path holds: one table of probes, tried in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from inboxminer.errors import NotAMailboxError
from inboxminer.sources.base import Reader

HEAD = 65_536
LATER = {
    ".msg": "Outlook .msg files are not read yet; export the folder as .eml or .mbox",
    ".pst": "Outlook .pst files are not read; export the folder as .eml or .mbox",
    ".xlsx": "Excel exports are not read yet; save the sheet as .csv",
}
JSON_ROW = re.compile(rb"^(\xef\xbb\xbf)?\s*\{")


def reader_of(path: Path) -> Reader | None:
    """The reader for a path, or None if it is no mail. Raises OSError where it cannot be opened.

    Raises NotAMailboxError for formats that are known and not read yet.
    """
    # The readers import this module for what lies inside their archives and directories.
    from inboxminer.sources import archive, files, mbox, table

    if path.is_dir():
        return files.read_maildir if files.is_maildir(path) else files.read_directory
    suffix = path.suffix.lower()
    if suffix in LATER:
        raise NotAMailboxError(f"{path.name}: {LATER[suffix]}")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    probes: tuple[tuple[Callable[[], bool], Reader], ...] = (
        (lambda: mbox.looks_like(head), mbox.read),
        (lambda: suffix == ".csv" and b"\0" not in head and bool(head), table.read_csv),
        (
            lambda: suffix in (".jsonl", ".ndjson") and bool(JSON_ROW.match(head)),
            table.read_jsonl,
        ),
        (lambda: head.startswith(b"PK") and archive.is_zip(path), archive.read_zip),
        (lambda: archive.is_tar(path), archive.read_tar),
        (lambda: archive.is_gzip(head), archive.read_gzip),
        (lambda: files.is_message(head), files.read_message),
        (lambda: suffix in (".mbox", ".mbx") and not head.strip(), mbox.read),
    )
    return next((reader for probe, reader in probes if probe()), None)
