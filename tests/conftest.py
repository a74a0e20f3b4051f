"""What several tests share: mails made by hand, and one scan of the demo inbox a worker."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inboxminer.assets import asset
from inboxminer.result import Report

Mailbox = Callable[..., Path]


@pytest.fixture
def mbox(tmp_path: Path) -> Mailbox:
    """Writes messages to an mbox file and gives its path."""

    def write(*mails: bytes, name: str = "in.mbox") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(b"From x Wed Apr  1 10:00:00 2026\n" + m + b"\n" for m in mails))
        return path

    return write


@pytest.fixture(scope="session")
def demo_report() -> Report:
    """The demo inbox, scanned."""
    from inboxminer import scan

    folder = asset("corpora", "demo")
    sources = [f"{path.stem}={path}" for path in sorted(folder.glob("*.mbox"))]
    return scan(sources, workers=1)


@pytest.fixture(scope="session")
def demo(demo_report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo's report, in every format."""
    from inboxminer.result import ALL_FORMATS

    return demo_report.write(tmp_path_factory.mktemp("demo") / "report", ALL_FORMATS)
