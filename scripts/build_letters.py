"""Write inboxminer/languages/letters.toml: how often letters follow one another in each language.

Read are our own statements (corpora/) and, with --pairs, permissively licensed sentence pairs:
files ``NAME.XX-en.tsv.gz`` with a header line, the text of language XX in the first column.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from inboxminer.languages.letters import DIGITS, FOLDED, STEP

ROOT = Path(__file__).parents[1]
HEAD = """\
# Bigrams of letters. Row 0 stands for the start of a word, row N for letter N; in a row, a digit
# for each following letter and one for the end of the word: minus the natural logarithm of its
# probability in steps of a half, written 0-9a-z. Written by scripts/build_letters.py.
"""
ALPHABETS = {
    "he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "fa": "ءآأؤئابتثجحخدذرزسشصضطظعغفقلمنهوپچژکگي",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "fr": "abcdefghijklmnopqrstuvwxyzàâæçèéêëîïôùûüÿœ",
    "es": "abcdefghijklmnopqrstuvwxyzáéíñóúü",
    "de": "abcdefghijklmnopqrstuvwxyzßäöü",
}
# Licences that may only measure, and noisy texts.
LEFT_OUT = re.compile(r"mozilla|firefox|penpot|ntrex|flores|omw|arbanking|livehelper|bagisto")
PRIOR = 0.3


def texts(code: str, pairs: Path | None) -> Iterator[str]:
    for path in sorted((ROOT / "corpora").glob("*/train.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["lang"] == code:
                yield str(row.get("text") or row.get("body") or "")
    pattern, column = (f"*.{code}-en.tsv.gz", 0) if code != "en" else ("*.he-en.tsv.gz", 1)
    for path in sorted(pairs.glob(pattern) if pairs else ()):
        if not LEFT_OUT.search(path.name):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                for line in list(stream)[1:]:
                    yield line.rstrip("\n").split("\t")[column]


def rows(code: str, pairs: Path | None) -> list[str]:
    letters = ALPHABETS[code]
    counts: Counter[str] = Counter()
    for text in texts(code, pairs):
        for word in re.findall(rf"[{letters}]+", text.lower().translate(FOLDED)):
            counts.update(map("".join, pairwise(f" {word} ")))
    out = []
    for first in " " + letters:
        whole = sum(counts[first + b] for b in letters + " ") + PRIOR * (len(letters) + 1)
        costs = (-math.log((counts[first + b] + PRIOR) / whole) for b in letters + " ")
        out.append("".join(DIGITS[min(len(DIGITS) - 1, round(cost / STEP))] for cost in costs))
    print(code, sum(counts.values()), "pairs of letters")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path)
    pairs = parser.parse_args().pairs
    blocks = [HEAD]
    for code, letters in ALPHABETS.items():
        lines = ",\n".join(f'  "{row}"' for row in rows(code, pairs))
        blocks.append(f'[{code}]\nletters = "{letters}"\nrows = [\n{lines},\n]\n')
    path = ROOT / "inboxminer" / "languages" / "letters.toml"
    path.write_text("\n".join(blocks), encoding="utf-8")


if __name__ == "__main__":
    main()
