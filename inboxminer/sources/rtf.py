"""Bodies that Outlook keeps as RTF: unpacked (MS-OXRTFCP), and the HTML inside (MS-OXRTFEX).

Own reading of both published formats; only text and the encapsulated HTML are taken.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace

PREBUFFER = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
WINDOW = 4096
LIMIT = 40_000_000
TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)"
)
# \fcharsetN → code page (RTF specification 1.9.1).
FONT_PAGES = {
    0: 1252, 2: 42, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253,
    162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437,
}  # fmt: skip
SKIPPED = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "xmlnstbl",
     "listtable", "listoverridetable", "rsidtbl", "generator", "themedata", "datastore", "filetbl")
)  # fmt: skip
SIGNS = {
    "par": "\r\n", "line": "\r\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—", "row": "\r\n", "cell": "\t",
    "emspace": " ", "enspace": " ", "sect": "\r\n", "page": "\r\n",
    "rtlmark": "\u200f", "ltrmark": "\u200e", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip


def unpack(raw: bytes) -> bytes:
    """The RTF of a compressed stream (LZFu) or of one that is stored plain (MELA).

    Raises ValueError where the stream is neither. What is cut off gives what is there.
    """
    if len(raw) < 16:
        raise ValueError("no compressed RTF")
    size, magic = struct.unpack_from("<I4s", raw, 4)
    if magic == b"MELA":
        return raw[16 : 16 + size]
    if magic != b"LZFu":
        raise ValueError("no compressed RTF")
    window = bytearray(PREBUFFER.ljust(WINDOW, b"\0"))
    place, out, at = len(PREBUFFER), bytearray(), 16
    while at < len(raw) and len(out) < min(size, LIMIT):
        control = raw[at]
        at += 1
        for bit in range(8):
            if at >= len(raw):
                break
            if control >> bit & 1:
                if at + 1 >= len(raw):
                    break
                word = raw[at] << 8 | raw[at + 1]
                at += 2
                offset, length = word >> 4, (word & 15) + 2
                if offset == place:
                    return bytes(out[:size])
                for ahead in range(length):
                    byte = window[(offset + ahead) % WINDOW]
                    out.append(byte)
                    window[place] = byte
                    place = (place + 1) % WINDOW
            else:
                out.append(raw[at])
                window[place] = raw[at]
                place = (place + 1) % WINDOW
                at += 1
    return bytes(out[:size])


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within one pair of braces."""

    skipped: bool = False
    tag: bool = False
    hidden: bool = False
    page: str = "cp1252"
    unicode_skip: int = 1
    table: bool = False
    fresh: bool = True
    starred: bool = False


@dataclass(slots=True)
class _State:
    """What the reader has gathered so far."""

    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    out: list[str] = field(default_factory=list)
    bytes_: bytearray = field(default_factory=bytearray)
    ansi: str = "cp1252"

    def flush(self, page: str) -> None:
        """Turn gathered bytes into text by the code page of the moment."""
        if self.bytes_:
            try:
                self.out.append(bytes(self.bytes_).decode(page, errors="replace"))
            except LookupError:
                self.out.append(bytes(self.bytes_).decode("cp1252", errors="replace"))
            self.bytes_.clear()


def text_of(rtf: bytes) -> tuple[str, str]:
    """(subtype, text): ``html`` where RTF wraps HTML, else ``plain``."""
    kind = "html" if b"\\fromhtml" in rtf[:4000] else "plain"
    state, group, stack = _State(), _Group(), []
    skip = 0
    for match in TOKEN.finditer(rtf):
        code, word, number, sign, brace, plain = match.groups()
        if code is None or group.skipped:
            state.flush(group.page)
        if brace == b"{":
            stack.append(group)
            group = replace(group, fresh=True, starred=False)
            continue
        if brace == b"}":
            group = stack.pop() if stack else _Group()
            continue
        if word is not None:
            value = int(number) if number else None
            group, skip = _word(word.decode("ascii"), value, group, state, skip)
            continue
        if sign is not None:
            if sign == b"*":
                group = replace(group, starred=True)
                continue
            _put(
                state,
                group,
                {b"~": "\xa0", b"_": "\u2011", b"-": "\xad"}.get(sign, sign.decode("latin-1")),
                kind,
            )
        elif code is not None:
            if skip:
                skip -= 1
            elif _shown(group, kind):
                state.bytes_.append(int(code, 16))
        elif plain is not None:
            if skip:
                cut = min(skip, len(plain))
                plain, skip = plain[cut:], skip - cut
            if _shown(group, kind):
                state.bytes_ += plain
                state.flush(group.page)
        group = replace(group, fresh=False)
    state.flush(group.page)
    # A sign beyond the first 65,536 comes as two halves.
    joined = "".join(state.out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return kind, joined.strip("\r\n\0")


def _shown(group: _Group, kind: str) -> bool:
    return not group.skipped and (group.tag or not group.hidden)


def _put(state: _State, group: _Group, text: str, kind: str) -> None:
    if _shown(group, kind):
        state.out.append(text)


def _word(
    word: str, number: int | None, group: _Group, state: _State, skip: int
) -> tuple[_Group, int]:
    """What a control word does to the group, and how many signs stand in for a Unicode letter."""
    if word == "htmltag" and group.starred:
        return replace(group, tag=True, hidden=False, skipped=False, starred=False), 0
    if group.starred and word not in ("htmltag",):
        return replace(group, skipped=True, starred=False), 0
    if word in SKIPPED:
        return replace(group, skipped=word != "fonttbl", table=word == "fonttbl", hidden=True), 0
    if word == "htmlrtf":
        return replace(group, hidden=number != 0), 0
    if word == "ansicpg" and number:
        state.ansi = f"cp{number}" if number != 65001 else "utf-8"
        return replace(group, page=state.ansi), 0
    if word == "f":
        state.font = number or 0
        page = group.page if group.table else state.fonts.get(state.font, state.ansi)
        return replace(group, page=page), 0
    if word == "fcharset":
        if group.table:
            of_font = FONT_PAGES.get(number or 0, 1252)
            state.fonts[state.font] = state.ansi if (number or 0) < 2 else f"cp{of_font}"
        return group, 0
    if word == "uc":
        return replace(group, unicode_skip=max(0, number or 0)), 0
    if word == "u" and number is not None:
        if not group.skipped and (group.tag or not group.hidden):
            state.out.append(chr(number % 65536))
        return group, group.unicode_skip
    if word == "bin" and number:
        return group, number
    if word in SIGNS and not group.skipped and (group.tag or not group.hidden):
        state.out.append(SIGNS[word])
    return group, skip if word in ("plain",) else 0
