"""Write the golden records anew; read the diff before you commit it."""

from __future__ import annotations

import json

from tests.golden_records import FOLDER, record


def main() -> None:
    """One x.json for each tests/golden/x.eml."""
    for path in sorted(FOLDER.glob("*.eml")):
        text = json.dumps(record(path), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
