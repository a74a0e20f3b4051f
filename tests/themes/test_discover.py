"""Themes: none on few mentions, the planted ones on some, bounded on many."""

import numpy as np
import pandas as pd
import pytest

from inboxminer.config import Config
from inboxminer.themes.discover import Found, discover
from inboxminer.themes.words import phrases, words

THEMES = Config.load().themes


def mentions(
    groups: list[tuple[str, str, int]], width: int = 32
) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows of (topic, quote, how many), each group about a direction of its own."""
    random = np.random.default_rng(3)
    rows, vectors = [], []
    for topic, quote, count in groups:
        centre = random.normal(size=width)
        for _ in range(count):
            number = len(rows)
            rows.append((f"<{number}>#0", number, topic, "he", f"{quote} {number}"))
            vectors.append(centre + random.normal(size=width) * 0.15)
    frame = pd.DataFrame(rows, columns=["mention_id", "customer", "topic", "language", "quote"])
    frame["date"] = pd.Timestamp("2026-04-01", tz="UTC")
    return frame, np.asarray(vectors, np.float32)


PLANTED = [
    ("delivery_delay", "המקרר לא הגיע ביום שישי", 20),
    ("delivery_delay", "השליח לא מתקשר לפני", 20),
    ("refund", "الاسترداد لم يصل", 15),
]


def test_under_thirty_mentions_no_theme_is_claimed() -> None:
    frame, vectors = mentions([("refund", "הכסף לא חזר", 29)])
    found = discover(frame, vectors, settings=THEMES, seed=7)
    assert found == Found((), (None,) * 29)
    assert found.unthemed == 29


def test_planted_themes_are_found_with_names_in_their_letters() -> None:
    frame, vectors = mentions(PLANTED)
    found = discover(frame, vectors, settings=THEMES, seed=7)
    assert [(t.id, t.mentions) for t in found.themes] == [
        ("delivery_delay/01", 20),
        ("delivery_delay/02", 20),
        ("refund/01", 15),
    ]
    assert found.unthemed == 0
    named = {theme.name for theme in found.themes}
    assert any("שישי" in name or "המקרר" in name for name in named)
    assert any("الاسترداد" in name for name in named)
    for theme in found.themes:
        assert theme.keywords
        assert set(theme.representatives) <= set(frame["mention_id"])


def test_the_same_mentions_give_the_same_themes() -> None:
    frame, vectors = mentions(PLANTED)
    first = discover(frame, vectors, settings=THEMES, seed=7)
    assert discover(frame, vectors, settings=THEMES, seed=7) == first


@pytest.mark.full
def test_thirty_thousand_mentions_are_themed() -> None:
    groups = [(f"topic{n % 30:02}", f"הבעיה מספר {n} חוזרת שוב", 250) for n in range(120)]
    frame, vectors = mentions(groups, width=256)
    assert len(frame) == 30_000
    found = discover(frame, vectors, settings=THEMES, seed=7)
    assert found.unthemed == 0
    assert sum(theme.mentions for theme in found.themes) == 30_000
    assert {len([t for t in found.themes if t.topic == f"topic{n:02}"]) for n in range(30)} == {4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("המקרר לא הגיע ב-3.4, ‏[NAME_1]", ["המקרר", "הגיע"]),
        ("Холодильник не привезли", ["холодильник", "привезли"]),
        ("یخچال نرسیده", ["یخچال", "نرسیده"]),
        ("12345 [PHONE_1]", []),
    ],
)
def test_words_of_any_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_phrases_begin_and_end_with_content() -> None:
    found = phrases("The fridge arrived broken")
    assert found == ["fridge arrived", "arrived broken", "fridge arrived broken"]


def test_one_word_said_by_all_is_one_theme() -> None:
    quotes = ["refund?"] * 40
    frame = pd.DataFrame(
        {
            "mention_id": [f"m{n}" for n in range(40)],
            "customer": range(40),
            "topic": "refund",
            "language": "en",
            "date": pd.Timestamp("2026-04-06", tz="UTC"),
            "quote": quotes,
        }
    )
    vectors = np.random.default_rng(0).normal(size=(40, 16)).astype(np.float32)
    found = discover(frame, vectors, settings=Config.load().themes, seed=7)
    assert len(found.themes) == 1
    assert found.unthemed == 0
