"""Words of a quote that can name a theme, in any of the languages.

Never BERTopic's own cleaning, which deletes every letter that is not Latin.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from inboxminer.languages import all_languages

WORD = re.compile(r"[^\W\d_][\w'׳״\"’\u200c-]*[^\W_]|[^\W\d_]", re.UNICODE)
PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
# Letters of a word that can name something.
SHORTEST = 3


def words(text: str) -> list[str]:
    """Content words in lower case, in order: no function words, numbers or placeholders."""
    found = (w.casefold() for w in WORD.findall(PLACEHOLDER.sub(" ", text)))
    return [w for w in found if _letters(w) >= SHORTEST and w not in stopwords()]


def phrases(text: str, *, longest: int = 3) -> list[str]:
    """Runs of two or three words that begin and end with a content word, as they were written."""
    tokens: list[str] = WORD.findall(PLACEHOLDER.sub(" . ", text))
    out = []
    for size in range(2, longest + 1):
        for at in range(len(tokens) - size + 1):
            run = tokens[at : at + size]
            ends = (run[0].casefold(), run[-1].casefold())
            if all(_letters(w) >= SHORTEST and w not in stopwords() for w in ends):
                out.append(" ".join(run))
    return out


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))


@cache
def stopwords() -> frozenset[str]:
    """Function words and mail phrases of all languages at once: mail mixes them."""
    out: set[str] = set()
    for lang in all_languages():
        module = import_module(f"spacy.lang.{lang.spacy}.stop_words")
        out |= {str(w).casefold() for w in module.STOP_WORDS}
        out |= {w.casefold() for w in lang.stopwords}
        out |= {w.casefold() for p in (*lang.greetings, *lang.closings) for w in p.split()}
    return frozenset(out)
