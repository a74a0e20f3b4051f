"""Names that stand for people and numbers: keyed hashes, equal only for equal originals.

The key lies in a file of the user's, or is drawn for one scan and thrown away with it; without it
nobody can tell which original a hash stands for (HMAC-SHA256, RFC 2104).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable, Mapping

DIGITS = 16
# What the hash of a contact begins with.
PHONE, CASE = "phone:", "case:"


def new_secret() -> bytes:
    """A key for one scan, which is nowhere written."""
    return secrets.token_bytes(32)


def digest(secret: bytes, kind: str, text: str) -> str:
    """16 hex digits for a text of a kind."""
    message = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, "sha256").hexdigest()[:DIGITS]


def person(secret: bytes, name: str) -> tuple[str, ...]:
    """A person's name: the hash of all of it, then of each word where it has several."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    if not words:
        return ()
    parts = words if len(words) > 1 else []
    return tuple(digest(secret, "person", text) for text in (" ".join(words), *parts))


def phone(secret: bytes, number: str) -> str | None:
    """A phone number by its last nine digits, which country codes and zeros leave alone."""
    last = "".join(str(int(c)) for c in number if c.isdecimal())[-9:]
    return PHONE + digest(secret, "phone", last) if len(last) >= 7 else None


def case(secret: bytes, number: str) -> str:
    """The number of a case or order by its letters and digits."""
    return CASE + digest(secret, "case", "".join(filter(str.isalnum, number)).casefold())


def people(secret: bytes, named: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """``person`` of each name that has letters, by what stands for it."""
    found = {shown: person(secret, name) for shown, name in named.items()}
    return {shown: hashes for shown, hashes in found.items() if hashes}


def contacts(secret: bytes, phones: Iterable[str], cases: Iterable[str]) -> tuple[str, ...]:
    """Hashes of the phones and case numbers that a message names, in order, each once."""
    found = [*(phone(secret, one) for one in phones), *(case(secret, one) for one in cases)]
    return tuple(dict.fromkeys(one for one in found if one))
