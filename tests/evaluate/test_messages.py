"""Whole messages against their labels: rows read, hand-made answers counted, the real line run."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inboxminer.classify.classifier import Classifier
from inboxminer.config import Config
from inboxminer.errors import SourceError
from inboxminer.evaluate.accuracy import evaluate
from inboxminer.evaluate.gold import Gold, read_gold
from inboxminer.evaluate.messages import Pair, answers, doubts, figures
from inboxminer.evaluate.ranking import ranking, scores
from inboxminer.evaluate.tables import tables
from inboxminer.records import Mention, MessageLabels
from inboxminer.taxonomy import load

CORPORA = Path(__file__).parents[2] / "corpora"
CONFIG, TAXONOMY = Config.load(), load()
BODY = "Hello, the fridge came late. Nobody answers my mails. Thank you"
LATE, SILENT = (7, 28), (29, 53)


def said(
    place: tuple[int, int],
    topic: str,
    polarity: str = "negative",
    stage: str = "delivery",
    status: str = "sure",
    chance: float = 0.8,
    of: str = "m1",
    signals: tuple[str, ...] = ("complaint",),
) -> Mention:
    start, end = place
    return Mention(
        mention_id=f"{of}#{start}",
        message_id=of,
        zone="body",
        start=start,
        end=end,
        quote=BODY[start:end],
        topic=topic,
        polarity=polarity,  # type: ignore[arg-type]
        stage=stage,
        signals=signals,
        need=None,
        status=status,  # type: ignore[arg-type]
        confidence={"topic": chance, "polarity": 0.9, "stage": 0.6},
    )


def decided(**changed: Any) -> MessageLabels:
    fields: dict[str, Any] = {
        "kind": "customer",
        "department": "service",
        "segment": "existing",
        "sentiment": "negative",
        "sentiment_score": -0.5,
        "signals": ("complaint", "question"),
        "signal_details": {},
        "confidence": {"kind": 0.9, "department": 0.7, "segment": 0.5, "sentiment": 0.8},
    }
    return MessageLabels(**(fields | changed))


def mail(tmp_path: Path, **changed: Any) -> Gold:
    """The mail above, read from its row: late delivery, and nobody answers."""
    mention = {"zone": "body", "polarity": "negative", "need": None, "signals": ["complaint"]}
    places = [
        {
            **mention,
            "start": LATE[0],
            "end": LATE[1],
            "topic": "delivery_delay",
            "stage": "delivery",
        },
        {
            **mention,
            "start": SILENT[0],
            "end": SILENT[1],
            "topic": "response_time",
            "stage": "support",
        },
    ]
    row = {
        "id": "m1",
        "lang": "en",
        "subject": "My order",
        "body": BODY,
        "kind": "customer",
        "department": "service",
        "segment": "new",
        "sentiment": "negative",
        "mentions": places,
        "thread": None,
    }
    return one(tmp_path, {**row, **changed})


def one(tmp_path: Path, row: Mapping[str, Any]) -> Gold:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return read_gold([path])[0]


def measured(*pairs: Pair) -> dict[str, dict[str, dict[str, float]]]:
    return figures(pairs, TAXONOMY, CONFIG.swot)


def test_a_mail_is_read_with_its_zones_and_sentences(tmp_path: Path) -> None:
    gold = mail(tmp_path)
    subject, body = gold.message.passages
    assert (subject.zone, [(s.start, s.end) for s in subject.sentences]) == ("subject", [(0, 8)])
    assert LATE in [(s.start, s.end) for s in body.sentences] or len(body.sentences) >= 2
    assert [m.quote for m in gold.mentions] == [BODY[slice(*LATE)], BODY[slice(*SILENT)]]
    assert gold.message.kind is None
    assert gold.signals == {"complaint"}


def test_sets_quotes_and_stages_by_hand(tmp_path: Path) -> None:
    """One of two topics found, over half of its stretch, and a topic that is not there."""
    gold = mail(tmp_path)
    half = (LATE[0], LATE[0] + 16)
    guessed = (
        said(half, "delivery_delay", stage="support"),
        said((54, 63), "staff_attitude", "positive"),
    )
    found = measured(Pair(gold, decided(), guessed))
    assert found["topics"]["en"] == {
        "micro_f1": 0.5,
        "macro_f1": 0.5,
        "exact": 0.0,
        "n": 1,
    }
    assert found["topics_polarity"]["all"]["micro_f1"] == 0.5
    share = round(16 / 21, 4)
    assert found["quotes"]["all"] == {
        "overlap": share,
        "precision": 0.5,
        "recall": 0.5,
        "matched": 1,
        "n": 2,
    }
    assert found["stage"]["all"] == {"accuracy": 0.0, "macro_f1": 0.0, "n": 1}
    assert found["signals"]["all"] == {"micro_f1": round(2 / 3, 4), "n": 1}
    assert found["segment"]["all"]["accuracy"] == 0.0
    assert found["department"]["all"]["accuracy"] == 1.0


def test_the_wrong_polarity_is_a_wrong_pair_and_a_right_topic(tmp_path: Path) -> None:
    guessed = (said(LATE, "delivery_delay", "positive"), said(SILENT, "response_time"))
    found = measured(Pair(mail(tmp_path), decided(), guessed))
    assert found["topics"]["all"]["exact"] == 1.0
    assert found["topics_polarity"]["all"] == {
        "micro_f1": 0.5,
        "macro_f1": 0.5,
        "exact": 0.0,
        "n": 1,
    }


def test_an_unsure_mention_is_not_found_and_still_tells_of_calibration(tmp_path: Path) -> None:
    guessed = (
        said(LATE, "delivery_delay", status="unsure", chance=0.2),
        said(SILENT, "response_time"),
    )
    pair = Pair(mail(tmp_path), decided(), guessed)
    found = measured(pair)
    assert found["topics"]["all"]["micro_f1"] == round(2 / 3, 4)
    assert found["quotes"]["all"]["recall"] == 0.5
    assert found["stage"]["all"]["n"] == 1
    stated = [(d.task, d.chance, d.right) for d in doubts([pair])]
    assert ("topic", 0.2, True) in stated
    assert ("topic", 0.8, True) in stated
    assert ("segment", 0.5, False) in stated


def test_a_mail_of_a_kind_that_is_missed_loses_everything(tmp_path: Path) -> None:
    empty = {"department": None, "segment": None, "sentiment": None, "sentiment_score": None}
    labels = decided(kind="staff", signals=(), confidence={"kind": 0.6}, **empty)
    found = measured(Pair(mail(tmp_path), labels, ()))
    for task in ("kind", "department", "segment", "sentiment"):
        assert found[task]["all"]["accuracy"] == 0.0
    assert found["quotes"]["all"]["recall"] == 0.0
    assert found["ranking"]["all"]["ndcg_10"] == 0.0


def test_other_mail_has_a_kind_and_no_topics(tmp_path: Path) -> None:
    other = {"department": None, "segment": None, "sentiment": None, "mentions": []}
    gold = mail(tmp_path, kind="staff", **other)
    found = measured(Pair(gold, decided(), (said(LATE, "delivery_delay"),)))
    assert set(found) == {"kind"}
    assert found["kind"]["all"]["accuracy"] == 0.0


def test_a_survey_answer_is_judged_by_topic_and_sentiment_alone(tmp_path: Path) -> None:
    row = {"id": "s1", "lang": "he", "text": "יקר", "sentiment": "negative", "topic": "price_value"}
    gold = one(tmp_path, row)
    assert gold.message.kind == "customer"
    pair = Pair(gold, decided(), (said((0, 3), "price_value"),))
    assert set(measured(pair)) == {"sentiment", "topics", "topics_polarity"}
    assert "kind" not in {doubt.task for doubt in doubts([pair])}
    silent = Pair(one(tmp_path, {**row, "topic": None}), decided(), ())
    assert "topics" not in measured(silent)


def test_mistakes_are_shown_as_sets(tmp_path: Path) -> None:
    found = answers([Pair(mail(tmp_path), decided(), (said(LATE, "delivery_delay"),))])
    topics = next(answer for answer in found if answer.task == "topics")
    assert (topics.gold, topics.guess) == ("delivery_delay, response_time", "delivery_delay")


def test_a_row_without_its_fields_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 1: no 'subject'"):
        one(tmp_path, {"id": "x", "lang": "en", "body": "b", "kind": "customer", "mentions": []})


def test_topics_are_ranked_by_the_score_of_reports() -> None:
    """100 · √reach · severity/5 / 1.25; five customers draw reach towards the mean share."""
    many = [(f"c{n}", [said(LATE, "delivery_delay", of=f"m{n}")]) for n in range(6)]
    few = [(f"d{n}", [said(LATE, "promotion", of=f"k{n}")]) for n in range(2)]
    unsafe = [("e", [said(LATE, "product_safety", of="s")])]
    praise = [("f", [said(LATE, "staff_attitude", "positive", of="p")])]
    held = scores([*few, *praise, *many, *unsafe], TAXONOMY, CONFIG.swot)
    share = (6 + 2 + 1) / 3 / 10
    rungs = {topic: TAXONOMY.topics[topic].severity for topic in held}
    for topic, customers in {"delivery_delay": 6, "promotion": 2, "product_safety": 1}.items():
        reach = (customers + 5 * share) / (10 + 5)
        wanted = 100 * math.sqrt(reach) * rungs[topic] / 5 / (1 + CONFIG.swot.trend_weight)
        assert held[topic] == pytest.approx(wanted, abs=1e-4)
    assert list(held.values()) == sorted(held.values(), reverse=True)
    everything = [*few, *many, *unsafe]
    assert ranking(everything, everything, TAXONOMY, CONFIG.swot)["ndcg_10"] == 1.0
    perfect = ranking(many + few, many + few, TAXONOMY, CONFIG.swot)
    assert perfect == {"ndcg_10": 1.0, "recall_10": 1.0, "n": 2}
    half = ranking(many + few, few, TAXONOMY, CONFIG.swot)
    assert half["recall_10"] == 0.5
    assert 0 < half["ndcg_10"] < 0.6
    assert ranking(praise, few, TAXONOMY, CONFIG.swot) == {}


def test_one_customer_who_writes_often_counts_once() -> None:
    loud = [("c", [said(LATE, "refund", of=f"m{n}")]) for n in range(5)]
    two = [(f"d{n}", [said(LATE, "billing_error", of=f"k{n}")]) for n in range(2)]
    assert next(iter(scores([*loud, *two], TAXONOMY, CONFIG.swot))) == "billing_error"


def test_a_topic_of_another_taxonomy_has_no_rank_and_counts_as_not_found(tmp_path: Path) -> None:
    place = {"zone": "body", "start": 7, "end": 28, "polarity": "negative", "stage": "use"}
    strange = {**place, "topic": "parking", "signals": [], "need": None}
    gold = mail(tmp_path, mentions=[strange], lang="it")
    found = measured(Pair(gold, decided(), (said(LATE, "delivery_delay"),)))
    assert "ranking" not in found
    assert found["topics"]["it"]["micro_f1"] == 0.0
    assert found["quotes"]["it"]["recall"] == 1.0


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load("embedded", taxonomy=TAXONOMY, config=CONFIG)


def test_every_kind_of_row_is_measured_at_once(shipped: Classifier, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    lines = [
        line
        for name in ("mails", "mentions", "surveys")
        for line in (CORPORA / name / "test.jsonl").read_text("utf-8").splitlines()[:12]
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = evaluate(shipped, [path], TAXONOMY)
    assert found.figures["statements"]["mention"]["all"]["n"] == 24
    assert found.figures["messages"]["sentiment"]["all"]["n"] >= 24
    wanted = {"quotes", "stage", "topics", "topics_polarity", "ranking", "signals", "kind"}
    assert wanted <= set(found.figures["messages"])
    assert {"topic", "mention", "segment"} <= set(found.figures["calibration"])
    shown = tables(json.loads(json.dumps(found.figures)))
    assert len(shown) == 4
    for table in shown:
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert table.plain().startswith(table.title)
        assert len(set(table.markdown().splitlines()[2].split(" | "))) > 1


def test_what_is_measured_is_what_a_scan_says(shipped: Classifier) -> None:
    gold = read_gold([CORPORA / "mails" / "test.jsonl"])[:6]
    labelled = list(shipped.label(one.message for one in gold))
    read = [Pair(g, one.labels, one.mentions) for g, one in zip(gold, labelled, strict=True)]
    for pair in read:
        held = {passage.zone: passage.text for passage in pair.gold.message.passages}
        for mention in (*pair.gold.mentions, *pair.mentions):
            assert held[mention.zone][mention.start : mention.end] == mention.quote
