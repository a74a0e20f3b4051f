"""Tables in Excel workbooks (.xlsx), read row by row; formulas give the values that were stored."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from inboxminer.errors import SourceError
from inboxminer.sources.rows import Broken, Row, Table, header_at, unique

# What a workbook may unpack to, and by how many times.
UNPACKED, RATIO = 2_000_000_000, 200
DAMAGE = (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, EOFError, ParseError)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook of the open format, whatever its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
        return False


def tables(path: Path, known: frozenset[str], plain: Any) -> Iterator[tuple[str, Table]]:
    """(sheet name, table) of each sheet that holds anything. Raises SourceError."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > UNPACKED or (size > 50_000_000 and size > RATIO * path.stat().st_size):
        raise SourceError(f"{path.name} unpacks to far more than it holds; refused")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except DAMAGE as error:
        raise SourceError(f"{path.name} is a damaged workbook: {error}") from error
    try:
        for sheet in book.worksheets:
            # Some writers state too small a size of the sheet.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            first = list(islice(rows, 30))
            if not any(any(cell is not None for cell in row) for row in first):
                continue
            cells = [["" if cell is None else str(cell) for cell in row] for row in first]
            at = header_at(cells, known, plain)
            columns = unique(cells[at])
            yield sheet.title, Table(columns, _rows(columns, first[at + 1 :], rows))
    finally:
        book.close()


def _rows(
    columns: tuple[str, ...], first: list[tuple[Any, ...]], rest: Iterator[tuple[Any, ...]]
) -> Iterator[Row | Broken]:
    try:
        for row in (*first, *()):
            yield from _row(columns, row)
        for row in rest:
            yield from _row(columns, row)
    except DAMAGE as error:
        yield Broken(f"the sheet breaks off: {error}")


def _row(columns: tuple[str, ...], row: tuple[Any, ...]) -> Iterator[Row]:
    values = {name: _plain(value) for name, value in zip(columns, row, strict=False)}
    if any(value not in (None, "") for value in values.values()):
        yield Row(values)


def _plain(value: Any) -> Any:
    """A cell; a moment without seconds of its own loses the rounding of Excel."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value
