"""Message-IDs that name a person, hidden."""

from __future__ import annotations

import hashlib
import re

# dana.levi1980, noa_bar, and what has no digit at all.
NAMED = re.compile(r"[^\W\d_]{2,}(?:[._+-][^\W\d_]{2,})+\d{0,4}|\D+")


def hidden_id(message_id: str) -> str:
    """The Message-ID, or ``sha256:…`` of one that holds an address.

    Machines number their ids; words without a digit, several words with a year or less behind
    them, as people name their mailboxes, and an id with a second ``@`` name a person.
    """
    local, _, _ = message_id.strip("<>").rpartition("@")
    if not re.search(r"@|%40|=40", local) and not NAMED.fullmatch(local):
        return message_id
    digest = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest}"
