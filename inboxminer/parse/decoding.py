"""Bytes to the text that was meant: the charset found, and what was spoilt before repaired."""

from __future__ import annotations

from inboxminer.parse.charsets import decode
from inboxminer.parse.mojibake import repair


def meant(
    raw: bytes, declared: str | None, *, likely: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """Text and defects; see ``charsets.decode`` for the arguments and both modules for defects."""
    text, defects = decode(raw, declared, likely=likely)
    text, more = repair(text)
    return text, (*defects, *more)
