"""A mailbox becomes a stream of RawMessages, whatever its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from inboxminer.errors import NotAMailboxError, SourceError, SourceMissingError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources.base import Bounds, Reading, SourceSpec
from inboxminer.sources.detect import reader_of
from inboxminer.sources.mapping import ColumnMap, load_mapping, plain_mapping

__all__ = ["Bounds", "SourceSpec", "load_mapping", "open_source", "resolve"]

NAMED = re.compile(r"(?P<name>[^=/\\:.]{1,40})=(?P<path>.+)", re.DOTALL)


def resolve(arguments: Sequence[str]) -> list[SourceSpec]:
    """The sources that arguments of the form ``[NAME=]PATH`` name.

    Display names are file names, with as much of the folders before them as tells them apart, so
    that they do not depend on the order of the arguments. Raises SourceMissingError.
    """
    parsed: list[tuple[str | None, Path]] = []
    for argument in arguments:
        if not argument.strip():
            raise SourceError("an empty source is named; give the path of a mailbox")
        if argument.startswith(("imap://", "imaps://")):
            raise SourceError("reading over IMAP is not available yet; export the folder as .mbox")
        match = NAMED.fullmatch(argument)
        named = match if match and not Path(argument).exists() else None
        path = Path(named["path"] if named else argument).expanduser()
        if not path.exists():
            raise SourceMissingError(f"{path}: no such file or directory; check the path")
        if not (path.is_file() or path.is_dir()):
            raise NotAMailboxError(f"{path} is neither a file nor a folder; copy its mail to one")
        parsed.append((named["name"].strip() if named else None, path))
    if len({path.resolve() for _, path in parsed}) < len(parsed):
        raise SourceError("a source is named twice; give each path once")
    names = _display([path.resolve() for _, path in parsed])
    return [
        SourceSpec(name, mailbox, path) for name, (mailbox, path) in zip(names, parsed, strict=True)
    ]


def open_source(
    spec: SourceSpec,
    *,
    mapping: ColumnMap | Mapping[str, str] | None = None,
    bounds: Bounds = Bounds(),
) -> Iterator[RawMessage | Skipped]:
    """The messages of a source, one after another.

    Raises NotAMailboxError, MappingError, MissingExtraError or SourceError before the first message
    where the whole source cannot be read; a single broken message is a Skipped record.
    """
    try:
        reader = reader_of(spec.path)
        if reader is None:
            if spec.path.stat().st_size == 0:
                return iter(())
            raise NotAMailboxError(
                f"{spec.path}: no mailbox; give an mbox file, a Maildir, an .eml, .emlx or .msg, a "
                "folder or archive of these, or a .csv, .jsonl, .json or .xlsx export"
            )
        columns = mapping if isinstance(mapping, ColumnMap | None) else plain_mapping(mapping)
        stream = reader(Reading(spec, spec.path, spec.name, bounds, columns))
        first = next(stream, None)
    except OSError as error:
        raise _unreadable(spec, error) from error
    return _numbered(spec, _chain(spec, first, stream))


def _numbered(
    spec: SourceSpec, stream: Iterator[RawMessage | Skipped]
) -> Iterator[RawMessage | Skipped]:
    """The records as those of one source, in its order; the mailbox inside it is their file."""
    position = 0
    for item in stream:
        file = item.source.removeprefix(spec.name).lstrip("/") or None
        yield replace(item, source=spec.name, position=position, file=file)
        position += not (isinstance(item, Skipped) and item.whole)


def _chain(
    spec: SourceSpec, first: RawMessage | Skipped | None, rest: Iterator[RawMessage | Skipped]
) -> Iterator[RawMessage | Skipped]:
    if first is None:
        return
    yield first
    try:
        yield from rest
    except OSError as error:
        raise _unreadable(spec, error) from error


def _unreadable(spec: SourceSpec, error: OSError) -> SourceError:
    return SourceError(f"{spec.path}: {error.strerror or error}; check its permissions")


def _display(paths: Sequence[Path]) -> list[str]:
    """The shortest path ends that tell the paths apart."""
    depth = [1] * len(paths)
    while True:
        names = ["/".join(p.parts[-d:]).lstrip("/") for p, d in zip(paths, depth, strict=True)]
        counts = Counter(names)
        if all(count == 1 for count in counts.values()) or max(depth) > 40:
            return names
        depth = [d + (counts[name] > 1) for d, name in zip(depth, names, strict=True)]
