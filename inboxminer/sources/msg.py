"""Outlook messages (.msg): own reading of MS-OXMSG over the compound file that olefile opens.

The message is written again as RFC 5322 bytes, so that everything behind this module knows one kind
of input. Text in a code page keeps its bytes and names its page; the parser decides what it means.
Attachments are named and typed, their content is not read.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import rtf
from inboxminer.sources.base import Reading
from inboxminer.sources.wrapped import alternative, completed, fields_of, part, whole

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROPERTIES = "__properties_version1.0"
DEPTH = 20
PARTS = 2_000
# Language of the system that wrote a text (LCID) → its code page; 0x3FF in the low bits.
PAGES = {
    0x0D: 1255, 0x01: 1256, 0x29: 1256, 0x20: 1256, 0x19: 1251, 0x22: 1251, 0x23: 1251, 0x02: 1251,
    0x11: 932, 0x12: 949, 0x08: 1253, 0x1F: 1254, 0x05: 1250, 0x15: 1250, 0x0E: 1250, 0x18: 1250,
    0x1E: 874, 0x2A: 1258, 0x25: 1257, 0x26: 1257, 0x27: 1257,
}  # fmt: skip
CHINESE = {0x0404: 950, 0x0C04: 950, 0x1404: 950, 0x0804: 936, 0x1004: 936}
# Pages that only mail itself is written in, never the texts of a system.
MAIL_PAGES = {50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp",
              50225: "iso-2022-kr", 51932: "euc-jp", 51949: "euc-kr", 52936: "hz",
              20866: "koi8-r", 21866: "koi8-u", 28591: "iso-8859-1", 28592: "iso-8859-2",
              28595: "iso-8859-5", 28596: "iso-8859-6", 28598: "iso-8859-8", 38598: "iso-8859-8-i",
              28599: "iso-8859-9", 28605: "iso-8859-15", 54936: "gb18030", 65000: "utf-7",
              65001: "utf-8", 1200: "utf-16", 20127: "us-ascii"}  # fmt: skip
RECIPIENTS = {1: "To", 2: "Cc", 3: "Bcc"}
Folder = tuple[str, ...]


def is_msg(path: Path) -> bool:
    """Whether a file is an Outlook message: a compound file with its property stream."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            return bool(container.exists(PROPERTIES))
    except (OSError, ValueError, IndexError, struct.error, TypeError, RecursionError):
        return False


def read(reading: Reading) -> Iterator[RawMessage | Skipped]:
    """The one message of a .msg file; messages attached to it stay parts of it."""
    import olefile

    size = reading.path.stat().st_size
    # Attachments are left out, so that the file may be larger than the message.
    if size > 20 * reading.bounds.message_bytes:
        yield reading.skipped(0, "too_large", f"{size} bytes")
        return
    try:
        with olefile.OleFileIO(str(reading.path)) as container:
            raw = _Writer(container).message((), 0)
    except (OSError, ValueError, IndexError, struct.error, TypeError, RecursionError) as error:
        yield reading.skipped(0, "unreadable", f"a damaged .msg file: {error}")
        return
    yield reading.message(0, raw)


@dataclass(frozen=True, slots=True)
class _Text:
    """Bytes and the charset that they are in."""

    raw: bytes
    charset: str


