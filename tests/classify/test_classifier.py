"""From sentences to mentions and labels, with shipped models and with small ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inboxminer.classify.classifier import Classifier, Labelled
from inboxminer.clean import clean
from inboxminer.config import Config
from inboxminer.errors import ModelError, TaxonomyError
from inboxminer.records import Address, CleanMessage, Email
from inboxminer.taxonomy import load
from tests.classify.tiny import models_folder
from tests.helpers import read_jsonl

CONFIG = Config.load()


def message(number: int, text: str) -> CleanMessage:
    email = Email(
        message_id=f"<{number}@x>",
        source="s",
        position=number,
        mailbox=None,
        sha256="0",
        date=datetime(2026, 4, 3, tzinfo=UTC),
        sender=Address("", "a@x.example"),
        recipients=(),
        reply_to=None,
        subject="",
        in_reply_to=None,
        references=(),
        text=text,
    )
    held = clean(email)
    assert isinstance(held, CleanMessage)
    return held


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load("embedded", taxonomy=load(), config=CONFIG)


def label(classifier: Classifier, *texts: str, chunk: int = 256) -> list[Labelled]:
    return list(classifier.label([message(n, t) for n, t in enumerate(texts)], chunk=chunk))


# Plain complaints that a first model must get right; the figures stand in docs/accuracy.md.
CLEAR = [
    ("המקרר שהזמנתי לא הגיע במועד, המשלוח מאחר כבר שבועיים", "delivery_delay", "negative"),
    ("חויבתי פעמיים בכרטיס האשראי על אותה עסקה", "billing_error", "negative"),
    ("הטכנאי לא הגיע, חיכיתי כל היום", "technician_visit", "negative"),
    ("עדיין לא קיבלתי את ההחזר הכספי", "refund", "negative"),
]


@pytest.mark.parametrize(("text", "topic", "polarity"), CLEAR)
def test_clear_complaints(shipped: Classifier, text: str, topic: str, polarity: str) -> None:
    (found,) = label(shipped, text)
    assert found.labels.kind == "customer"
    assert (found.mentions[0].topic, found.mentions[0].polarity) == (topic, polarity)
    assert found.mentions[0].reasons
    assert set(found.mentions[0].reasons) <= set(text.casefold().replace(",", "").split())


def test_labels_do_not_depend_on_the_chunk(shipped: Classifier) -> None:
    texts = [text for text, _, _ in CLEAR] * 3 + ["תודה", "Thanks!", "...a"]
    first, second = (label(shipped, *texts, chunk=size) for size in (1, 7))
    assert [(one.labels, one.mentions) for one in first] == [
        (one.labels, one.mentions) for one in second
    ]


def test_small_models_of_the_real_architecture_label(tmp_path: Path) -> None:
    folder = models_folder(tmp_path)
    classifier = Classifier.load(str(folder), taxonomy=load(), config=CONFIG)
    for found in label(classifier, *(text for text, _, _ in CLEAR)):
        for mention in found.mentions:
            assert mention.status in ("sure", "unsure")
            assert all(0 <= value <= 1 for value in mention.confidence.values())


def test_missing_models_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="train"):
        Classifier.load("hub:acme/model", taxonomy=load(), config=CONFIG)
    with pytest.raises(ModelError, match="heads"):
        Classifier.load(str(tmp_path), taxonomy=load(), config=CONFIG)


def test_a_topic_without_a_head_is_refused(tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(
        'extends = "default"\n[add.teleport]\nname = { en = "Teleport" }\ngroup = "product"\n'
        'owner = "IT"\nseverity = 2\ndefinition = "beaming"\n',
        "utf-8",
    )
    with pytest.raises(TaxonomyError, match="teleport"):
        Classifier.load("embedded", taxonomy=load(pack), config=CONFIG)


def test_a_subject_of_a_word_or_two_is_never_sure(demo: Path) -> None:
    rows = read_jsonl(demo / "mentions.jsonl")
    short = [r for r in rows if r["zone"] == "subject" and len(r["quote"].split()) < 3]
    assert short
    assert {row["status"] for row in short} == {"unsure"}
