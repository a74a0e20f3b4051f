"""Parameters of Content-Type and Content-Disposition (RFC 2045, 2231), as mailers write them."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from inboxminer.parse.decoding import meant
from inboxminer.parse.words import decode_words, tidy

# name=value or name="value"; an unquoted value may hold blanks, as names of files do.
PARAMETER = re.compile(
    r";\s*(?P<name>[\w!#$&+.^`{}|~-]+(?:\*\d{1,3})?\*?)\s*=\s*"
    r"(?:\"(?P<quoted>(?:\\.|[^\"\\])*)\"?|(?P<bare>[^;\"]*))",
    re.DOTALL,
)
SECTION = re.compile(r"(?P<base>[^*]+)(?:\*(?P<number>\d+))?(?P<coded>\*)?\Z")
Pieces = list[tuple[int, bool, str]]
# Name → (bytes, charset of RFC 2231, whether the value may hold encoded words).
Parameters = dict[str, tuple[bytes, str | None, bool]]


def parameters(raw: bytes) -> Parameters:
    """The parameters of a field by lower-case name; of its first 20,000 bytes."""
    if b";" not in raw:
        return {}
    value = raw[:20_000].decode("ascii", "surrogateescape")
    pieces: dict[str, Pieces] = {}
    for match in PARAMETER.finditer(value):
        section = SECTION.match(match["name"])
        if not section:
            continue
        quoted = match["quoted"]
        text = re.sub(r"\\([\"\\])", r"\1", quoted) if quoted is not None else match["bare"].strip()
        number = int(section["number"]) if section["number"] else -1
        pieces.setdefault(section["base"].lower(), []).append(
            (number, bool(section["coded"]), text)
        )
    return {name: _joined(found) for name, found in pieces.items()}


def parameter(held: Parameters, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of one parameter and its defects; the empty string where there is none."""
    found = held.get(name)
    if not found:
        return "", ()
    raw, charset, words = found
    if words:
        return decode_words(raw)
    text, defects = meant(raw, charset)
    return tidy(text), defects


def _joined(pieces: Pieces) -> tuple[bytes, str | None, bool]:
    """The bytes of a value whose sections may come in any order; extended forms win."""
    numbered = sorted((p for p in pieces if p[0] >= 0), key=lambda p: p[0])
    coded = [p for p in pieces if p[0] < 0 and p[1]]
    plain = [p for p in pieces if p[0] < 0 and not p[1]]
    chosen = coded[:1] or numbered or plain[:1]
    charset, out = None, b""
    for at, (_, is_coded, text) in enumerate(chosen):
        if is_coded:
            if at == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            out += unquote_to_bytes(text.encode("utf-8", "surrogateescape"))
        else:
            out += text.encode("utf-8", "surrogateescape")
    extended = any(is_coded for _, is_coded, _ in chosen)
    return out, charset or None, not extended
