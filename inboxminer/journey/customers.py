"""The organisation's list of customers: which addresses are one, and of which segment."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inboxminer.errors import ConfigError

SEGMENTS = ("prospect", "new", "existing", "returning", "leaving", "unknown")
# What a column may be called, without case, spaces and marks.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "address": ("address", "email", "emailaddress", "mail", "דואל", "מייל"),
    "phone": ("phone", "mobile", "tel", "telephone", "טלפון", "נייד"),
    "customer": ("customer", "customerid", "id", "accountid", "מספרלקוח", "לקוח"),
    "segment": ("segment", "סגמנט"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A customer of the list: the id, and the segment or None."""

    customer: str
    segment: str | None


def load(path: Path) -> dict[str, Known]:
    """Customers by address (lower case) and by phone (digits) from a UTF-8 .csv with a header.

    Raises ConfigError that names what is missing, or the line that cannot be meant.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    lines = text.splitlines()
    delimiter = max(",;\t", key=(lines[0] if lines else "").count)
    rows = list(csv.reader(lines, delimiter=delimiter))
    place = _places(rows[0] if rows else [])
    if "customer" not in place or not {"address", "phone"} & set(place):
        raise ConfigError(f"{path}: needs the columns customer and address (or phone)")
    out: dict[str, Known] = {}
    for number, row in enumerate(rows[1:], 2):
        held = {name: row[at].strip() for name, at in place.items() if at < len(row)}
        segment = held.get("segment", "").casefold() or None
        if segment not in (None, *SEGMENTS):
            known = ", ".join(SEGMENTS)
            raise ConfigError(f"{path}, line {number}: no segment {segment!r}; give one of {known}")
        if not held.get("customer"):
            continue
        for key in (held.get("address", "").casefold(), digits(held.get("phone", ""))):
            if key:
                out[key] = Known(held["customer"], segment)
    return out


def digits(phone: str) -> str:
    """The last nine digits of a phone number, which country codes and zeros leave alone."""
    found = re.sub(r"\D", "", phone)
    return found[-9:] if len(found) >= 7 else ""


def _places(header: Sequence[str]) -> dict[str, int]:
    plain = [re.sub(r"[\W_]", "", name).casefold() for name in header]
    return {
        field: plain.index(name)
        for field, names in COLUMNS.items()
        for name in names[::-1]
        if name in plain
    }
