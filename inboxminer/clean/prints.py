"""Fingerprints by which a text is known again when it is quoted, re-wrapped or copied."""

from __future__ import annotations

import hashlib
import re

# Sentences that are kept of one text, and letters that one needs to be telling.
KEPT, LETTERS = 12, 15


def prints(text: str) -> tuple[int, ...]:
    """Hashes of the first sentences of a text, of letters and digits alone, 63 bits each."""
    flat = re.sub(r"\s+", " ", text.casefold())
    sentences = (re.sub(r"[\W_]+", "", one) for one in re.split(r"[.!?;:؟。…]+", flat))
    held = [one for one in sentences if len(one) >= LETTERS][:KEPT]
    whole = re.sub(r"[\W_]+", "", flat)
    if not held and len(whole) >= LETTERS // 2:
        held = [whole]
    return tuple(dict.fromkeys(_hash(one) for one in held))


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
