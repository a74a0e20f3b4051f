"""Tables of patterns answer as their one alternation does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.languages import all_languages
from inboxminer.languages.phrases import Phrases, needed

FLAGS = re.IGNORECASE | re.MULTILINE
TABLES = {
    f"{name}.{family}": tuple(
        dict.fromkeys(p for lang in all_languages() for p in getattr(lang, name)[family])
    )
    for name in ("auto_reply", "bounce", "bulk")
    for family in getattr(all_languages()[0], name)
}
words = st.sampled_from(
    sorted({w for held in TABLES.values() for p in held for w in re.findall(r"[^\W_]{2,}", p)})
)
texts = st.lists(
    st.one_of(words, words.map(str.upper), st.sampled_from([" ", "\n", "ſ", "K", "1", ": "])),
    max_size=30,
).map(" ".join)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("unsubscribe", ("unsubscribe",)),
        ("(?:out|away) of (?:the )?office", ("office",)),
        ("(?:abc|defg)", ("abc", "defg")),
        (r"\d+ ?h", ()),
        ("(?:abc)?", ()),
        ("a.c", ()),
        ("(?:abc){2,}", ("abc",)),
    ],
)
def test_letters_that_a_pattern_needs(pattern: str, expected: tuple[str, ...]) -> None:
    assert needed(pattern) == expected


@given(st.sampled_from(sorted(TABLES)), texts)
@settings(max_examples=400, deadline=None)
def test_a_table_answers_as_one_pattern_does(name: str, text: str) -> None:
    whole = re.compile("|".join(f"(?:{p})" for p in TABLES[name]), FLAGS)
    table = Phrases(TABLES[name], FLAGS)
    assert table.search(text) == bool(whole.search(text))
    assert table.fullmatch(text) == bool(whole.fullmatch(text))
    assert [m.span() for m in table.finditer(text)] == [m.span() for m in whole.finditer(text)]
    first, expected = table.match(text), whole.match(text)
    assert (first and first.span()) == (expected and expected.span())
