"""HTML to text, with what mail programs mark as quoted turned into ``> `` lines."""

from __future__ import annotations

import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree
from lxml import html as markup
from lxml.html import HtmlElement, document_fromstring

LIMIT = 2_000_000
# Elements that hold quoted history, whatever stands around them.
QUOTED = " | ".join(
    f"//{test}"
    for test in (
        "blockquote[not(ancestor::blockquote)]",
        "div[contains(concat(' ',@class,' '),' gmail_quote ')]",
        "div[contains(concat(' ',@class,' '),' gmail_quote_container ')]",
        "div[contains(concat(' ',@class,' '),' gmail_attr ')]",
        "div[contains(concat(' ',@class,' '),' moz-cite-prefix ')]",
        "div[contains(@class,'yahoo_quoted')]",
        "div[@name='messageReplySection']",
        "table[contains(@class,'OutlookMessageHeader')]",
    )
)
# Elements behind which everything is quoted history.
REST = (
    " | ".join(
        f"//*[@id='{name}']"
        for name in ("divRplyFwdMsg", "appendonsend", "replySplit", "OLK_SRC_BODY_SECTION")
    )
    + " | //*[contains(@id,'x_divRplyFwdMsg')]"
)
HIDDEN = (
    "//script | //style | //head | //title | //template | //noscript | //object | //svg"
    " | //*[contains(translate(@style,' ',''),'display:none')]"
    " | //*[contains(translate(@style,' ',''),'mso-hide:all')] | //comment()"
)
CONFIG = ParserConfig(css=CSS_PROFILES["relaxed"], display_links=False, display_images=False)
MARK = "\ue0f1"


def to_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The visible text, one paragraph a line; quoted lines begin with ``> ``.

    Defects: html_too_complex where a hostile or broken page had to be cut or stripped of its tags.
    """
    defects: tuple[str, ...] = ()
    if len(html) > LIMIT:
        html, defects = html[:LIMIT], ("html_too_complex",)
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\0", ""))
    if not html.strip():
        return "", defects
    try:
        tree = document_fromstring(html)
        _drop(tree, HIDDEN)
        _mark_quotes(tree)
        text = get_text(etree.tostring(tree, encoding="unicode", method="html"), CONFIG)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError, TypeError):
        text = re.sub(r"<[^>]{0,10000}>", " ", html)
        defects = ("html_too_complex",)
    return _quoted_lines(text.replace("\xa0", " ")), defects


def _drop(tree: HtmlElement, path: str) -> None:
    for element in tree.xpath(path):
        parent = element.getparent()
        if parent is None:
            continue
        tail, before = element.tail or "", element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)


def _mark_quotes(tree: HtmlElement) -> None:
    """Stand a mark before and behind every quoted stretch."""
    for element in tree.xpath(REST):
        stretch = [element, *element.itersiblings()]
        # Outlook puts the header in a box of its own and the history beside that box.
        holder = element.getparent()
        if holder is not None and holder.tag == "div" and len(holder) == 1:
            stretch += list(holder.itersiblings())
        for part in stretch:
            _wrap(part)
    for element in tree.xpath(QUOTED):
        # A forward has nothing else to say: its text is all there is.
        _wrap(element)


def _wrap(element: HtmlElement) -> None:
    if not isinstance(element.tag, str):
        return
    parent = element.getparent()
    if parent is None:
        return
    for mark, place in ((f"{MARK}[", 0), (f"{MARK}]", 1)):
        line = markup.Element("div")
        line.text = mark
        at = parent.index(element)
        if place:
            line.tail, element.tail = element.tail, None
        parent.insert(at + place, line)


def _quoted_lines(text: str) -> str:
    depth, out = 0, []
    for line in text.split("\n"):
        plain = line.strip()
        if plain == f"{MARK}[":
            depth += 1
        elif plain == f"{MARK}]":
            depth = max(0, depth - 1)
        else:
            shown = re.sub(
                r"[ \t]+", " ", line.replace(f"{MARK}[", "").replace(f"{MARK}]", "")
            ).strip()
            out.append(f"> {shown}" if depth else shown)
    return "\n".join(out)
