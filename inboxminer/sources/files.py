"""Single messages, Maildirs and directories of any of these, searched in depth."""

from __future__ import annotations

import codecs
import gzip
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from inboxminer.errors import MissingExtraError, SourceError
from inboxminer.manifest import written
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading

log = logging.getLogger(__name__)

BOXES = ("cur", "new", "tmp")
# Endings by which a file claims to hold mail.
CLAIMS = (".mbox", ".mbx", ".eml", ".emlx", ".msg", ".pst")
HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:[^\r\n]*\r?\n")
# A file of headers has at least one of these near its top.
KNOWN = re.compile(
    rb"^(from|to|date|subject|received|message-id|return-path|delivered-to|mime-version|"
    rb"content-type|x-[a-z-]+|reply-to|sender|dkim-signature|arc-seal)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def is_message(head: bytes) -> bool:
    """Whether bytes begin as an RFC 5322 message does: with header lines."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[: len(head) & ~1].decode("utf-16", errors="replace").encode("utf-8", "replace")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n \t")
    return bool(HEADER.match(text)) and bool(KNOWN.search(text[:8192]))


def read_message(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The one message of a file."""
    yield _whole(reading, trimmed)


def _whole(reading: Reading, inside: Callable[[bytes], bytes]) -> RawMessage | Skipped:
    size = reading.path.stat().st_size
    if size > reading.bounds.message_bytes:
        return reading.too_large(0, size)
    return reading.message(0, inside(reading.path.read_bytes()))


def trimmed(raw: bytes) -> bytes:
    """A message without a byte order mark, blank lines or an mbox line before its headers."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", errors="replace").encode("utf-8", "replace")
    raw = raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    if raw.startswith(b"From ") and b"\n" in raw:
        raw = raw[raw.index(b"\n") + 1 :]
    return raw


def is_emlx(head: bytes) -> bool:
    """Whether bytes begin as Apple Mail's .emlx: the length of a message, and a message."""
    count, _, rest = head.partition(b"\n")
    return count.strip().isdigit() and len(count) < 20 and is_message(rest)


def emlx(raw: bytes) -> bytes:
    """The message inside a .emlx file, without the property list behind it."""
    count, _, rest = raw.partition(b"\n")
    return rest[: int(count)] if count.strip().isdigit() else rest


def read_emlx(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The one message of Apple Mail's .emlx or .partial.emlx."""
    yield _whole(reading, emlx)


def is_maildir(path: Path) -> bool:
    """Whether a directory is a Maildir: it has ``cur`` and ``new``."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def read_maildir(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages of a Maildir and of the folders below it, in the order of their names.

    Folders are ``.Sub.Folder`` (Maildir++) or plain directories. Delivery that was never finished
    (``tmp``) is no mail yet. Flags in file names say nothing about what a customer wrote.
    """
    yield from _loose(_maildir(reading.path), reading)


def _maildir(path: Path) -> list[Path]:
    found = [
        message
        for part in ("cur", "new")
        for message in sorted((path / part).iterdir(), key=lambda p: p.name)
        if message.is_file() and not message.name.startswith(".")
    ]
    for folder in sorted(path.iterdir(), key=lambda p: p.name):
        plain = folder.is_dir() and not folder.is_symlink() and folder.name not in BOXES
        if plain and is_maildir(folder):
            found += _maildir(folder)
    return found


def read_directory(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Everything readable below a directory; single messages count as one source together."""
    from inboxminer.sources.detect import reader_of

    loose: list[Path] = []
    ignored = 0
    for path in _walk(reading.path):
        name = f"{reading.name}/{path.relative_to(reading.path).as_posix()}"
        inner = replace(reading, path=path, name=name, depth=reading.depth + 1)
        try:
            reader = reader_of(path)
            if reader in (read_message, read_emlx):
                loose.append(path)
            elif reader is not None:
                yield from reader(inner)
            elif path.suffix.lower() in CLAIMS:
                yield inner.skipped(0, "unreadable", no_mail(path))
            else:
                ignored += 1
        except OSError as error:
            yield inner.failed(error.strerror or "cannot be read")
        except (SourceError, MissingExtraError) as error:
            yield inner.failed(str(error))
    if ignored:
        log.info("%s: %d files are no mail and were left alone", reading.name, ignored)
    yield from _loose(loose, reading)


def no_mail(path: Path) -> str:
    """Why a file that claims to hold mail gives none."""
    return "no mail in it" if path.stat().st_size else "an empty file"


def _walk(folder: Path) -> Iterator[Path]:
    """What lies below a directory in name order: files, a Maildir as one, a locked folder as one.

    Links are not followed, and a report of ours is no mail.
    """
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and written(path) is None:
            if _locked(path) or is_maildir(path):
                yield path
            else:
                yield from _walk(path)


def _locked(folder: Path) -> bool:
    try:
        next(folder.iterdir(), None)
        is_maildir(folder)
    except OSError:
        return True
    return False


def _loose(paths: list[Path], reading: Reading) -> Iterator[RawMessage | Skipped]:
    for position, path in enumerate(paths):
        try:
            size = path.stat().st_size
            if size > reading.bounds.message_bytes:
                yield reading.too_large(position, size)
                continue
            raw = loose_message(path, reading.bounds.message_bytes)
        except (OSError, EOFError, zlib.error) as error:
            detail = getattr(error, "strerror", None) or "cannot be read"
            yield reading.skipped(position, "unreadable", detail)
            continue
        if raw.strip():
            yield reading.message(position, raw)
        else:
            yield reading.skipped(position, "unreadable", "an empty file")


def loose_message(path: Path, bound: int) -> bytes:
    """The bytes of a single message, unpacked where a mail server packed it (zlib of Dovecot)."""
    raw = path.read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        with gzip.open(path) as stream:
            raw = stream.read(bound + 1)
    return emlx(raw) if is_emlx(raw[:8192]) else trimmed(raw)