class _Storage:
    """The properties of a message, a recipient or an attachment."""

    def __init__(self, container: Any, folder: Folder, head: int, parent: _Storage | None) -> None:
        self._container, self.folder, self._head = container, folder, head
        self._parent = parent

    @cached_property
    def fixed(self) -> dict[int, tuple[int, bytes]]:
        """Property id → (type, eight bytes of value)."""
        raw = self.stream(PROPERTIES)[self._head :]
        out = {}
        for at in range(0, len(raw) - 15, 16):
            tag, _, value = struct.unpack_from("<II8s", raw, at)
            out[tag >> 16] = (tag & 0xFFFF, value)
        return out

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, or none."""
        path = [*self.folder, name]
        if self._container.get_type(path) != 2:
            return b""
        with self._container.openstream(path) as stream:
            return bytes(stream.read())

    def number(self, tag: int) -> int | None:
        """A number, where it is set."""
        found = self.fixed.get(tag)
        return struct.unpack_from("<i", found[1])[0] if found and found[0] == 3 else None

    def time(self, tag: int) -> datetime | None:
        """A moment in UTC, where it is set and sane."""
        found = self.fixed.get(tag)
        if not found or found[0] != 0x40:
            return None
        ticks = struct.unpack("<Q", found[1])[0]
        try:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None

    def text(self, *tags: int) -> _Text | None:
        """The first of some texts that is there."""
        for tag in tags:
            wide = self.stream(f"__substg1.0_{tag:04X}001F")
            if wide:
                said = wide.decode("utf-16-le", errors="replace").rstrip("\0")
                return _Text(said.encode("utf-8", "replace"), "utf-8")
            narrow = self.stream(f"__substg1.0_{tag:04X}001E").rstrip(b"\0")
            if narrow:
                return _Text(narrow, self.page)
        return None

    def plain(self, *tags: int) -> str:
        """The first of some texts of addresses and types, which are ASCII or nearly so."""
        found = self.text(*tags)
        return found.raw.decode("utf-8", errors="replace").strip() if found else ""

    @cached_property
    def page(self) -> str:
        """The charset of texts that are not Unicode."""
        if self._parent:
            return self._parent.page
        locale = (self.number(0x3FF1) or 0) & 0xFFFF
        by_locale = CHINESE.get(locale) or PAGES.get(locale & 0x3FF)
        stated = self.number(0x3FFD)
        mail = self.number(0x3FDE)
        for page in (stated, by_locale, mail if mail not in MAIL_PAGES else None):
            if page and page not in MAIL_PAGES:
                return f"cp{page}"
        if mail in (65001, 20866, 28598):
            return MAIL_PAGES[mail]
        return "unknown-8bit"


class _Writer:
    """Writes a message of a compound file as RFC 5322 bytes."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._parts = 0

    def message(self, folder: Folder, depth: int) -> bytes:
        """The message of a storage; those attached to it are parts of type message/rfc822."""
        storage = _Storage(self._container, folder, 32 if not folder else 24, None)
        parts = self._bodies(storage, depth) + self._attachments(storage, depth)
        return whole(self._head(storage), parts, f"=_inboxminer_{depth}")

    def _head(self, storage: _Storage) -> list[bytes]:
        transport, subject = storage.text(0x007D), storage.text(0x0037, 0x0E1D, 0x0070)
        fields = fields_of(transport.raw) if transport else []
        if subject:
            fields = [one for one in fields if not one.lower().startswith(b"subject:")]
        moment = next(filter(None, map(storage.time, (0x0039, 0x0E06, 0x3007, 0x3008))), None)
        report = storage.plain(0x001A).lower().startswith("report.")
        further = {
            "Subject": _encoded(subject) if subject else b"",
            "From": _mailbox(storage, (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)),
            **{kind: b", ".join(values) for kind, values in self._recipients(storage).items()},
            "Date": format_datetime(moment).encode() if moment else b"",
            "Message-ID": _line(storage.plain(0x1035)),
            "In-Reply-To": _line(storage.plain(0x1042)),
            "References": _line(storage.plain(0x1039)),
            "Auto-Submitted": b"auto-generated" if report else b"",
        }
        return completed(fields, further)

    def _recipients(self, storage: _Storage) -> dict[str, list[bytes]]:
        out: dict[str, list[bytes]] = {}
        for folder in self._folders(storage, "__recip_version1.0_"):
            one = _Storage(self._container, folder, 8, storage)
            name = RECIPIENTS.get((one.number(0x0C15) or 1) & 0xF, "To")
            mailbox = _mailbox(one, (0x3001, 0x5FF6), (0x39FE, 0x3003))
            if mailbox:
                out.setdefault(name, []).append(mailbox)
        return out

    def _bodies(self, storage: _Storage, depth: int) -> list[bytes]:
        plain = storage.text(0x1000)
        html = storage.stream("__substg1.0_10130102")
        page = storage.number(0x3FDE)
        charset = MAIL_PAGES.get(page, f"cp{page}") if page else "unknown-8bit"
        if not html and (said := storage.text(0x1013)):
            html, charset = said.raw, said.charset
        if not html and (packed := storage.stream("__substg1.0_10090102")):
            try:
                kind, text = rtf.text_of(rtf.unpack(packed))
            except (ValueError, struct.error, IndexError):
                kind, text = "plain", ""
            if kind == "html":
                html, charset = text.encode("utf-8", "replace"), "utf-8"
            elif not plain and text.strip():
                plain = _Text(text.encode("utf-8", "replace"), "utf-8")
        parts = []
        if plain and plain.raw.strip():
            parts.append(part(f"text/plain; charset={plain.charset}", plain.raw))
        if html.strip():
            parts.append(part(f"text/html; charset={charset}", html))
        return alternative(parts, f"=_inboxminer_{depth}_alternative")

    def _attachments(self, storage: _Storage, depth: int) -> list[bytes]:
        parts = []
        for folder in self._folders(storage, "__attach_version1.0_"):
            self._parts += 1
            if self._parts > PARTS:
                break
            one = _Storage(self._container, folder, 8, storage)
            inner = (*folder, "__substg1.0_3701000D")
            inside = self._container.exists([*inner, PROPERTIES])
            if inside and depth < DEPTH:
                parts.append(
                    b"Content-Type: message/rfc822\r\n\r\n" + self.message(inner, depth + 1)
                )
                continue
            name = one.text(0x3707, 0x3704, 0x3001)
            kind = one.plain(0x370E).lower()
            kind = kind if "/" in kind and kind.isascii() and " " not in kind else ""
            named = b'; filename="' + _encoded(name) + b'"' if name else b""
            parts.append(
                f"Content-Type: {kind or 'application/octet-stream'}\r\n".encode()
                + b"Content-Disposition: attachment"
                + named
                + b"\r\n\r\n"
            )
        return parts

    def _folders(self, storage: _Storage, prefix: str) -> list[Folder]:
        depth = len(storage.folder)
        found = {
            tuple(path[: depth + 1])
            for path in self._container.listdir(streams=True, storages=True)
            if len(path) > depth
            and tuple(path[:depth]) == storage.folder
            and path[depth].startswith(prefix)
        }
        return sorted(found)


def _mailbox(storage: _Storage, names: tuple[int, ...], addresses: tuple[int, ...]) -> bytes:
    name = storage.text(*names)
    address = next((a for tag in addresses if "@" in (a := storage.plain(tag))), "")
    shown = _encoded(name) if name else b""
    if not address:
        plain = name.raw.decode("utf-8", "replace").strip() if name else ""
        return _line(plain) if "@" in plain and " " not in plain else shown
    bare = _line(address.strip("<>' "))
    return shown + b" <" + bare + b">" if shown and shown != bare else bare


def _encoded(text: _Text) -> bytes:
    """A text as one encoded word, or as it is where it is plain ASCII."""
    raw = b" ".join(text.raw.split())
    if raw.isascii() and not any(sign in raw for sign in (b'"', b",", b"<", b"=?", b"\x1b")):
        return raw
    return b"=?" + text.charset.encode() + b"?B?" + b64encode(raw) + b"?="


def _line(text: str) -> bytes:
    return b" ".join(text.encode("utf-8", "replace").split())
