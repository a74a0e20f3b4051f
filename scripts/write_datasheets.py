"""Write the counts of corpora/ into their datasheets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).parents[1] / "corpora"
PARTS = ("train", "dev", "test")
LANGUAGES = ("he", "en", "ar", "ru", "fa", "fr", "es", "de")
MARKS = re.compile(r"(<!-- counts -->\n).*(<!-- end -->)", re.DOTALL)
Rows = Sequence[dict[str, Any]]


def read(kind: str, part: str) -> list[dict[str, Any]]:
    """The rows of one part, none where it is not there."""
    path = CORPORA / kind / f"{part}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def by_language(parts: Mapping[str, Rows]) -> str:
    """Rows of each part by language."""
    lines = [f"| rows | {' | '.join(LANGUAGES)} | all |", "|---" * (len(LANGUAGES) + 2) + "|"]
    for name, rows in parts.items():
        held = Counter(row["lang"] for row in rows)
        shown = " | ".join(str(held[code]) for code in LANGUAGES)
        lines.append(f"| {name} | {shown} | {len(rows)} |")
    return "\n".join(lines)


def listed(name: str, values: Counter[str]) -> str:
    """A line with the counts of a closed list, most frequent first."""
    return f"- {name}: " + ", ".join(f"{key} {count}" for key, count in values.most_common())


def mentions() -> str:
    """The counts of the statements."""
    parts = {part: read("mentions", part) for part in PARTS}
    rows = [row for held in parts.values() for row in held]
    labelled = [row for row in rows if row["topic"]]
    topics = Counter(row["topic"] for row in labelled)
    fewest, most = topics.most_common()[-1], topics.most_common()[0]
    of_parallel = sum(bool(row.get("parallel")) for row in rows)
    lines = [
        by_language(parts),
        "",
        f"- with a mention {len(labelled)}, hard negatives {len(rows) - len(labelled)}; "
        f"writers {len({row['batch'] for row in rows})}",
        f"- topics: {len(topics)}, from {fewest[1]} ({fewest[0]}) to {most[1]} ({most[0]})",
    ]
    for key in ("polarity", "stage", "need", "channel", "emotion", "promise", "retention"):
        lines.append(listed(key, Counter(row[key] for row in labelled if row.get(key))))
    lines.append(listed("signals", Counter(s for row in labelled for s in row["signals"])))
    acts = [row["escalation"] for row in labelled if row["escalation"]]
    lines.append(listed("escalation", Counter(a[k] for a in acts for k in ("target", "status"))))
    spans = sum(bool(row.get("entities")) for row in rows)
    lines.append(f"- parallel in meaning {of_parallel}; with entities {spans}")
    return "\n".join(lines)


def mails() -> str:
    """The counts of the whole mails."""
    parts = {part: read("mails", part) for part in PARTS}
    rows = [row for held in parts.values() for row in held]
    threads = len({(row["batch"], row["thread"]) for row in rows if row.get("thread")})
    lines = [
        by_language({part: held for part, held in parts.items() if held}),
        "",
        listed("kinds", Counter(row["kind"] for row in rows)),
        f"- mentions {sum(len(row['mentions']) for row in rows)}; threads {threads}",
    ]
    return "\n".join(lines)


def surveys() -> str:
    """The counts of the survey answers."""
    parts = {part: held for part in PARTS if (held := read("surveys", part))}
    rows = [row for held in parts.values() for row in held]
    topics = Counter(row["topic"] for row in rows if row["topic"])
    fewest, most = topics.most_common()[-1], topics.most_common()[0]
    lines = [
        by_language(parts),
        "",
        listed("sentiment", Counter(row["sentiment"] for row in rows)),
        f"- topics: {len(topics)}, from {fewest[1]} ({fewest[0]}) to {most[1]} ({most[0]}); "
        f"without one {sum(row['topic'] is None for row in rows)}",
        f"- writers {len({row['batch'] for row in rows})}, trades "
        f"{len({row['trade'] for row in rows})}",
    ]
    return "\n".join(lines)


def glossary() -> str:
    """The counts of the glossary."""
    lines = ["| | forms | lemmas | forms nobody could tell |", "|---|---|---|---|"]
    for path in sorted((CORPORA / "glossary").glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        unknown = sum(gloss == "?" for *_, gloss in rows)
        lines.append(f"| {path.stem} | {len(rows)} | {len({row[1] for row in rows})} | {unknown} |")
    return "\n".join(lines)


SHEETS = {"mentions": mentions, "mails": mails, "surveys": surveys, "glossary": glossary}


if __name__ == "__main__":
    for kind, counts in SHEETS.items():
        page = CORPORA / kind / "README.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(MARKS.sub(rf"\1\n{counts()}\n\n\2", text), encoding="utf-8")
