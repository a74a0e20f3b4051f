"""The folder that a report is written to: all of it or nothing.

Files are made in a temporary folder beside their place and moved there, ``run.json`` last, so that
a reader never sees half a file and a broken run leaves nothing behind.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from inboxminer.errors import OutputError
from inboxminer.manifest import RUN, written


class OutputFolder:
    """Use as ``with OutputFolder(place) as output:``, write into ``output.path``, then commit."""

    def __init__(self, place: Path, *, force: bool = False) -> None:
        self.place = place
        self.force = force
        self.path = place

    def __enter__(self) -> OutputFolder:
        check(self.place, force=self.force)
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            made = tempfile.mkdtemp(prefix=f".{self.place.name}-", dir=self.place.parent)
        except OSError as error:
            raise _refused(self.place, error) from error
        self.path = Path(made)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if isinstance(error, OSError):
            raise _refused(self.place, error) from error

    def commit(self, run: dict[str, Any]) -> None:
        """Move every file to its place and write ``run.json`` with their hashes, last."""
        names = sorted(p.name for p in self.path.iterdir() if p.name != RUN)
        hashes = {name: sha256(self.path / name) for name in names}
        text = json.dumps(run | {"files": hashes}, ensure_ascii=False, indent=1)
        (self.path / RUN).write_text(text + "\n", encoding="utf-8")
        old = written(self.place) or {}
        self.place.mkdir(exist_ok=True)
        (self.place / RUN).unlink(missing_ok=True)
        for name, digest in old.items():
            stale = self.place / Path(name).name
            # A file that somebody has changed since is theirs.
            if name not in names and stale.is_file() and sha256(stale) == digest:
                stale.unlink()
        for name in [*names, RUN]:
            os.replace(self.path / name, self.place / name)


def check(place: Path, *, force: bool) -> None:
    """Raise OutputError where ``place`` is a file, or holds something that is no report."""
    if place.exists() and not place.is_dir():
        raise OutputError(f"{place} is a file; give --out the name of a folder")
    if not place.exists() or force:
        return
    old = written(place)
    ours = {RUN, *old} if old is not None else set()
    foreign = sorted({p.name for p in place.iterdir()} - ours)
    if foreign:
        raise OutputError(
            f"{place} holds other files ({', '.join(foreign[:3])}); "
            "give an empty folder, or --force to write among them"
        )


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(place: Path, error: OSError) -> OutputError:
    if error.errno == errno.ENOSPC:
        return OutputError(f"no space left on the disk of {place}; free some, nothing was written")
    return OutputError(f"{place} cannot be written: {error.strerror or error}")
