"""Settings: one frozen Config, read from TOML over ``default.toml``.

Unknown keys are refused and every fault is reported at once. ``--set swot.minimum_customers=5``
goes the same way as a line of a file.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from inboxminer.errors import ConfigError

LANGUAGES = ("he", "en", "ar", "fa", "ru", "fr", "es", "de")


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who the mailbox belongs to."""

    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or broken input."""

    message_bytes: int
    body_characters: int
    messages: int


@dataclass(frozen=True, slots=True)
class Classify:
    """How labels are decided."""

    mention_threshold: float
    unsure_below: float
    sentences_per_message: int


@dataclass(frozen=True, slots=True)
class Themes:
    """How mentions are grouped within their topic."""

    minimum_mentions: int
    minimum_size: int
    sample: int
    keywords: int
    representatives: int


@dataclass(frozen=True, slots=True)
class Swot:
    """Thresholds and weights of the priority formula."""

    minimum_customers: int
    force_customers: int
    strength_customers: int
    stage_customers: int
    reach_prior: float
    trend_weight: float
    resamples: int
    trend_weeks: int
    trend_customers: int
    evidence: int
    p1_score: float
    p2_score: float


@dataclass(frozen=True, slots=True)
class Report:
    """How the report is drawn."""

    timezone: str
    evidence_quotes: int


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting; ``default.toml`` explains each."""

    seed: int
    organisation: Organisation
    limits: Limits
    classify: Classify
    themes: Themes
    swot: Swot
    report: Report

    @staticmethod
    def load(path: Path | None = None, overrides: Sequence[str] = ()) -> Config:
        """The defaults, a user's file over them, then ``key=value`` overrides.

        Raises ConfigError that lists every unknown key and every value of a wrong type or range.
        """
        values = tomllib.loads(default_text())
        faults: list[str] = []
        if path is not None:
            try:
                _merge(values, tomllib.loads(path.read_text(encoding="utf-8")), "", faults)
            except OSError as error:
                raise ConfigError(f"{path}: {error.strerror}") from error
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise ConfigError(f"{path} is not valid TOML: {error}") from error
        for override in overrides:
            _merge(values, _override(override, faults), "", faults)
        config = _build(Config, values, "", faults)
        faults += _out_of_range(config)
        if faults:
            raise ConfigError("wrong settings: " + "; ".join(faults))
        return config  # type: ignore[no-any-return]


@cache
def default_text() -> str:
    """The commented default settings as TOML."""
    return (resources.files("inboxminer") / "default.toml").read_text(encoding="utf-8")


def _override(text: str, faults: list[str]) -> dict[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        faults.append(f"--set {text}: write it as section.key=value")
        return {}
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    for part in reversed(key.strip().split(".")):
        parsed = {part: parsed}
    return parsed if isinstance(parsed, dict) else {}


def _merge(base: dict[str, Any], over: Mapping[str, Any], at: str, faults: list[str]) -> None:
    for key, value in over.items():
        if key not in base:
            faults.append(f"unknown setting {at}{key}")
        elif isinstance(base[key], dict):
            if isinstance(value, dict):
                _merge(base[key], value, f"{at}{key}.", faults)
            else:
                faults.append(f"{at}{key} is a section, not a value")
        else:
            base[key] = value


def _build(kind: Any, values: Mapping[str, Any], at: str, faults: list[str]) -> Any:
    hints = get_type_hints(kind)
    out: dict[str, Any] = {}
    for field in fields(kind):
        hint, name, value = hints[field.name], at + field.name, values[field.name]
        out[field.name] = (
            _build(hint, value, name + ".", faults)
            if is_dataclass(hint)
            else _checked(hint, value, name, faults)
        )
    return kind(**out)


def _checked(hint: Any, value: Any, name: str, faults: list[str]) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
        origin = get_origin(hint)
    if origin is tuple:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        faults.append(f"{name} must be a list of strings, not {value!r}")
        return ()
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        faults.append(f"{name} must be {hint.__name__}, not {value!r}")
    return value


def _out_of_range(config: Config) -> list[str]:
    faults = []
    for section in fields(config):
        record = getattr(config, section.name)
        if not is_dataclass(record):
            continue
        for field in fields(record):
            value = getattr(record, field.name)
            if isinstance(value, float) and not math.isfinite(value):
                faults.append(f"{section.name}.{field.name} must be a finite number")
            elif isinstance(value, int | float) and value < 0:
                faults.append(f"{section.name}.{field.name} must not be negative, it is {value}")
    for name in ("mention_threshold", "unsure_below"):
        value = getattr(config.classify, name)
        if isinstance(value, float) and value > 1:
            faults.append(f"classify.{name} must be between 0 and 1")
    try:
        ZoneInfo(config.report.timezone)
    except (KeyError, ValueError, OSError, TypeError):
        faults.append(f"report.timezone {config.report.timezone!r} is no known time zone")
    return faults
