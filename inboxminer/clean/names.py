"""The zones of a message's lines, by name."""

from __future__ import annotations

OWN = "own"
GREETING = "greeting"
CLOSING = "closing"
QUOTE = "quote"
QUOTE_HEADER = "quote_header"
FORWARDED = "forwarded"
SIGNATURE = "signature"
DISCLAIMER = "disclaimer"
MOBILE = "mobile_footer"
LIST_FOOTER = "list_footer"

# What goes on as the writer's own text, and what is another's.
KEPT = (OWN, GREETING, CLOSING)
HISTORY = (QUOTE, QUOTE_HEADER, FORWARDED)
EVERY = (*KEPT, *HISTORY, SIGNATURE, DISCLAIMER, MOBILE, LIST_FOOTER)
