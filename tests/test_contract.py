"""Every field of every file that a scan writes, on the demo inbox."""

import csv
import json
import re
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from inboxminer.assets import asset
from inboxminer.store.output import sha256
from inboxminer.swot.score import score_of
from tests.helpers import read_jsonl

SCHEMAS = Path(str(files("inboxminer"))) / "schemas"
FILES = {
    "report.html",
    "swot.xlsx",
    "swot.json",
    "swot.csv",
    "report.md",
    "messages.jsonl",
    "mentions.jsonl",
    "themes.json",
    "journey.json",
    "threads.jsonl",
    "cases.csv",
    "messages.parquet",
    "mentions.parquet",
    "run.json",
}


def schema(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return held


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_exactly_these_files(demo: Path) -> None:
    assert {path.name for path in demo.iterdir()} == FILES


@pytest.mark.parametrize("name", ["swot", "themes", "journey", "run"])
def test_json_files_fit_their_schema(demo: Path, name: str) -> None:
    value = json.loads((demo / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(value, schema(name))
    assert value["run_id"] == json.loads((demo / "run.json").read_text("utf-8"))["run_id"]


@pytest.mark.parametrize("name", ["messages", "mentions", "threads"])
def test_rows_fit_their_schema(demo: Path, name: str) -> None:
    check = jsonschema.Draft202012Validator(schema(name))
    rows = read_jsonl(demo / f"{name}.jsonl")
    assert rows
    for row in rows:
        check.validate(row)


@pytest.mark.parametrize(("file", "name"), [("swot.csv", "swot_csv"), ("cases.csv", "cases")])
def test_tables_have_the_columns_of_their_schema(demo: Path, file: str, name: str) -> None:
    rows = table(demo / file)
    held = schema(name)
    assert rows
    assert list(rows[0]) == list(held["properties"])
    for row in rows:
        jsonschema.validate(row, held)


def test_every_field_of_every_schema_is_described() -> None:
    def bare(node: dict[str, Any], path: str) -> list[str]:
        out = []
        for name, field in node.get("properties", {}).items():
            if not field.get("description"):
                out.append(path + name)
            out += bare(field, f"{path}{name}.")
            if isinstance(field.get("items"), dict):
                out += bare(field["items"], f"{path}{name}[].")
        return out

    for path in SCHEMAS.glob("*.json"):
        assert bare(json.loads(path.read_text("utf-8")), f"{path.name}:") == []


def test_the_books_balance(demo: Path) -> None:
    run = json.loads((demo / "run.json").read_text("utf-8"))
    messages = read_jsonl(demo / "messages.jsonl")
    for books in (run["counts"], *run["sources"]):
        assert books["read"] == books["analysed"] + books["skipped"] + books["duplicates"]
    assert run["counts"]["read"] == sum(source["read"] for source in run["sources"])
    assert run["counts"]["skipped"] == len(run["skipped"])
    assert len(messages) == run["counts"]["analysed"] + run["counts"]["duplicates"]
    assert run["counts"]["duplicates"] == sum(row["duplicate_of"] is not None for row in messages)
    for name, digest in run["files"].items():
        assert sha256(demo / name) == digest
    assert set(run["files"]) == FILES - {"run.json"}


def test_offsets_point_at_their_quotes(demo: Path) -> None:
    messages = {row["message_id"]: row for row in read_jsonl(demo / "messages.jsonl")}
    for mention in read_jsonl(demo / "mentions.jsonl"):
        row = messages[mention["message_id"]]
        assert row["kind"] == "customer"
        assert row["duplicate_of"] is None
        assert row[mention["zone"]][mention["start"] : mention["end"]] == mention["quote"]


def test_items_are_counted_from_sure_mentions(demo: Path) -> None:
    messages = {row["message_id"]: row for row in read_jsonl(demo / "messages.jsonl")}
    mentions = {row["mention_id"]: row for row in read_jsonl(demo / "mentions.jsonl")}
    swot = json.loads((demo / "swot.json").read_text("utf-8"))
    for item in swot["items"]:
        if item["quadrant"] != "weakness":
            continue
        held = [
            m
            for m in mentions.values()
            if (m["topic"], m["polarity"], m["status"]) == (item["topic"], "negative", "sure")
        ]
        assert item["mentions"] == len(held)
        people = {messages[m["message_id"]]["customer_id"] for m in held}
        assert item["customers"] == len(people)
        assert item["share"] == pytest.approx(len(people) / swot["customers"], abs=1e-6)
        assert {mentions[key]["topic"] for key in item["evidence"]} == {item["topic"]}


def test_scores_follow_from_their_factors_and_ranks_from_scores(demo: Path) -> None:
    items = json.loads((demo / "swot.json").read_text("utf-8"))["items"]
    ranked = [item for item in items if item["rank"] is not None]
    for item in ranked:
        assert item["score"] == pytest.approx(score_of(item["factors"]), abs=1e-6)
        low, high = item["score_interval"]
        assert low <= high
    for quadrant in {item["quadrant"] for item in items}:
        held = sorted(
            (item for item in ranked if item["quadrant"] == quadrant), key=lambda i: i["rank"]
        )
        assert [item["rank"] for item in held] == list(range(1, len(held) + 1))
        scores = [item["score"] for item in held]
        assert scores == sorted(scores, reverse=True)
    for item in items:
        assert (item["rank"] is None) == (item["score"] is None)


def test_workbook_has_frozen_headers_filters_and_direction(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "swot.xlsx")
    items = json.loads((demo / "swot.json").read_text("utf-8"))["items"]
    assert len(book.sheetnames) >= 4
    for sheet in book.worksheets:
        assert sheet.sheet_view.rightToLeft, sheet.title
        if sheet.max_row > 1 and sheet.freeze_panes:
            assert sheet.auto_filter.ref, sheet.title
    titles = {item["title"] for item in items}
    shown = {
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    }
    assert titles <= shown
    assert not any(str(c).startswith("=") for c in shown)


# Written in the demo inbox; none of it may stand in any file of a report.
PRIVATE = re.compile(
    r"052-7719340|4111 1111 1111 1111|[a-z]\d{2}@(?:mail|post|netbox)\.example|04-6720000"
)


def test_personal_data_is_nowhere_in_the_report(demo: Path) -> None:
    sources = "".join(p.read_text("latin-1") for p in asset("corpora", "demo").glob("*.mbox"))
    assert PRIVATE.search(sources)
    for path in demo.iterdir():
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as held:
                texts = [held.read(name).decode("utf-8", "replace") for name in held.namelist()]
        else:
            texts = [path.read_text("utf-8", "replace")]
        for text in texts:
            found = PRIVATE.search(text)
            assert not found, f"{path.name}: {found}"


def test_the_demo_finds_what_was_planted(demo: Path) -> None:
    items = {i["id"]: i for i in json.loads((demo / "swot.json").read_text("utf-8"))["items"]}
    first = [
        key
        for key, item in items.items()
        if item["quadrant"] == "weakness" and item["rank"] and item["rank"] <= 5
    ]
    assert first[0] == "weakness:delivery_delay"
    assert {"weakness:refund", "weakness:technician_visit"} <= set(first)
    assert items["weakness:product_safety"]["regardless_of_count"]
    # The double charge is planted in April to June alone: none is left in the second half.
    assert items["weakness:billing_error"]["trend"]["state"] == "gone"
    for truth in json.loads(asset("corpora", "demo", "truths.json").read_text("utf-8")):
        found = [items[key] for key in truth["items"] if key in items]
        assert any(item["rank"] for item in found), truth["truth"]


def test_the_demo_finds_most_planted_mails(demo: Path) -> None:
    topics: dict[str, set[str]] = {}
    for mention in read_jsonl(demo / "mentions.jsonl"):
        if mention["status"] == "sure":
            topics.setdefault(mention["message_id"], set()).add(mention["topic"])
    for truth in json.loads(asset("corpora", "demo", "truths.json").read_text("utf-8")):
        wanted = {key.split(":")[1] for key in truth["items"] if not key.startswith("threat")}
        if wanted:
            hits = sum(bool(topics.get(key, set()) & wanted) for key in truth["messages"])
            assert hits >= len(truth["messages"]) / 2, truth["truth"]
