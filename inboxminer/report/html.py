"""report.html: one self-contained file that runs without a network.

The page holds every quote that it shows once, as data; its small script puts them in a panel as
plain text. A Content-Security-Policy allows that script by its hash and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from inboxminer.records import SwotItem
from inboxminer.report.data import ReportData
from inboxminer.report.words import Words

FIRST = 5
CHANCES = 3
HEAT_TOPICS = 14
TRENDS = 8
CASES = 12
THEMES = 3
QUADRANTS = ("weakness", "opportunity", "threat", "strength")
POLARITIES = ("negative", "neutral", "positive")


def write(data: ReportData, folder: Path) -> None:
    """Write report.html."""
    (folder / "report.html").write_text(render(data), encoding="utf-8")


def render(data: ReportData) -> str:
    """The page."""
    words = Words(data.language)
    page = Page(data, words)
    script, style = _file("report.js"), _file("report.css")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            d=data,
            w=words,
            t=words.texts,
            p=page,
            script=Markup(script),
            style=Markup(style),
            digest=digest,
            quotes=Markup(_json(page.quotes())),
        )
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled part of a whole; share 0..1."""

    key: str
    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the journey map."""

    key: str
    label: str
    customers: int
    bars: tuple[Bar, ...]
    pain: str | None
    cell: str


class Page:
    """What the template asks for, computed."""

    def __init__(self, data: ReportData, words: Words) -> None:
        self.data = data
        self.words = words
        self.numbers = {key: at for at, key in enumerate(data.evidence)}

    def refs(self, keys: Iterable[str]) -> str:
        """The places of mentions in the page's list of quotes."""
        return " ".join(str(self.numbers[key]) for key in keys if key in self.numbers)

    def count(self, keys: Iterable[str]) -> str:
        """ "5 quotes", for the mentions that the page carries."""
        n = sum(key in self.numbers for key in keys)
        if n == 1:
            return self.words.t("quote_one")
        return self.words.t("quotes_n", n=self.words.number(n))

    def quotes(self) -> list[dict[str, Any]]:
        """Every quote once, with what the panel shows beside it."""
        words, names, language = self.words, self.data.names, self.data.language
        return [
            {
                "b": one.before,
                "q": one.quote,
                "a": one.after,
                "l": one.language,
                "m": [
                    words.day(one.date),
                    words.tongue(one.language),
                    names.name(one.topic, language),
                    names.label("stages", one.stage, language),
                    words.sureness(one.certainty),
                ],
                "p": one.polarity,
                "id": one.message_id,
            }
            for one in self.data.evidence.values()
        ]

    def label(self, group: str, key: str | None) -> str:
        """The name of an id in a closed list."""
        return self.data.names.label(group, key, self.data.language) if key else ""

    def topic(self, key: str, reading: str = "weakness") -> str:
        """The name of a topic."""
        return self.data.names.name(key, self.data.language, reading)

    def urgent(self) -> list[SwotItem]:
        """Items that stand regardless of count."""
        return [item for item in self.data.items if item.regardless_of_count and item.customers]

    def span(self, item: SwotItem) -> dict[str, str]:
        """Left and width of an interval in percent of a bar that ends at the widest of the page."""
        widest = max((i.share_interval[1] for i in self.data.items), default=1.0) or 1.0
        low, high = item.share_interval
        return {
            "share": f"{100 * item.share / widest:.2f}%",
            "low": f"{100 * low / widest:.2f}%",
            "width": f"{100 * (high - low) / widest:.2f}%",
        }

    def stages(self) -> list[Stage]:
        """The journey, each stage with its customers by polarity and what hurts most."""
        out = []
        most = max(self.data.stage_customers.values(), default=1) or 1
        for key in self.data.stages:
            cells = [cell for cell in self.data.cells if cell.stage == key]
            by = {p: sum(c.mentions for c in cells if c.polarity == p) for p in POLARITIES}
            pains = [cell for cell in cells if cell.polarity == "negative"]
            worst = max(pains, key=lambda c: (c.customers, c.topic), default=None)
            total = sum(by.values()) or 1
            customers = self.data.stage_customers.get(key, 0)
            bars = tuple(
                Bar(p, self.label("polarities", p), n, n / total * customers / most)
                for p, n in by.items()
            )
            cell = f"{key} {worst.topic}" if worst else ""
            pain = self.topic(worst.topic) if worst else None
            out.append(Stage(key, self.label("stages", key), customers, bars, pain, cell))
        return out

    def heat(self) -> tuple[list[str], list[tuple[str, list[tuple[str, int, float]]]]]:
        """Stages that hurt, and for the worst topics their customers at each: key, count, shade."""
        pains = [cell for cell in self.data.cells if cell.polarity == "negative"]
        total: dict[str, int] = {}
        for cell in pains:
            total[cell.topic] = total.get(cell.topic, 0) + cell.customers
        topics = sorted(total, key=lambda topic: (-total[topic], topic))[:HEAT_TOPICS]
        used = [s for s in self.data.stages if any(c.stage == s for c in pains)]
        most = max((cell.customers for cell in pains), default=1)
        held = {(cell.topic, cell.stage): cell.customers for cell in pains}
        rows = [
            (
                topic,
                [
                    (f"{stage} {topic}", n := held.get((topic, stage), 0), round(n / most, 3))
                    for stage in used
                ],
            )
            for topic in topics
        ]
        return used, rows

    def trends(self) -> list[tuple[SwotItem, str, int]]:
        """The first items with the path of their weeks in a 100 by 30 box, and the highest week."""
        if len(self.data.weeks) < 4:
            return []
        first = [i for i in self.data.items if i.overall_rank is not None]
        first = sorted(first, key=lambda item: item.overall_rank or 0)[:TRENDS]
        out = []
        for item in first:
            counts = self.data.by_week.get(item.id, ())
            if counts:
                out.append((item, path(counts), max(counts)))
        return out

    def bars(self, group: str, counts: Mapping[str, int]) -> list[Bar]:
        """Counts of a closed list as bars, in the order of the list."""
        total = sum(counts.values()) or 1
        order = sorted(counts, key=lambda key: (-counts[key], key))
        return [Bar(k, self.label(group, k), counts[k], counts[k] / total) for k in order]

    def theme_groups(self) -> list[tuple[str, list[Any]]]:
        """The largest themes of each topic that a ranked weakness or opportunity stands on."""
        topics = [i.topic for q in ("weakness", "opportunity") for i in self.data.ranked(q, 8)]
        out = []
        for topic in dict.fromkeys(topic for topic in topics if topic):
            held = [theme for theme in self.data.themes if theme.topic == topic]
            held = sorted(held, key=lambda theme: (-theme.customers, theme.id))[:THEMES]
            if held:
                out.append((topic, held))
        return out

    def by_owner(self) -> list[tuple[str, list[SwotItem]]]:
        """The ranked weaknesses by who has to remove the cause."""
        out: dict[str, list[SwotItem]] = {}
        for item in self.data.ranked("weakness", 12):
            if item.owner and item.actions:
                out.setdefault(item.owner, []).append(item)
        return list(out.items())

    def skipped(self) -> list[tuple[str, int]]:
        """How many messages were skipped for each reason."""
        counts: dict[str, int] = {}
        for one in self.data.run["skipped"]:
            counts[one["reason"]] = counts.get(one["reason"], 0) + 1
        return [(self.words.t(f"reason_{key}"), n) for key, n in sorted(counts.items())]


def path(counts: Sequence[int]) -> str:
    """The points of a line through weekly counts, in a box of 100 by 30."""
    top, last = max(counts) or 1, max(1, len(counts) - 1)
    return " ".join(f"{100 * n / last:.1f},{29 - 27 * c / top:.1f}" for n, c in enumerate(counts))


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


@cache
def _file(name: str) -> str:
    folder = resources.files("inboxminer.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("inboxminer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
