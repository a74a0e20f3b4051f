"""Message-IDs that name a person, hidden."""

from __future__ import annotations

import hashlib
import re


def hidden_id(message_id: str) -> str:
    """The Message-ID, or ``sha256:…`` of one that holds an address.

    Machines number their ids; one without any digit, or with a second ``@``, names a person.
    """
    local, _, _ = message_id.strip("<>").rpartition("@")
    named = re.search(r"@|%40|=40", local) or (local and not any(c.isdigit() for c in local))
    if not named:
        return message_id
    digest = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest}"
