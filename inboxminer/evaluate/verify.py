"""Re-checks a written report from its own files: nothing is believed, all is counted again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from inboxminer.config import Swot
from inboxminer.errors import OutputError
from inboxminer.evaluate import recount


def problems(folder: Path) -> Iterator[str]:
    """Every statement of a report that its files do not bear out; none where all holds.

    Raises OutputError where the folder holds no report.
    """
    run = _object(folder / "run.json")
    if not {"contract", "files", "sources", "counts", "skipped"} <= set(run):
        raise OutputError(f"{folder / 'run.json'} is not of a report; give the folder of one")
    yield from _files(folder, run)
    yield from _counts(run)
    # A copy may have the Message-ID of its original; it is in no figure.
    messages = {
        row["message_id"]: row
        for row in _rows(folder / "messages.jsonl")
        if not row["duplicate_of"]
    }
    mentions = {row["mention_id"]: row for row in _rows(folder / "mentions.jsonl")}
    yield from _quotes(messages, mentions)
    known = [row for row in mentions.values() if row["message_id"] in messages]
    yield from recount.of_run(run, mentions.values(), messages)
    sure = [row for row in known if row["status"] == "sure"]
    for name, check in (
        ("swot.json", partial(recount.of_items, settings=_settings(run))),
        ("journey.json", recount.of_cells),
        ("themes.json", recount.of_themes),
    ):
        if (folder / name).exists():
            yield from check(_object(folder / name), sure, messages)
    if (folder / "swot.json").exists():
        yield from _items(_object(folder / "swot.json"), mentions)


def _files(folder: Path, run: Mapping[str, Any]) -> Iterator[str]:
    from inboxminer.store.output import sha256

    for name, digest in run["files"].items():
        if not (folder / name).is_file():
            yield f"{name} is missing"
        elif sha256(folder / name) != digest:
            yield f"{name} was changed after it was written"


def _settings(run: Mapping[str, Any]) -> Swot:
    """The thresholds that the report was made with."""
    try:
        return Swot(**run["configuration"]["swot"])
    except (KeyError, TypeError) as error:
        raise OutputError(f"run.json is damaged: its configuration lacks {error}") from error


def _counts(run: Mapping[str, Any]) -> Iterator[str]:
    for part in (*run["sources"], {"name": "all sources", **run["counts"]}):
        total = part["analysed"] + part["skipped"] + part["duplicates"]
        if part["read"] != total:
            yield f"{part['name']}: {part['read']} read, {total} accounted for"
    if len(run["skipped"]) != run["counts"]["skipped"]:
        yield "the list of skipped messages does not have their number"


def _quotes(
    messages: Mapping[str, Mapping[str, Any]], mentions: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for key, mention in mentions.items():
        message = messages.get(mention["message_id"])
        if message is None or message["kind"] != "customer":
            yield f"{key} stands in no analysed customer mail"
        elif "quote" in mention:
            text = message[mention["zone"]]
            if text[mention["start"] : mention["end"]] != mention["quote"]:
                yield f"{key}: its quote is not at its offsets"


def _items(swot: Mapping[str, Any], mentions: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Each item stands once, and its evidence is there."""
    seen: Counter[str] = Counter(item["id"] for item in swot["items"])
    yield from (f"{key} stands twice in swot.json" for key, n in seen.items() if n > 1)
    for item in swot["items"]:
        missing = [key for key in item["evidence"] if key not in mentions]
        if missing:
            yield f"{item['id']}: its evidence {missing[0]} is no mention"


def _object(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; give the folder of a report") from error
    except ValueError as error:
        raise OutputError(f"{path} is damaged: {error}") from error
    if not isinstance(value, dict):
        raise OutputError(f"{path} is damaged: it holds no JSON object")
    return value


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} cannot be read: {error}") from error
