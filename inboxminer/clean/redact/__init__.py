"""Personal data replaced by typed, numbered placeholders before anything is written.

One recogniser a file, in one table (``table.RECOGNISERS``). All of them read a ``View`` of the
text in which hidden characters are gone, digits are ASCII and what was found before is one hole,
so that redacting twice changes nothing by construction.
"""

from inboxminer.clean.redact.message_ids import hidden_id
from inboxminer.clean.redact.placeholders import PLACEHOLDER, Names, map_span, restore
from inboxminer.clean.redact.run import redact
from inboxminer.clean.redact.table import KINDS

__all__ = ["KINDS", "PLACEHOLDER", "Names", "hidden_id", "map_span", "redact", "restore"]
