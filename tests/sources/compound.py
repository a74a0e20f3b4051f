"""A small writer of compound files (MS-CFB, version 3) for .msg files made by hand in tests."""

import struct
from itertools import pairwise
from pathlib import Path

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
Tree = dict[str, "bytes | Tree"]


def write(path: Path, tree: Tree) -> Path:
    """Write storages (dicts) and streams (bytes); every stream lies in whole sectors."""
    entries: list[list[object]] = [["Root Entry", 5, FREE, END, 0]]
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        # Streams below 4,096 bytes belong to the mini stream, so they are made that long.
        start = len(sectors)
        blocks = [data[at : at + SECTOR] for at in range(0, max(1, len(data)), SECTOR)]
        for number, block in enumerate(blocks):
            sectors.append(block.ljust(SECTOR, b"\0"))
            chains.append(start + number + 1 if number + 1 < len(blocks) else END)
        return start

    def add(node: Tree) -> int:
        """Entries of a storage as a chain of right-hand siblings, in the order of their names."""
        numbers = []
        for name in sorted(node, key=lambda n: (len(n), n.upper())):
            value = node[name]
            number = len(entries)
            entries.append([name, 1 if isinstance(value, dict) else 2, FREE, END, 0])
            numbers.append(number)
            if isinstance(value, dict):
                entries[number][2] = add(value)
            else:
                entries[number][4] = len(value)
                mini.append((number, value))
        siblings.extend(pairwise(numbers))
        return numbers[0] if numbers else FREE

    mini: list[tuple[int, bytes]] = []
    siblings: list[tuple[int, int]] = []
    entries[0][2] = add(tree)
    small, table = b"", []
    for number, data in mini:
        if len(data) >= 4096:
            entries[number][3] = store(data)
            continue
        first = len(table)
        count = max(1, -(-len(data) // 64))
        table += [first + n + 1 for n in range(count - 1)] + [END]
        small += data.ljust(count * 64, b"\0")
        entries[number][3] = first
    entries[0][3], entries[0][4] = store(small), len(small)
    mini_fat = store(struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff"))
    mini_count = -(-len(table) * 4 // SECTOR)
    right = dict(siblings)
    directory = b"".join(
        _entry(entry, right.get(number, FREE)) for number, entry in enumerate(entries)
    )
    start = store(directory + b"\0" * (-len(directory) % SECTOR))
    fats = -(-(len(sectors) + 8) * 4 // SECTOR)
    first_fat = len(sectors)
    chains += [FAT] * fats
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(fats * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16x5H6x8I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, start, 0, 4096, mini_fat, mini_count, END,
    ) + struct.pack("<I", 0)  # fmt: skip
    places = [first_fat + n for n in range(fats)] + [FREE] * (109 - fats)
    path.write_bytes(header + struct.pack("<109I", *places) + b"".join(sectors) + fat)
    return path


def _entry(entry: list[object], right: int) -> bytes:
    name, kind, child, start, size = entry
    wide = str(name).encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI8x8xIII", wide, len(wide), kind, 1, FREE, right, child, 0, start, size, 0
    )


def properties(head: int, **values: int) -> bytes:
    """A property stream: ``x0E06_time=…`` (100 ns since 1601) or ``x3FFD=…`` (a number)."""
    out = b"\0" * head
    for name, value in values.items():
        tag, _, kind = name.removeprefix("x").partition("_")
        number = int(tag, 16) << 16 | (0x40 if kind == "time" else 3)
        out += struct.pack("<IIQ", number, 6, value)
    return out


def text(tag: int, value: str, page: str | None = None) -> Tree:
    """A stream of text: Unicode, or in a code page."""
    if page is None:
        return {f"__substg1.0_{tag:04X}001F": value.encode("utf-16-le")}
    return {f"__substg1.0_{tag:04X}001E": value.encode(page)}
