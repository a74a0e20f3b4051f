"""Which column of an export holds which field: from a file of the user's, or one that we ship."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from inboxminer.errors import MappingError

FIELDS = (
    "message_id",
    "date",
    "customer",
    "case",
    "channel",
    "direction",
    "subject",
    "text",
    "department",
    "product",
    "branch",
    "status",
    "closed_at",
    "amount",
)
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Turns:
    """Messages that a row of JSON holds as a list: where, their columns, and whose they are.

    ``staff_when`` is a column and the values that tell an answer of the organisation; ``own`` two
    columns, of the message and of the row, that are equal in the customer's own.
    ``with_row`` says that the row's own text is the first message and not one of the list.
    """

    paths: tuple[str, ...]
    columns: Columns
    staff_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: tuple[str, str] | None = None
    with_row: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field → the columns that may hold it, the first that has a value wins; dots lead inside.

    ``rows`` are keys under which a JSON file keeps its rows, ``inside`` a key that wraps each row.
    ``strict`` maps refuse a table without one of their columns.
    """

    name: str
    columns: Columns
    strict: bool = True
    rows: tuple[str, ...] = ()
    inside: str = ""
    turns: Turns | None = None


def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the package."""
    folder = resources.files("inboxminer.sources") / "mappings"
    return tuple(
        sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))
    )


def load_mapping(named: Path | str) -> ColumnMap:
    """The mapping of a shipped name or of a file of TOML lines such as ``text = "Description"``.

    A value may be a list of columns, of which the first with a value is taken. Raises MappingError.
    """
    name = str(named)
    if name.casefold() in shipped():
        folder = resources.files("inboxminer.sources") / "mappings"
        text = (folder / f"{name.casefold()}.toml").read_text(encoding="utf-8")
        return _parsed(name.casefold(), tomllib.loads(text), strict=False)
    try:
        values = tomllib.loads(Path(named).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MappingError(
            f"no column mapping {name}: give a file, or one of {', '.join(shipped())}"
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"the column mapping {name} cannot be read: {error}") from error
    return _parsed(name, values, strict=True)


def plain_mapping(columns: Mapping[str, str]) -> ColumnMap:
    """A mapping of one column a field."""
    return ColumnMap("mapping", _columns("mapping", columns))


@cache
def usual() -> ColumnMap:
    """The column names of exports in eight languages, for a table without a mapping."""
    text = (resources.files("inboxminer.sources") / "columns.toml").read_text(encoding="utf-8")
    return _parsed("columns", tomllib.loads(text), strict=False)


def _parsed(name: str, values: Mapping[str, Any], *, strict: bool) -> ColumnMap:
    extra = {"rows", "inside", "turns"}
    columns = _columns(name, {k: v for k, v in values.items() if k not in extra})
    return ColumnMap(
        name,
        columns,
        strict,
        tuple(_names(values.get("rows", ()))),
        str(values.get("inside", "")),
        _turns(name, values["turns"]) if "turns" in values else None,
    )


def _turns(name: str, values: Any) -> Turns:
    if not isinstance(values, dict) or "paths" not in values:
        raise MappingError(f'the column mapping {name}: [turns] needs paths = ["LIST"]')
    own = tuple(_names(values.get("own", ())))
    extra = {"paths", "staff_when", "own", "with_row"}
    return Turns(
        tuple(_names(values["paths"])),
        _columns(name, {k: v for k, v in values.items() if k not in extra}),
        {k: tuple(_names(v)) for k, v in values.get("staff_when", {}).items()},
        (own[0], own[1]) if len(own) == 2 else None,
        bool(values.get("with_row", False)),
    )


def _columns(name: str, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    unknown = sorted(set(values) - set(FIELDS))
    bad = [key for key, value in values.items() if not _named(value)]
    if unknown or bad:
        raise MappingError(
            f'the column mapping {name} must hold lines such as text = "Description"; '
            f"unknown fields: {', '.join([*unknown, *bad]) or 'none'}; fields: {', '.join(FIELDS)}"
        )
    return {key: tuple(_names(value)) for key, value in values.items()}


def _named(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    )


def _names(value: Any) -> Iterable[str]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)
