"""``run.json``, by which a folder is known to hold a report of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

RUN = "run.json"


def written(folder: Path) -> Mapping[str, str] | None:
    """The files of the report in a folder with their SHA-256; None where it holds no report."""
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
        files = run["files"] if run["contract"] and run["run_id"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return files if isinstance(files, dict) else None
