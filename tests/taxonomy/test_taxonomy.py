import re
from pathlib import Path

import pytest

from inboxminer.config import LANGUAGES
from inboxminer.errors import TaxonomyError
from inboxminer.taxonomy import READINGS, load

TOPICS = """product_quality product_safety product_range stock_availability delivery_delay
delivery_damage order_accuracy status_updates price_value billing_error payment_process refund
promotion sales_promise sales_followup sales_pressure contract_terms response_time staff_attitude
staff_knowledge issue_unresolved handoff contact_channel technician_visit repair_delay
repair_quality spare_parts warranty service_outage website_app account_access documentation
data_privacy accessibility_language installation_setup returns_exchange loyalty_benefits
cancellation other""".split()
STAGES = "awareness consideration purchase delivery onboarding use support loyalty advocacy".split()
SCRIPTS = {"he": r"[א-ת]", "ar": r"[ء-ي]", "fa": r"[ء-ی]", "ru": r"[а-яё]"}


def test_topics_and_stages_are_those_of_the_guide() -> None:
    taxonomy = load()
    assert list(taxonomy.topic_ids) == TOPICS
    assert list(taxonomy.stage_ids) == STAGES
    assert len(TOPICS) == 39


@pytest.mark.parametrize("topic", TOPICS)
def test_topics_have_names_actions_and_a_place(topic: str) -> None:
    held = load().topics[topic]
    assert set(held.names) == set(LANGUAGES)
    assert held.stage in STAGES
    assert 1 <= held.severity <= 5
    assert [action["kind"] for action in held.actions] == ["contain", "fix"]
    for action in held.actions:
        assert all(action[key] for key in ("he", "en", "measure_he", "measure_en"))
    for language, script in SCRIPTS.items():
        assert all(re.search(script, name, re.IGNORECASE) for name in held.names[language])


def test_labels_have_names_in_every_language() -> None:
    for name, ids in load().labels.items():
        for key, names in ids.items():
            assert set(names) == set(LANGUAGES), (name, key)


def test_only_safety_and_privacy_stand_regardless_of_count() -> None:
    held = [topic.id for topic in load().topics.values() if topic.regardless_of_count]
    assert held == ["product_safety", "data_privacy"]


def test_names_fall_back_to_english_and_to_the_id() -> None:
    taxonomy = load()
    assert taxonomy.name("refund", "xx") == taxonomy.name("refund", "en")
    assert taxonomy.name("nothing", "he") == "nothing"
    assert [taxonomy.name("refund", "he", reading) for reading in READINGS] == [
        "החזרים כספיים",
        "עיכוב בהחזרים כספיים",
        "החזר כספי מהיר",
    ]


def test_a_pack_renames_drops_and_adds(tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(
        'extends = "default"\ndrop = ["spare_parts"]\n'
        '[rename.refund]\nhe = "החזרים"\n'
        '[add.parking]\ngroup = "other"\nowner = "stores"\nstage = "use"\n'
        'en = ["Parking", "No parking", "Easy parking"]\n',
        encoding="utf-8",
    )
    taxonomy = load(pack)
    assert "spare_parts" not in taxonomy.topics
    assert taxonomy.name("refund", "he", "weakness") == "החזרים"
    assert taxonomy.name("parking", "he", "weakness") == "No parking"
    assert taxonomy.hash != load().hash


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drop = []", "extends"),
        ('extends = "default"\ndrop = ["nothing"]', "no topic nothing"),
        ('extends = "default"\nremove = []', "unknown key remove"),
        ('extends = "default"\n[rename.nothing]\nhe = "x"', "no topic nothing"),
        ('extends = "default"\n[rename.refund]\nxx = "x"', "unknown language xx"),
        ('extends = "default"\n[add.refund]\ngroup = "other"', "is a topic already"),
        (
            'extends = "default"\n[add.p]\ngroup = "x"\nowner = "IT"\nstage = "use"\nen = "P"',
            "group",
        ),
        ('extends = "default"\n[add.p]\ngroup = "other"\nowner = "IT"\nstage = "use"', "no name"),
        ("not toml", "not valid TOML"),
    ],
)
def test_a_wrong_pack_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=said):
        load(pack)


def test_a_missing_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="No such file"):
        load(tmp_path / "none.toml")
