"""Which format a path holds: one table of probes, tried in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from inboxminer.errors import NotAMailboxError
from inboxminer.sources.base import Reader

HEAD = 65_536
TABLES = (".csv", ".tsv", ".tab")
OBJECTS = (".jsonl", ".ndjson", ".json")
JSON = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*[\[{]")
# Formats that are known and not read, and the cure.
CLOSED = (
    (b"\xd0\xcf\x11\xe0", ".xls", "is an Excel file of the old format; save it as .xlsx or .csv"),
    (b"", ".olm", "is an archive of Outlook for Mac; export the folder as .mbox by dragging it"),
    (b"", ".dbx", "is a folder of Outlook Express; export its messages as .eml"),
    (b"", ".nsf", "is a Notes database; export its folder as .eml"),
)


def reader_of(path: Path) -> Reader | None:
    """The reader for a path, or None if it is no mail. Raises OSError where it cannot be opened.

    Raises NotAMailboxError for formats that are known and not read.
    """
    # The readers import this module for what lies inside their archives and directories.
    from inboxminer.sources import archive, files, mbox, msg, pst, sheets, table

    if path.is_dir():
        return files.read_maildir if files.is_maildir(path) else files.read_directory
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    for magic, ending, cure in CLOSED:
        if suffix == ending and head.startswith(magic):
            raise NotAMailboxError(f"{path.name} {cure}")
    packed = head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    probes: tuple[tuple[Callable[[], bool], Reader], ...] = (
        (lambda: mbox.looks_like(head), mbox.read),
        (lambda: suffix in TABLES and bool(head.strip()), table.read_csv),
        (lambda: suffix in OBJECTS and bool(JSON.match(head)), table.read_json),
        (lambda: head.startswith(msg.MAGIC) and msg.is_msg(path), msg.read),
        (lambda: head.startswith(pst.MAGIC), pst.read),
        (lambda: packed and sheets.is_workbook(path), table.read_xlsx),
        (lambda: packed, archive.read_zip),
        (lambda: archive.is_tar(path, head), archive.read_tar),
        (lambda: archive.is_gzip(head), archive.read_gzip),
        (lambda: files.is_emlx(head), files.read_emlx),
        (lambda: files.is_message(head), files.read_message),
        (lambda: suffix in (".mbox", ".mbx") and not head.strip(), mbox.read),
    )
    return next((reader for probe, reader in probes if probe()), None)
