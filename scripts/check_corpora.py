"""Check every labelled row of corpora/ against the taxonomy; print what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inboxminer.taxonomy import load
from inboxminer.train.checks import faults, twins

CORPORA = Path(__file__).parents[1] / "corpora"
KINDS = ("mentions", "mails")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def check(corpora: Path = CORPORA) -> list[str]:
    """Every fault of every file, texts that stand twice, and twins across parts."""
    taxonomy, out, seen = load(), [], dict[str, str]()
    for kind in KINDS:
        parts: dict[str, list[tuple[str, str]]] = {}
        for path in sorted((corpora / kind).glob("*.jsonl"), key=lambda p: p.stem != "train"):
            held = parts.setdefault(path.stem, [])
            for row in rows(path):
                where = f"{kind}/{path.name}: {row['id']}"
                out += [f"{where}: {fault}" for fault in faults(row, taxonomy)]
                whole = row.get("text", row.get("body", ""))
                text = "".join(c for c in whole.casefold() if c.isalnum())
                if text in seen:
                    out.append(f"{where}: the same text as {seen[text]}")
                seen.setdefault(text, row["id"])
                held.append((row["id"], whole))
        out += [f"{kind}: {one} is a twin of {two} ({like})" for one, two, like in twins(parts)]
    return out


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or "every row fits")
    sys.exit(bool(found))
