"""Messages of other formats written as RFC 5322 bytes: header fields and parts put together."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

ABOUT_BODY = (b"content-", b"mime-version")


def fields_of(transport: bytes) -> list[bytes]:
    """Header fields, folded lines and all, without those about the body."""
    fields: list[bytes] = []
    for line in transport.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b"\r\n" + line
        elif b":" in line and b" " not in line.partition(b":")[0].strip():
            fields.append(line)
    return [one for one in fields if not one.lower().startswith(ABOUT_BODY)]


def named(fields: Sequence[bytes]) -> set[bytes]:
    """The lower-case names of header fields."""
    return {one.partition(b":")[0].strip().lower() for one in fields}


def completed(fields: Sequence[bytes], further: Mapping[str, bytes]) -> list[bytes]:
    """Fields, with those of the further ones that are not among them and have a value."""
    have = named(fields)
    more = [
        name.encode() + b": " + b" ".join(value.split())
        for name, value in further.items()
        if value.strip() and name.lower().encode() not in have
    ]
    return [*fields, *more]


def part(kind: str, raw: bytes) -> bytes:
    """A leaf of a message, in base64."""
    coded = b64encode(raw)
    lines = b"\r\n".join(coded[at : at + 76] for at in range(0, len(coded), 76))
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + lines + b"\r\n"


def multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts within a boundary, with the field that announces it."""
    mark = b"--" + boundary.encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode()
    return (
        head
        + b"".join(b"\r\n" + mark + b"\r\n" + one for one in parts)
        + b"\r\n"
        + mark
        + b"--\r\n"
    )


def alternative(parts: Sequence[bytes], boundary: str) -> list[bytes]:
    """One part, or the two forms of one body as one part."""
    return [multipart("alternative", boundary, parts)] if len(parts) > 1 else list(parts)


def whole(fields: Sequence[bytes], parts: Sequence[bytes], boundary: str) -> bytes:
    """A message of header fields and parts."""
    if not parts:
        parts = [part("text/plain; charset=utf-8", b"")]
    body = parts[0]
    if len(parts) > 1 or body.startswith(b"Content-Type: message"):
        body = multipart("mixed", boundary, parts)
    return b"\r\n".join((*fields, b"MIME-Version: 1.0", body))
