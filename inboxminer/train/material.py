"""Public training material, read through an allow-list of licences.

The list (scripts/training_sources.toml) gives each family of files a licence and a verdict; only
``use = "train"`` may shape weights. Files are gzip, UTF-8, tab separated, without quoting.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """One file of public material: its path, licence and language (of the non-English side)."""

    path: Path
    licence: str
    language: str


def allowed(table: Path, root: Path, folder: str) -> list[Source]:
    """The files below ``root/folder`` that may train weights, in name order."""
    found: list[Source] = []
    for row in tomllib.loads(table.read_text(encoding="utf-8"))["source"]:
        if row["use"] != "train" or not row["files"].startswith(folder + "/"):
            continue
        for pattern in _expand(row["files"]):
            found += [Source(path, row["licence"], _language(path)) for path in root.glob(pattern)]
    return sorted(found, key=lambda source: source.path.name)


def pairs(sources: list[Source]) -> Iterator[tuple[str, str, str]]:
    """(text, English text, language) of every distinct pair in the parallel files."""
    seen: set[tuple[str, str]] = set()
    for source in sources:
        for row in rows(source.path, header=True):
            pair = (row[0].strip(), row[1].strip())
            if all(pair) and pair not in seen:
                seen.add(pair)
                yield *pair, source.language


def texts(sources: list[Source]) -> Iterator[str]:
    """The first column of every row, or the whole line of a ``.txt`` file."""
    for source in sources:
        for row in rows(source.path, header=".tsv" in source.path.name):
            if row[0].strip():
                yield row[0].strip()


def rows(path: Path, *, header: bool) -> Iterator[list[str]]:
    """The tab-separated rows of a gzip file, without its header line if it has one."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            if number or not header:
                yield line.rstrip("\n").split("\t")


def _expand(pattern: str) -> list[str]:
    """A glob with one ``{a,b}`` group as one glob for each alternative."""
    group = re.search(r"\{([^}]*)\}", pattern)
    if not group:
        return [pattern]
    return [pattern.replace(group[0], one) for one in group[1].split(",")]


def _language(path: Path) -> str:
    match = re.search(r"(?:\.|^)([a-z]{2})(?:-en\.|_|\.)", path.name)
    return match[1] if match else "en"
