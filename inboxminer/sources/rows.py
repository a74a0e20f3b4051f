"""A row of a table, or of one that could not be read; what every kind of table gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """Column → value, and what had to be repaired in the row."""

    values: Mapping[str, Any]
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    """Column names, in order, and a stream of rows."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Broken]


def value_of(row: Mapping[str, Any], name: str) -> str:
    """The text of a column; dots lead into objects and lists, of which the first value counts."""
    return _text(_found(row, name))


def inside(row: Any, name: str) -> Any:
    """What a column holds, as it is; None where there is none."""
    return _found(row, name)


def header_at(rows: Sequence[Sequence[str]], known: frozenset[str], plain: Any) -> int:
    """Which of the first rows holds the column names: the one with the most known ones.

    Exports may have a title and empty lines above their header.
    """
    best, at = 0, next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 0), 0)
    for number, row in enumerate(rows[:20]):
        hits = len({plain(cell) for cell in row if cell} & known)
        if hits > best:
            best, at = hits, number
    return at


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Column names without blanks around them; a name that comes twice gets its number."""
    out: list[str] = []
    for number, name in enumerate(names, 1):
        bare = name.strip().removeprefix("\ufeff").strip() or f"column {number}"
        out.append(bare if bare not in out else f"{bare} ({number})")
    return tuple(out)


def _found(row: Any, name: str) -> Any:
    if isinstance(row, Mapping) and name in row:
        return row[name]
    head, dot, rest = name.partition(".")
    if not dot or not isinstance(row, Mapping) or head not in row:
        return None
    inner = row[head]
    if isinstance(inner, list):
        return next((f for one in inner if (f := _found(one, rest)) not in (None, "")), None)
    return _found(inner, rest)


def _text(value: Any) -> str:
    """A value as an export would write it: dates in ISO 8601, whole numbers without a point."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    return str(value).strip()
