"""The taxonomy: topics, stages and every other closed list, with names in eight languages.

The default pack is data in this folder. A user's pack is a TOML file over it::

    extends = "default"
    drop = ["spare_parts"]
    [rename.delivery_delay]
    en = "Courier times"
    [add.parking]
    group = "other"
    owner = "stores"
    stage = "use"
    en = ["Parking", "No parking", "Easy parking"]

A topic that a pack adds has no head until ``inboxminer train`` has seen examples of it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from inboxminer.errors import TaxonomyError

Reading = Literal["name", "weakness", "strength"]
READINGS: tuple[Reading, ...] = ("name", "weakness", "strength")
LANGUAGES = ("he", "en", "ar", "fa", "ru", "fr", "es", "de")
FIELDS = {"group", "owner", "stage", "severity", "regardless_of_count", "covers", *LANGUAGES}
ACTION_KINDS = ("contain", "fix")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    names: language → its three readings. severity: 1..5, the rung of consequence that a complaint
    has by default. actions: what to do first.
    """

    id: str
    group: str
    owner: str
    stage: str
    severity: int
    regardless_of_count: bool
    names: Mapping[str, tuple[str, str, str]]
    description: str
    actions: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The lists that every stage reads. ``labels``: list name → id → language → name."""

    topics: Mapping[str, Topic]
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    hash: str = field(default="")

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """Topics in the order of the pack."""
        return tuple(self.topics)

    @property
    def stage_ids(self) -> tuple[str, ...]:
        """Stages in the order of the customer's journey."""
        return tuple(self.labels["stages"])

    def name(self, key: str, language: str, reading: Reading = "name") -> str:
        """What a reader sees for an id: in the language, else in English, else the id itself."""
        if key in self.topics:
            names = self.topics[key].names
            readings = names.get(language) or names.get("en")
            return readings[READINGS.index(reading)] if readings else key
        for held in self.labels.values():
            if key in held:
                return held[key].get(language) or held[key].get("en", key)
        return key

    def label(self, group: str, key: str, language: str) -> str:
        """The name of an id within one list, such as ``label("owners", "sales", "he")``."""
        held = self.labels[group].get(key, {})
        return held.get(language) or held.get("en", key)


def load(path: Path | None = None) -> Taxonomy:
    """The default taxonomy, or a user's pack over it.

    Raises TaxonomyError that lists every fault of the pack at once.
    """
    default = _default()
    if path is None:
        return default
    try:
        pack = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TaxonomyError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"{path} is not valid TOML: {error}") from error
    return _extended(default, pack, path)


@cache
def _default() -> Taxonomy:
    labels: dict[str, dict[str, dict[str, str]]] = _toml("labels.toml")
    actions = _toml("actions.toml")
    faults: list[str] = []
    topics = {
        key: _topic(key, entry, actions.get(key, {}), labels, faults)
        for key, entry in _toml("topics.toml").items()
    }
    if faults:
        raise TaxonomyError("the default taxonomy is damaged: " + "; ".join(faults))
    return _sealed(topics, labels)


def _toml(name: str) -> dict[str, Any]:
    text = (resources.files("inboxminer.taxonomy") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _topic(
    key: str,
    entry: Mapping[str, Any],
    actions: Mapping[str, Mapping[str, str]],
    labels: Mapping[str, Mapping[str, Mapping[str, str]]],
    faults: list[str],
) -> Topic:
    faults += [f"{key}: unknown field {name}" for name in sorted(set(entry) - FIELDS)]
    for name, held in (("group", "groups"), ("owner", "owners"), ("stage", "stages")):
        if entry.get(name) not in labels[held]:
            known = ", ".join(labels[held])
            faults.append(f"{key}: {name} is {entry.get(name)!r}, not one of {known}")
    names: dict[str, tuple[str, str, str]] = {}
    for language in LANGUAGES:
        held_names = entry.get(language)
        if held_names is None:
            continue
        if isinstance(held_names, str):
            held_names = [held_names] * 3
        if len(held_names) != 3 or not all(isinstance(n, str) and n for n in held_names):
            faults.append(f"{key}: {language} must be one name, or a list of three readings")
            continue
        names[language] = (held_names[0], held_names[1], held_names[2])
    if not names:
        faults.append(f"{key}: no name in any language")
    rung = entry.get("severity", 2)
    if not isinstance(rung, int) or not 1 <= rung <= 5:
        faults.append(f"{key}: severity must be 1 to 5, not {rung!r}")
    return Topic(
        id=key,
        group=str(entry.get("group", "")),
        owner=str(entry.get("owner", "")),
        stage=str(entry.get("stage", "")),
        severity=rung if isinstance(rung, int) else 2,
        regardless_of_count=bool(entry.get("regardless_of_count", False)),
        names=names,
        description=str(entry.get("covers", "")),
        actions=tuple({"kind": kind, **actions[kind]} for kind in ACTION_KINDS if kind in actions),
    )


def _extended(default: Taxonomy, pack: Mapping[str, Any], path: Path) -> Taxonomy:
    faults = [
        f"unknown key {key}" for key in sorted(set(pack) - {"extends", "drop", "rename", "add"})
    ]
    if pack.get("extends") != "default":
        faults.append('extends = "default" is missing')
    dropped, renamed, added = pack.get("drop", []), pack.get("rename", {}), pack.get("add", {})
    faults += [f"drop: no topic {key}" for key in dropped if key not in default.topics]
    topics = {key: topic for key, topic in default.topics.items() if key not in dropped}
    for key, names in renamed.items():
        faults += [f"rename.{key}: unknown language {x}" for x in names if x not in LANGUAGES]
        if key not in topics:
            faults.append(f"rename: no topic {key}")
            continue
        new = {
            language: (name,) * 3 if isinstance(name, str) else tuple(name)
            for language, name in names.items()
        }
        faults += [f"rename.{key}.{x}: give one or three names" for x in new if len(new[x]) != 3]
        old = topics[key]
        values = {name: getattr(old, name) for name in Topic.__slots__}
        topics[key] = Topic(**{**values, "names": {**old.names, **new}})
    for key, entry in added.items():
        if key in topics:
            faults.append(f"add: {key} is a topic already")
        else:
            topics[key] = _topic(key, entry, {}, default.labels, faults)
    if faults:
        raise TaxonomyError(f"{path}: " + "; ".join(faults))
    return _sealed(topics, default.labels)


def _sealed(
    topics: Mapping[str, Topic], labels: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Taxonomy:
    """The taxonomy with the SHA-256 of all that it holds."""
    plain = {
        "topics": {
            key: [t.group, t.owner, t.stage, t.severity, t.regardless_of_count, dict(t.names)]
            for key, t in topics.items()
        },
        "labels": labels,
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return Taxonomy(topics, labels, hashlib.sha256(text.encode()).hexdigest())
