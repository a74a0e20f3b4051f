"""Print how often text comes out as it was: declared rightly, and not declared at all.

Texts are those of --pairs (``NAME.XX-en.tsv.gz``) that the tables of letters were not counted from.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections import Counter
from pathlib import Path

from inboxminer.parse.decoding import meant

CHARSETS = {
    "he": ("utf-8", "windows-1255", "iso-8859-8"),
    "ar": ("utf-8", "windows-1256", "iso-8859-6"),
    "fa": ("utf-8",),
    "ru": ("utf-8", "windows-1251", "koi8-r"),
    "fr": ("utf-8", "windows-1252", "iso-8859-15"),
    "es": ("utf-8", "windows-1252"),
    "de": ("utf-8", "windows-1252"),
}
NAMES = ("penpot", "bagisto", "mozilla-www", "livehelperchat", "ntrex")
EACH = 250
# Shorter texts are not asked for without a declaration.
SHORTEST = 13


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    pairs = parser.parse_args().pairs
    chance, counts = random.Random(1), Counter[tuple[str, str, str]]()
    for language, charsets in CHARSETS.items():
        for name in NAMES:
            for path in sorted(pairs.glob(f"{name}*.{language}-en.tsv.gz"))[:1]:
                lines = gzip.decompress(path.read_bytes()).decode().split("\n")[1:]
                texts = [text for line in lines if (text := line.split("\t")[0])]
                for text in chance.sample(texts, min(EACH, len(texts))):
                    for charset in charsets:
                        judge(text, charset, language, counts)
    print("language charset declared wrong undeclared wrong")
    for language, charset in sorted({key[:2] for key in counts}):
        kinds = ("declared", "declared wrong", "undeclared", "undeclared wrong")
        print(language, charset, *(counts[language, charset, kind] for kind in kinds))


def judge(text: str, charset: str, language: str, counts: Counter[tuple[str, str, str]]) -> None:
    try:
        raw = text.encode(charset)
    except UnicodeEncodeError:
        return
    counts[language, charset, "declared"] += 1
    counts[language, charset, "declared wrong"] += meant(raw, charset) != (text, ())
    if len(text) >= SHORTEST and not raw.isascii():
        counts[language, charset, "undeclared"] += 1
        counts[language, charset, "undeclared wrong"] += meant(raw, None)[0] != text


if __name__ == "__main__":
    main()
