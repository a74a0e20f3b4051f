"""Labelled rows (JSONL) from files of the notation of inboxminer/train/notation.py.

python -m scripts.compile_corpus [--surveys] FILE…
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from inboxminer.taxonomy import load
from inboxminer.train.checks import faults
from inboxminer.train.notation import NotationError, answers, mails, statements


def main(paths: list[Path], *, surveys: bool) -> int:
    """Print the rows of each file; faults go to standard error and make the exit status 1."""
    taxonomy, bad = load(), 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        kind = answers if surveys else mails if "\n===" in f"\n{text}" else statements
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surveys", action="store_true", help="the lines are survey answers")
    parser.add_argument("paths", nargs="+", type=Path)
    arguments = parser.parse_args()
    sys.exit(main(arguments.paths, surveys=arguments.surveys))
