"""Check every labelled row of corpora/ against the taxonomy; print what is wrong."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inboxminer.taxonomy import Taxonomy, load
from inboxminer.train import quotas
from inboxminer.train.checks import faults, glossary_faults, twins

CORPORA = Path(__file__).parents[1] / "corpora"
KINDS = ("mentions", "mails", "surveys")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def check(corpora: Path = CORPORA) -> list[str]:
    """Every fault of every file, texts that stand twice, twins across parts, unmet quotas."""
    taxonomy, out, seen = load(), [], dict[str, str]()
    held: dict[str, list[dict[str, Any]]] = {}
    for kind in KINDS:
        parts: dict[str, list[tuple[str, str]]] = {}
        for path in sorted((corpora / kind).glob("*.jsonl"), key=lambda p: p.stem != "train"):
            of_part = parts.setdefault(path.stem, [])
            for row in rows(path):
                held.setdefault(kind, []).append(row)
                where = f"{kind}/{path.name}: {row['id']}"
                out += [f"{where}: {fault}" for fault in faults(row, taxonomy)]
                whole = row.get("text", row.get("body", ""))
                text = "".join(c for c in whole.casefold() if c.isalnum()) or whole
                # Short answers are alike from language to language, and like statements.
                key = f"{row['lang']} {text}" if kind == "surveys" else text
                if key in seen:
                    out.append(f"{where}: the same text as {seen[key]}")
                seen.setdefault(key, row["id"])
                of_part.append((row["id"], whole))
        out += [f"{kind}: {one} is a twin of {two} ({like})" for one, two, like in twins(parts)]
    forms = {}
    for path in sorted((corpora / "glossary").glob("*.tsv")):
        out += [f"glossary/{path.name}: {fault}" for fault in glossary_faults(path)]
        forms[path.stem] = len(path.read_text(encoding="utf-8").splitlines()) - 1
    return out + unmet(held, forms, taxonomy)


def unmet(
    held: Mapping[str, list[dict[str, Any]]], forms: Mapping[str, int], taxonomy: Taxonomy
) -> list[str]:
    """What ``corpora/quotas.toml`` wants and the rows of each corpus do not give."""
    wanted = tomllib.loads((CORPORA / "quotas.toml").read_text(encoding="utf-8"))
    found = {
        "mentions": quotas.of_mentions(held["mentions"], wanted["mentions"], taxonomy),
        "mails": quotas.of_mails(held["mails"], wanted["mails"]),
        "surveys": quotas.of_surveys(held["surveys"], wanted["surveys"]),
        "glossary": quotas.of_glossary(forms, wanted["glossary"]),
    }
    return [f"{kind}: {fault}" for kind, faults in found.items() for fault in faults if fault]


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or "every row fits")
    sys.exit(bool(found))
