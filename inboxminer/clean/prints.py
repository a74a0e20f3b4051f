"""Fingerprints by which a text is known again when it is quoted, re-wrapped or copied."""

from __future__ import annotations

import hashlib
import re
from itertools import islice

from inboxminer.clean.unicode import letters_alone

# Sentences that are kept of one text, and letters that one needs to be telling.
KEPT, LETTERS = 12, 15
SENTENCE = re.compile("[^.!?;:؟。…]+")


def prints(text: str) -> tuple[int, ...]:
    """Hashes of the first sentences of a text, of letters and digits alone, 63 bits each."""
    sentences = (letters_alone(one[0]) for one in SENTENCE.finditer(text))
    held = list(islice((one for one in sentences if len(one) >= LETTERS), KEPT))
    if not held and len(whole := letters_alone(text)) >= LETTERS // 2:
        held = [whole]
    return tuple(dict.fromkeys(_hash(one) for one in held))


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
