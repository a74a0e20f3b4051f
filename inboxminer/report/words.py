"""The words, numbers and dates of a report in its language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from inboxminer.intervals import percent
from inboxminer.languages import direction
from inboxminer.records import SwotItem
from inboxminer.report.data import ReportData

CLEAR, LIKELY = 0.9, 0.6


@cache
def texts(language: str) -> Mapping[str, str]:
    """The interface texts of a language; English where there is no file."""
    folder = resources.files("inboxminer.report") / "locales"
    path = folder / f"{language}.toml"
    held = path if path.is_file() else folder / "en.toml"
    return dict(tomllib.loads(held.read_text(encoding="utf-8")))


class Words:
    """Writes texts, numbers and dates in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.direction = direction(language)
        self.texts = texts(language)

    def t(self, key: str, **values: object) -> str:
        """An interface text with its values."""
        return self.texts[key].format(**values)

    def number(self, value: float) -> str:
        """A count."""
        return format_decimal(value, locale=self.language)

    def days(self, value: float) -> str:
        """A length of time in days; the first ten with a decimal."""
        form = "#,##0.0" if value < 10 else "#,##0"
        return format_decimal(value, format=form, locale=self.language)

    def share(self, value: float) -> str:
        """A share as a whole percentage; below one percent with a decimal."""
        return percent(value, self.language)

    def interval(self, pair: tuple[float, float]) -> str:
        """An interval of shares."""
        return f"\u2066{self.share(pair[0])}\u2013{self.share(pair[1])}\u2069"

    def day(self, text: str | None) -> str:
        """An ISO day as a person writes it."""
        if not text:
            return self.texts["unknown"]
        return format_date(date.fromisoformat(text[:10]), format="medium", locale=self.language)

    def period(self, data: ReportData) -> str:
        """The days of a half-open period, both included."""
        if not data.since or not data.until:
            return self.texts["no_period"]
        last = date.fromisoformat(data.until) - timedelta(days=1)
        return f"{self.day(data.since)} \u2013 {self.day(last.isoformat())}"

    def tongue(self, code: str) -> str:
        """The name of a language."""
        if code == "und":
            return self.texts["unknown"]
        name = Locale(self.language).languages.get(code)
        return str(name) if name else code

    def certainty(self, item: SwotItem) -> str:
        """How sure the rank is, in words."""
        value = item.rank_certainty
        if value is None:
            return self.texts["too_few"]
        key = "clear" if value >= CLEAR else "likely" if value >= LIKELY else "close"
        return self.texts[f"rank_{key}"]

    def sureness(self, value: float) -> str:
        """How sure a label is, in words."""
        key = "clear" if value >= 0.8 else "likely" if value >= 0.5 else "weak"
        return self.texts[f"sure_{key}"]
