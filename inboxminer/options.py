"""What a scan can be told: each field is an option of the command line of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inboxminer.config import LANGUAGES
from inboxminer.engines import ENGINES
from inboxminer.errors import ConfigError

DEVICES = ("auto", "cpu", "cuda")
# A shorter key can be guessed by trying them all.
KEY_BYTES = 16
KINDS = {int: "a whole number", bool: "True or False"}


@dataclass(frozen=True, slots=True)
class Options:
    """since, until: half-open period. language: of the report. no_text: no mail text is written.

    pseudonym_key: a file whose bytes name senders by HMAC-SHA256, so that names stay the same from
    scan to scan. set: ``section.key=value`` lines over the configuration.
    """

    since: date | None = None
    until: date | None = None
    language: str | None = None
    models: str = "embedded"
    taxonomy: Path | None = None
    redact: bool = True
    no_text: bool = False
    mapping: Path | None = None
    customers: Path | None = None
    device: str = "auto"
    engine: str = "local"
    workers: int = 1
    config: Path | None = None
    set: Sequence[str] = ()
    pseudonym_key: Path | None = None

    @staticmethod
    def checked(**values: Any) -> Options:
        """Options from keyword arguments; raises ConfigError for a value that cannot be meant."""
        unknown = sorted(values.keys() - {field.name for field in fields(Options)})
        if unknown:
            raise ConfigError(f"unknown options: {', '.join(unknown)}")
        if isinstance(values.get("set"), str):
            values["set"] = [values["set"]]
        for name in ("taxonomy", "mapping", "customers", "config", "pseudonym_key"):
            if values.get(name) is not None:
                values[name] = Path(values[name])
        for name in ("since", "until"):
            if isinstance(values.get(name), str):
                values[name] = _day(name, values[name])
            elif not isinstance(values.get(name), date | None):
                raise ConfigError(f"{name} must be a day such as 2026-04-01")
        for name, kind in (("workers", int), ("redact", bool), ("no_text", bool)):
            if type(values.get(name, kind())) is not kind:
                raise ConfigError(f"{name} must be {KINDS[kind]}, not {values[name]!r}")
        values["models"] = str(values.get("models", "embedded"))
        options = Options(**values)
        if options.language not in (None, *LANGUAGES):
            known = ", ".join(LANGUAGES)
            raise ConfigError(f"no report in {options.language!r}; give one of {known}")
        if options.engine not in ENGINES:
            raise ConfigError(f"no engine {options.engine!r}; give one of {', '.join(ENGINES)}")
        if options.device not in DEVICES:
            raise ConfigError(f"no device {options.device!r}; give one of {', '.join(DEVICES)}")
        if options.workers < 1:
            raise ConfigError("workers must be at least 1")
        if options.since and options.until and options.since >= options.until:
            raise ConfigError("--since must be before --until; --until is not included")
        return options

    def inside(self, moment: datetime, timezone: str) -> bool:
        """Whether a moment lies in the half-open period of this zone's days."""
        zone = ZoneInfo(timezone)
        after = self.since is None or moment >= datetime.combine(self.since, time(), zone)
        return after and (self.until is None or moment < datetime.combine(self.until, time(), zone))

    def key(self) -> bytes | None:
        """The bytes of the pseudonym key; raises ConfigError where it cannot serve as one."""
        if self.pseudonym_key is None:
            return None
        try:
            key = self.pseudonym_key.read_bytes().strip()
        except OSError as error:
            raise ConfigError(f"{self.pseudonym_key}: {error.strerror}") from error
        if len(key) < KEY_BYTES:
            raise ConfigError(f"{self.pseudonym_key}: a key needs at least {KEY_BYTES} bytes")
        return key


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{name} must be a day such as 2026-04-01, not {text!r}") from error
