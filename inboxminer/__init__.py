"""inboxminer: from an organisation's mailboxes to what to fix first, with evidence.

    import inboxminer
    report = inboxminer.scan(["service=service.mbox"], language="he")
    report.swot.head()
    report.write("report")

Everything runs on this machine. Names load when they are first used, so that importing the package
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inboxminer.config import Config as Config
    from inboxminer.errors import InboxminerError as InboxminerError
    from inboxminer.pipeline import scan as scan
    from inboxminer.result import Report as Report

__version__ = "0.1.0"
__all__ = ["Config", "InboxminerError", "Report", "__version__", "errors", "records", "scan"]
_HOMES = {
    "Config": "inboxminer.config",
    "InboxminerError": "inboxminer.errors",
    "Report": "inboxminer.result",
    "scan": "inboxminer.pipeline",
}


def __getattr__(name: str) -> Any:
    if name in ("errors", "records"):
        return import_module(f"inboxminer.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'inboxminer' has no attribute {name!r}")
