"""An attached message (message/rfc822) as a forwarded block of the text, a zone of its own."""

from __future__ import annotations

from inboxminer.parse.headers import text_of
from inboxminer.parse.mime import Part

# The line that opens a forwarded block in every mail program that writes English.
OPENING = "---------- Forwarded message ---------"
FIELDS = ("From", "Date", "Subject", "To", "Cc")


def block(inner: Part, text: str, *, likely: str | None = None) -> str:
    """The head and the text of a forwarded message, as mail programs write it inline."""
    lines = [
        f"{name}: {value}" for name in FIELDS if (value := text_of(inner, name, likely=likely)[0])
    ]
    return "\n".join((OPENING, *lines, "", text.strip(), ""))
