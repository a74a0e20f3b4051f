"""What differs from machine to machine and from run to run: clock, memory, versions, fonts."""

from __future__ import annotations

import errno
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from inboxminer.errors import OutputError

PACKAGES = ("torch", "transformers", "spacy", "bertopic", "pandas", "numpy", "scikit-learn")


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of a block under ``name``."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)


@contextmanager
def compiler_cache(folder: Path) -> Iterator[None]:
    """Let torch's compiler, which makes a folder when it is imported, make it here."""
    name = "TORCHINDUCTOR_CACHE_DIR"
    before = os.environ.get(name)
    os.environ.setdefault(name, str(folder))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


@contextmanager
def room_on_disk() -> Iterator[None]:
    """Say what to do where the folder for temporary files is full."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise OutputError(
            f"no space left in {tempfile.gettempdir()}; free some, or set TMPDIR to a folder on a "
            "larger disk"
        ) from error


def peak_memory_mb() -> float | None:
    """The largest resident memory of this process so far, in MB; None where it is not told."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 if sys.platform != "darwin" else 1024 * 1024), 1)


def versions() -> dict[str, str | None]:
    """Installed versions of the packages that decide results."""
    out: dict[str, str | None] = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            out[name] = None
    return out


def describe() -> dict[str, object]:
    """The machine: platform, processors, versions."""
    return {"platform": platform.platform(), "processors": os.cpu_count(), "versions": versions()}
