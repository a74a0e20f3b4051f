"""Print the figures of a benchmark run as the table of docs/benchmarks.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(path: Path) -> None:
    """One line a benchmark: seconds, and what else it measured."""
    print("| benchmark | seconds (best) | |\n|---|---|---|")
    for one in json.loads(path.read_text(encoding="utf-8"))["benchmarks"]:
        extra = ", ".join(f"{key} {value}" for key, value in one["extra_info"].items())
        print(f"| {one['name']} | {one['stats']['min']:.2f} | {extra} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
