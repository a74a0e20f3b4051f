"""Outlook data files (.pst, .ost), by the optional package libpff-python (extra ``pst``)."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from importlib import import_module
from typing import Any

from inboxminer.errors import MissingExtraError, SourceError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import rtf
from inboxminer.sources.base import Reading
from inboxminer.sources.wrapped import alternative, completed, fields_of, part, whole

MAGIC = b"!BDN"
DEPTH, ATTACHMENTS = 60, 200


def read(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages of every folder, in the order of the file; raises MissingExtraError."""
    try:
        pypff = import_module("pypff")
    except ImportError as error:
        raise MissingExtraError("libpff-python", "pst") from error
    file = pypff.file()
    try:
        file.open(str(reading.path))
        root = file.get_root_folder()
    except OSError as error:
        raise SourceError(f"{reading.name} is a damaged Outlook data file: {error}") from error
    try:
        yield from messages(root, reading)
    finally:
        file.close()


def messages(root: Any, reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The messages below a folder of pypff; one that cannot be read is skipped."""
    position = 0
    for folder in _folders(root, 0):
        for number in range(_count(folder, "number_of_sub_messages")):
            try:
                raw = _raw(folder.get_sub_message(number))
            except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
                yield reading.skipped(position, "unreadable", f"a damaged message: {error}")
            else:
                yield reading.message(position, raw)
            position += 1


def _folders(folder: Any, depth: int) -> Iterator[Any]:
    yield folder
    if depth < DEPTH:
        for number in range(_count(folder, "number_of_sub_folders")):
            try:
                inner = folder.get_sub_folder(number)
            except OSError:
                continue
            yield from _folders(inner, depth + 1)


def _count(folder: Any, name: str) -> int:
    try:
        return int(getattr(folder, name, 0) or 0)
    except OSError:
        return 0


def _raw(message: Any) -> bytes:
    """A message as RFC 5322 bytes; attachments are counted, not read."""
    fields = fields_of(_bytes(message, "transport_headers"))
    moment = getattr(message, "client_submit_time", None) or getattr(message, "delivery_time", None)
    further = {
        "Subject": _bytes(message, "subject"),
        "From": _bytes(message, "sender_name"),
        "Date": format_datetime(moment).encode() if moment else b"",
    }
    bodies = []
    if plain := _bytes(message, "plain_text_body"):
        bodies.append(part("text/plain; charset=unknown-8bit", plain))
    if html := _bytes(message, "html_body"):
        bodies.append(part("text/html; charset=unknown-8bit", html))
    elif not bodies and (packed := _bytes(message, "rtf_body")):
        kind, text = rtf.text_of(packed)
        bodies.append(part(f"text/{kind}; charset=utf-8", text.encode("utf-8", "replace")))
    attached = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n"
    parts = alternative(bodies, "=_inboxminer_alternative")
    parts += [attached] * min(ATTACHMENTS, _count(message, "number_of_attachments"))
    return whole(completed(fields, further), parts, "=_inboxminer")


def _bytes(message: Any, name: str) -> bytes:
    try:
        value = getattr(message, name, None)
    except OSError:
        return b""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return bytes(value) if value else b""
