"""Labelled rows (JSONL) from files of the notation of inboxminer/train/notation.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from inboxminer.taxonomy import load
from inboxminer.train.checks import faults
from inboxminer.train.notation import NotationError, mails, statements


def main(paths: list[str]) -> int:
    """Print the rows of each file; faults go to standard error and make the exit status 1."""
    taxonomy, bad = load(), 0
    for path in map(Path, paths):
        text = path.read_text(encoding="utf-8")
        kind = mails if "\n===" in f"\n{text}" else statements
        try:
            for row in kind(text, batch=path.stem):
                print(json.dumps(row, ensure_ascii=False))
                for fault in faults(row, taxonomy):
                    shown = (row.get("text") or row.get("subject") or "")[:80]
                    print(f"{row['id']}: {fault}: {shown}", file=sys.stderr)
                    bad = 1
        except NotationError as error:
            print(error, file=sys.stderr)
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
