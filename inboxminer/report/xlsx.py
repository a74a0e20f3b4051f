"""swot.xlsx: the list to work with: frozen header, filters, right to left where the language is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from inboxminer.records import SwotItem
from inboxminer.report.data import ReportData
from inboxminer.report.words import Words

# Time stamps inside the file are fixed, so that the same report has the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COLOURS = {
    "weakness": "#F6DDD3",
    "opportunity": "#D8E6F5",
    "threat": "#E8DDF0",
    "strength": "#DCEFE1",
}
CELL = 32_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its head, width and format."""

    head: str
    width: float
    form: str = "text"


Row = Sequence[object]


def write(data: ReportData, folder: Path) -> None:
    """Write swot.xlsx."""
    words = Words(data.language)
    book = xlsxwriter.Workbook(
        str(folder / "swot.xlsx"),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": CREATED, "title": words.t("title")})
    forms = _forms(book, words)
    sheets: list[tuple[str, Callable[[ReportData, Words], tuple[list[Column], list[Row]]]]] = [
        ("sheet_swot", _swot),
        ("sheet_evidence", _evidence),
        ("sheet_journey", _journey),
        ("sheet_themes", _themes),
        ("sheet_method", _method),
        ("sheet_dictionary", _dictionary),
    ]
    for name, make in sheets:
        columns, rows = make(data, words)
        _sheet(book, words.t(name), columns, rows, words, forms)
    book.close()


def _forms(book: Any, words: Words) -> dict[str, Any]:
    base = {
        "valign": "top",
        "text_wrap": True,
        "reading_order": 2 if words.direction == "rtl" else 1,
    }
    formats = {
        "text": base,
        "number": base | {"num_format": "#,##0", "text_wrap": False},
        "one": base | {"num_format": "0.0", "text_wrap": False},
        "share": base | {"num_format": "0.0%", "text_wrap": False},
        "code": base | {"font_name": "Consolas", "font_size": 9, "reading_order": 1},
        "head": base | {"bold": True, "bg_color": "#0F5C5C", "font_color": "#FFFFFF", "border": 1},
    }
    out = {name: book.add_format(values) for name, values in formats.items()}
    out |= {
        f"{quadrant}": book.add_format({"bg_color": colour}) for quadrant, colour in COLOURS.items()
    }
    return out


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    words: Words,
    forms: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(name[:31])
    if words.direction == "rtl":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.head, forms["head"])
    for number, row in enumerate(rows, 1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            form = forms[column.form]
            if value is None or value == "":
                sheet.write_blank(number, at, None, form)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, at, value, form)
            else:
                sheet.write_string(number, at, str(value)[:CELL], form)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    for quadrant in COLOURS:
        criteria = {"type": "cell", "criteria": "==", "format": forms[quadrant]}
        value = '"' + words.t(quadrant).replace('"', '""') + '"'
        sheet.conditional_format(1, 0, max(1, len(rows)), 0, criteria | {"value": value})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _swot(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    t = words.t
    columns = [
        Column(t("quadrant"), 13),
        Column(t("rank"), 8, "number"),
        Column(t("priority"), 9),
        Column(t("item"), 34),
        Column(t("customers"), 11, "number"),
        Column(t("share"), 12, "share"),
        Column("95 % ↓", 9, "share"),
        Column("95 % ↑", 9, "share"),
        Column(t("trend"), 10),
        Column(t("severity"), 9, "one"),
        Column(t("score"), 9, "one"),
        Column(t("certainty"), 24),
        Column(t("why"), 60),
        Column(t("stage"), 14),
        Column(t("owner"), 16),
        Column(t("handled_by"), 14),
        Column(t("contain"), 46),
        Column(t("fix"), 46),
        Column(t("quote"), 60),
        Column("id", 26, "code"),
    ]
    order = ("weakness", "opportunity", "threat", "strength")
    rows = [_item(i, data, words) for q in order for i in data.items if i.quadrant == q]
    return columns, rows


def _item(item: SwotItem, data: ReportData, words: Words) -> Row:
    names, language = data.names, data.language
    actions = {action["kind"]: action["text"] for action in item.actions}
    quote = next((data.evidence[k].quote for k in item.evidence if k in data.evidence), "")
    return [
        words.t(item.quadrant),
        item.rank,
        item.priority,
        item.title,
        item.customers,
        item.share,
        *item.share_interval,
        words.t(item.trend.state) if item.trend.state else None,
        item.severity,
        item.score,
        words.certainty(item),
        item.why,
        names.label("stages", item.stage, language) if item.stage else None,
        names.label("owners", item.owner, language) if item.owner else None,
        names.label("departments", item.handled_by, language) if item.handled_by else None,
        actions.get("contain"),
        actions.get("fix"),
        quote,
        item.id,
    ]


def _evidence(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    t, names, language = words.t, data.names, data.language
    columns = [
        Column(t("topic"), 26),
        Column(t("polarity"), 10),
        Column(t("stage"), 14),
        Column(t("department"), 13),
        Column(t("date"), 13),
        Column(t("language"), 10),
        Column(t("quote"), 90),
        Column(t("certainty"), 12),
        Column(t("mail"), 44, "code"),
    ]
    rows: list[Row] = [
        [
            names.name(one.topic, language),
            names.label("polarities", one.polarity, language),
            names.label("stages", one.stage, language),
            names.label("departments", one.department, language) if one.department else None,
            one.date[:10] if one.date else None,
            words.tongue(one.language),
            one.quote,
            words.sureness(one.certainty),
            one.message_id,
        ]
        for one in data.evidence.values()
    ]
    return columns, rows


def _journey(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    t, names, language = words.t, data.names, data.language
    columns = [
        Column(t("stage"), 16),
        Column(t("topic"), 30),
        Column(t("polarity"), 11),
        Column(t("customers"), 11, "number"),
        Column(t("mentions"), 14, "number"),
        Column(t("share"), 12, "share"),
        Column("95 % ↓", 9, "share"),
        Column("95 % ↑", 9, "share"),
    ]
    rows: list[Row] = [
        [
            names.label("stages", cell.stage, language),
            names.name(cell.topic, language),
            names.label("polarities", cell.polarity, language),
            cell.customers,
            cell.mentions,
            cell.share,
            *cell.interval,
        ]
        for cell in data.cells
    ]
    return columns, rows


def _themes(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    t = words.t
    columns = [
        Column(t("topic"), 28),
        Column(t("theme"), 34),
        Column(t("keywords"), 50),
        Column(t("customers"), 11, "number"),
        Column(t("mentions"), 14, "number"),
        Column("id", 24, "code"),
    ]
    rows: list[Row] = [
        [
            data.names.name(theme.topic, data.language),
            theme.name,
            ", ".join(theme.keywords),
            theme.customers,
            theme.mentions,
            theme.id,
        ]
        for theme in data.themes
    ]
    return columns, rows


def _method(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    t, run = words.t, data.run
    rows: list[Row] = [
        [t("period"), words.period(data)],
        *([t(name), run["counts"][name]] for name in ("read", "analysed", "skipped", "duplicates")),
        [t("quoted_mails"), run["quoted"]],
        [t("own_side"), _own(run, words)],
        [t("customers"), data.customers],
        [t("mentions"), run["mentions"]],
        [t("unsure"), run["unsure"]],
        [t("untested"), words.share(data.untested)],
        [t("method"), t("redaction_on") if data.redacted else t("not_redacted")],
        *([t("method"), t(key)] for key in ("how_share", "how_rank", "how_trend", "how_limits")),
        [t("versions"), f"{run['version']} {run['run_id']}"],
    ]
    rows += [[t("failed"), f"{one['source']}: {one['error']}"] for one in run["failed"]]
    return [Column(t("field"), 34), Column(t("value"), 110)], rows


def _own(run: Mapping[str, Any], words: Words) -> str:
    """The organisation's domains and addresses, and whether they were set or found."""
    held = run["organisation"]
    names = ", ".join((*held["domains"], *held["addresses"]))
    return f"{names} ({words.t('own_set' if held['configured'] else 'own_found')})" if names else ""


def _dictionary(data: ReportData, words: Words) -> tuple[list[Column], list[Row]]:
    """Every name of the workbook beside its id."""
    names, language = data.names, data.language
    topics = dict.fromkeys(cell.topic for cell in data.cells)
    rows: list[Row] = [[key, names.name(key, language)] for key in sorted(topics)]
    rows += [[key, names.label("stages", key, language)] for key in data.stages]
    return [Column("id", 28, "code"), Column(words.t("meaning"), 60)], rows
