"""Archives of mailboxes: .zip, .tar, .tar.gz, .gz. Members are unpacked one at a time into a
private temporary directory; no name inside an archive decides where anything is written."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from inboxminer.errors import MissingExtraError, NotAMailboxError, SourceError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Reading
from inboxminer.sources.detect import reader_of
from inboxminer.sources.files import (
    BOXES,
    CLAIMS,
    loose_message,
    no_mail,
    read_emlx,
    read_message,
)

# How files packed by gzip, bzip2 and xz begin.
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)


class Readable(Protocol):
    """What a member is read through."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class _Member:
    """A file inside an archive; ``packed`` is its size there, 0 where the format does not say."""

    name: str
    packed: int
    stream: Readable


def is_tar(path: Path, head: bytes) -> bool:
    """Whether a file is a tar archive, packed or not, by its name or first bytes.

    The library takes zeros for an empty archive, and tries to unpack whatever it is given.
    """
    told = path.suffix.lower() == ".tar" or head.startswith(PACKED) or head[257:262] == b"ustar"
    if not told:
        return False
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return False


def is_gzip(head: bytes) -> bool:
    """Whether bytes begin a gzip stream."""
    return head.startswith(b"\x1f\x8b")


def read_zip(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Every mailbox and message of a zip archive."""
    try:
        with zipfile.ZipFile(reading.path) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
            if all(info.header_offset > 0 for info in infos) and infos and _begins(reading.path):
                # The directory is that of an archive inside a cut one.
                raise zipfile.BadZipFile("its end is missing")
            if any(info.flag_bits & 1 for info in infos):
                raise SourceError(
                    f"{reading.name} is encrypted; unpack it with its password and scan the folder"
                )
            yield from _members(
                (
                    _Member(i.filename, i.compress_size, _Lazy(archive, i))
                    for i in infos
                    if not i.is_dir()
                ),
                reading,
            )
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise SourceError(
            f"{reading.name} is a damaged archive ({error}); copy it again"
        ) from error


def read_tar(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Every mailbox and message of a tar archive, in archive order."""
    try:
        with tarfile.open(reading.path) as archive:
            yield from _members(
                (
                    _Member(info.name, 0, stream)
                    for info in archive
                    if info.isfile() and (stream := archive.extractfile(info)) is not None
                ),
                reading,
            )
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise SourceError(
            f"{reading.name} is a damaged archive ({error}); copy it again"
        ) from error


def read_gzip(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The one file inside a ``.gz``."""
    if reading.depth >= reading.bounds.archive_depth:
        raise SourceError(f"{reading.name} lies too deep in archives; unpack it first")
    try:
        with gzip.open(reading.path) as stream:
            name = reading.path.name.removesuffix(".gz")
            packed = reading.path.stat().st_size
            with tempfile.TemporaryDirectory(prefix="inboxminer-") as folder:
                member = _Member(name, packed, stream)
                path = _unpack(member, Path(folder), reading, reading.spent.bytes_)
                reader = reader_of(path)
                if reader is None:
                    raise NotAMailboxError(f"{reading.name} holds no mail")
                yield from reader(replace(reading, path=path, depth=reading.depth + 1))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(
            f"{reading.name} is a damaged archive ({error}); copy it again"
        ) from error


def _begins(path: Path) -> bool:
    """Whether a file begins as a zip archive, and not as a program with one behind it."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


class _Lazy:
    """Opens a zip member when it is first read."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive, self._info = archive, info
        self._stream: IO[bytes] | None = None

    def read(self, size: int = -1) -> bytes:
        if self._stream is None:
            self._stream = self._archive.open(self._info)
        return self._stream.read(size)


def _members(members: Iterator[_Member], reading: Reading) -> Iterator[RawMessage | Skipped]:
    """Records of all members; single messages count as one source together."""
    if reading.depth >= reading.bounds.archive_depth:
        raise SourceError(f"{reading.name} lies too deep in archives; unpack it first")
    loose, begun, met = 0, reading.spent.bytes_, Counter[str]()
    for member in members:
        reading.spent.members += 1
        if reading.spent.members > reading.bounds.archive_members:
            raise SourceError(f"{reading.name} holds too many files; unpack it and scan the folder")
        if _hidden(PurePosixPath(member.name.replace("\\", "/")).parts):
            continue
        name = f"{reading.name}/{member.name.lstrip('/')}"
        with tempfile.TemporaryDirectory(prefix="inboxminer-") as folder:
            try:
                path = _unpack(member, Path(folder), reading, begun)
                reader = reader_of(path)
                if reader in (read_message, read_emlx):
                    bound = reading.bounds.message_bytes
                    size = path.stat().st_size
                    yield (
                        reading.too_large(loose, size)
                        if size > bound
                        else reading.message(loose, loose_message(path, bound))
                    )
                    loose += 1
                elif reader is not None:
                    met[name] += 1
                    name += f" ({met[name]})" if met[name] > 1 else ""
                    depth = reading.depth + 1
                    yield from reader(replace(reading, path=path, name=name, depth=depth))
                elif path.suffix.lower() in CLAIMS:
                    yield reading.skipped(loose, "unreadable", f"{member.name}: {no_mail(path)}")
                    loose += 1
            except (*DAMAGE, SourceError, MissingExtraError) as error:
                yield replace(reading, name=name).failed(str(error))


def _hidden(parts: tuple[str, ...]) -> bool:
    """Whether a member is a file of the system, or a delivery that was never finished.

    Folders of a Maildir have names that begin with a dot: ``.Sub/cur/…``.
    """
    if not parts or "__MACOSX" in parts or parts[-1].startswith("."):
        return True
    boxed = len(parts) > 1 and parts[-2] in BOXES
    if boxed:
        return parts[-2] == "tmp" and len(parts) > 2
    return any(part.startswith(".") and part not in (".", "..") for part in parts)


def _unpack(member: _Member, folder: Path, reading: Reading, begun: int) -> Path:
    """Write a member below the folder, under a name of our own with its suffixes.

    ``begun`` is what the source had unpacked before this archive: all its members together may not
    outgrow it by more than the bounds allow.
    """
    whole = max(1, reading.path.stat().st_size)
    bounds, written = reading.bounds, 0
    suffix = "".join(PurePosixPath(member.name).suffixes[-2:])[-16:]
    path = folder / f"member{suffix if suffix.isascii() else ''}"
    with path.open("wb") as out:
        while block := member.stream.read(1 << 20):
            written += len(block)
            reading.spent.bytes_ += len(block)
            of_all = reading.spent.bytes_ - begun
            ratio = max(written / max(1, member.packed or written), of_all / whole)
            if reading.spent.bytes_ > bounds.archive_bytes or (
                of_all > 100_000_000 and ratio > bounds.compression_ratio
            ):
                raise SourceError(f"{member.name} unpacks to far more than it holds; refused")
            out.write(block)
    return path
