"""Single messages, Maildirs and directories of any of these, searched in depth."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inboxminer.errors import SourceError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

log = logging.getLogger(__name__)

HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:[^\r\n]*\r?\n")
# A file of headers has at least one of these near its top.
KNOWN = re.compile(
    rb"^(from|to|date|subject|received|message-id|return-path|delivered-to|mime-version|"
    rb"content-type|x-[a-z-]+|reply-to|sender|dkim-signature|arc-seal)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def is_message(head: bytes) -> bool:
    """Whether bytes begin as an RFC 5322 message does: with header lines."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    return bool(HEADER.match(text)) and bool(KNOWN.search(text[:8192]))


def read_message(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The one message of a file."""
    size = reading.path.stat().st_size
    if size > reading.bounds.message_bytes:
        detail = f"{size} bytes, the limit is {reading.bounds.message_bytes}"
        yield reading.skipped(0, "too_large", detail)
        return
    yield reading.message(0, trimmed(reading.path.read_bytes()))


def trimmed(raw: bytes) -> bytes:
    """A message without a byte order mark, blank lines or an mbox line before its headers."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if raw.startswith(b"From ") and b"\n" in raw:
        raw = raw[raw.index(b"\n") + 1 :]
    return raw


def is_maildir(path: Path) -> bool:
    """Whether a directory is a Maildir: it has ``cur`` and ``new``."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def read_maildir(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages of a Maildir and of its ``.Sub.Folders``, in the order of their names."""
    folders = [reading.path]
    folders += sorted(p for p in reading.path.glob(".*") if p.is_dir() and is_maildir(p))
    paths = [
        path
        for folder in folders
        for part in ("cur", "new")
        for path in sorted((folder / part).iterdir(), key=lambda p: p.name)
        if path.is_file()
    ]
    yield from _loose(paths, reading)


def read_directory(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Everything readable below a directory; single messages count as one source together."""
    from inboxminer.sources.detect import reader_of

    loose: list[Path] = []
    ignored = 0
    for path in _walk(reading.path):
        try:
            reader = reader_of(path)
        except OSError:
            loose.append(path)
            continue
        except SourceError as error:
            refused = replace(
                reading, name=f"{reading.name}/{path.relative_to(reading.path).as_posix()}"
            )
            yield refused.skipped(0, "unreadable", str(error))
            continue
        if reader is None:
            ignored += 1
        elif reader is read_message:
            loose.append(path)
        else:
            name = f"{reading.name}/{path.relative_to(reading.path).as_posix()}"
            inner = replace(reading, path=path, name=name, depth=reading.depth + 1)
            try:
                yield from reader(inner)
            except (SourceError, OSError) as error:
                yield inner.skipped(0, "unreadable", str(error))
    if ignored:
        log.info("%s: %d files are no mail and were left alone", reading.name, ignored)
    yield from _loose(loose, reading)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a directory in name order; a Maildir comes as one; links are not followed."""
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            if is_maildir(path):
                yield path
            else:
                yield from _walk(path)
        elif path.is_file():
            yield path


def _loose(paths: list[Path], reading: Reading) -> Iterator[RawMessage | Skipped]:
    for position, path in enumerate(paths):
        try:
            size = path.stat().st_size
            if size > reading.bounds.message_bytes:
                detail = f"{size} bytes, the limit is {reading.bounds.message_bytes}"
                yield reading.skipped(position, "too_large", detail)
                continue
            raw = trimmed(path.read_bytes())
        except OSError as error:
            yield reading.skipped(position, "unreadable", error.strerror or "cannot be read")
            continue
        if raw.strip():
            yield reading.message(position, raw)
        else:
            yield reading.skipped(position, "unreadable", "an empty file")
