"""The report holds against hostile mail, is complete in eight languages, and opens nothing."""

import json
import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from inboxminer import scan
from inboxminer.config import LANGUAGES
from tests.conftest import Mailbox
from tests.helpers import mail, read_jsonl

EVIL = (
    "The fridge never arrived </script><script>alert(1)</script> <img src=x onerror=alert(2)> "
    '"><svg onload=alert(3)> =HYPERLINK("http://evil") \u202egnp.exe\u202c {{ 7*7 }} &lt;b&gt;'
)


class Page(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def hostile(tmp_path: Path, mbox: Mailbox) -> Path:
    mails = [
        mail(n, f"{EVIL} {n}", subject=f"=cmd|{n} <script>alert(4)</script>") for n in range(4)
    ]
    return scan(str(mbox(*mails))).write(tmp_path / "out", ("html", "xlsx", "csv", "json", "md"))


def test_hostile_mail_stays_text(hostile: Path) -> None:
    text = (hostile / "report.html").read_text("utf-8")
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in ("img", "svg:script", "iframe", "object")]
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")]
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "never arrived </script>" not in text


def test_the_page_may_fetch_nothing(demo: Path) -> None:
    text = (demo / "report.html").read_text("utf-8")
    page = Page(text)
    policy = next(
        attrs["content"] or ""
        for tag, attrs in page.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    for _, attrs in page.tags:
        for name in ("src", "href", "action"):
            value = attrs.get(name) or ""
            assert not re.match(r"(?:https?:)?//", value), value
    assert "@import" not in text
    assert "url(http" not in text


def test_hostile_cells_are_text(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile / "swot.xlsx")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
    for line in (hostile / "swot.csv").read_text("utf-8-sig").splitlines()[1:]:
        assert not re.search(r"(?:^|,)\"?[=+@]", line)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text(code: str) -> None:
    def keys(package: str, folder: str, name: str) -> set[str]:
        path = Path(str(files(package))) / folder / f"{name}.toml"
        held = tomllib.loads(path.read_text("utf-8"))
        return set(held)

    for package, folder in (("inboxminer.report", "locales"), ("inboxminer.swot", "texts")):
        assert keys(package, folder, code) == keys(package, folder, "en")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_draws_a_whole_report(code: str, tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(
        *(mail(n, f"The fridge number {n} never arrived, I wait for weeks.") for n in range(9))
    )
    out = scan(str(path), language=code).write(tmp_path / "out", ("html", "xlsx", "md", "json"))
    page = Page((out / "report.html").read_text("utf-8"))
    root = next(attrs for tag, attrs in page.tags if tag == "html")
    right = code in ("he", "ar", "fa")
    assert (root["lang"], root["dir"]) == (code, "rtl" if right else "ltr")
    book = openpyxl.load_workbook(out / "swot.xlsx")
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets} == {right}
    text = (out / "report.html").read_text("utf-8") + (out / "report.md").read_text("utf-8")
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<(script|style).*?</\1>", "", text, flags=re.S))


def test_every_number_leads_to_quotes_that_are_mentions(demo: Path) -> None:
    text = (demo / "report.html").read_text("utf-8")
    embedded = re.search(r'<script type="application/json" id="quotes">(.*?)</script>', text, re.S)
    assert embedded
    shown = json.loads(embedded[1])
    known = {row["quote"] for row in read_jsonl(demo / "mentions.jsonl")}
    assert {one["q"] for one in shown} <= known
    buttons = [a["data-quotes"] or "" for _, a in Page(text).tags if "data-quotes" in a]
    assert len(buttons) >= 50
    for numbers in buttons:
        assert numbers
        assert all(int(n) < len(shown) for n in numbers.split())
