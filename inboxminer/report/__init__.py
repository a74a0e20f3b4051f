"""The files of a report, each format drawn from the same record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from inboxminer.report import html, text, xlsx
from inboxminer.report.data import Evidence, Names, ReportData

__all__ = ["FORMATS", "Evidence", "Names", "ReportData", "write_reports"]

FORMATS: Mapping[str, Callable[[ReportData, Path], None]] = {
    "html": html.write,
    "xlsx": xlsx.write,
    "csv": text.write_csv,
    "json": text.write_json,
    "md": text.write_md,
}


def write_reports(data: ReportData, folder: Path, formats: Sequence[str]) -> None:
    """Write the files of the formats into a folder; the same data give the same bytes."""
    for name in formats:
        FORMATS[name](data, folder)
