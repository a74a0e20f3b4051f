"""HTML to text, with what mail programs mark as quoted turned into ``> `` lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

LIMIT = 2_000_000
# Marks of quoted history, whatever stands around them: words of the class, beginnings of the id.
QUOTE_CLASSES = frozenset(
    {
        *("gmail_attr", "moz-cite-prefix", "moz-email-headers-table", "OutlookMessageHeader"),
        *("protonmail_quote", "tutanota_quote", "zmail_extra", "yahoo_quoted", "yj6qo"),
        *("gmail_quote_attribution", "reply-intro", "clean_bq", "mail_quote", "WM_quote"),
    }
)
GMAIL = frozenset({"gmail_quote", "gmail_quote_container"})
QUOTE_NAMES = frozenset({"messageReplySection", "quote"})
# Elements at which history begins and does not end.
REST = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|replySplit|OLK_SRC_BODY_SECTION|stopSpelling|"
    r"mail-editor-reference-message-container|isForwardContent|_MailOriginal|"
    r"ms-outlook-mobile-body-separator-line)$"
)
SIGNATURES = frozenset(
    {
        *("gmail_signature", "moz-signature", "protonmail_signature_block", "yahoo-signature"),
        *("ms-outlook-mobile-signature", "AppleMailSignature", "Signature", "x_Signature"),
        *("signature", "zm_signature", "tutanota_signature", "email-signature"),
    }
)
HIDDEN_TAGS = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "object", "svg", "meta", "link"}
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "body", "center", "dd", "details", "dir", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html"),
        *("legend", "li", "main", "menu", "nav", "optgroup", "option", "section", "summary"),
        *("table", "tbody", "tfoot", "thead", "tr", "caption"),
    }
)
PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "dl"}
)
# A blockquote that only indents: what editors make of "increase indent".
INDENT = re.compile(r"border(?:-\w+)?\s*:\s*(?:none|0|medium none)", re.IGNORECASE)
BAR = re.compile(r"border-(?:left|right)(?:-\w+)?\s*:(?!\s*(?:none|0))", re.IGNORECASE)
PARSER = {"huge_tree": True, "encoding": "utf-8", "remove_comments": True, "remove_pis": True}
# Levels of elements that the parser reads.
DEEPEST = 2048


# Boxes of quotes that are looked into; no program nests more.
BOXES = 50
# No tag is that long but for what its attributes hold.
LONGEST_TAG = 20_000
TAG = re.compile(r"<[a-zA-Z][\w:-]*")
OPENS = re.compile(r"<(?!!)")

# Never a tag.
LONE = re.compile(r"<(?=[<\s\d=-])")

# Brackets behind the last one that closes; a page that was cut has one.
UNCLOSED = 20


def to_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The visible text, one paragraph a line; quoted lines begin with ``> ``.

    A signature that a mail program marked stands below a line ``--``. Defects: html_too_complex
    where a hostile or broken page had to be cut or stripped of its tags.
    """
    defects: tuple[str, ...] = ()
    if len(html) > LIMIT:
        html, defects = html[:LIMIT], ("html_too_complex",)
    html = _calm(re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\0", "")))
    if not html.strip():
        return "", defects
    try:
        parser = HTMLParser(**PARSER)
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
        if html.count("<") < DEEPEST or not _too_deep(parser):
            return _Writer(tree).text(), defects
    except (etree.LxmlError, ValueError, RecursionError, AssertionError, TypeError):
        pass
    return re.sub(r"<[^>]{0,10000}>", " ", html).replace("\xa0", " "), ("html_too_complex",)


def _calm(html: str) -> str:
    """The page with its many brackets that open nothing as text: the parser is slow with them."""
    html = LONE.sub("&lt;", html)
    for opening, closing in (("<", ">"), ("<!--", "-->")):
        end = html.rfind(closing) + 1
        if html.count(opening, end) > UNCLOSED:
            html = html[:end] + html[end:].replace(opening, f"&lt;{opening[1:]}")
    if len(html) <= LONGEST_TAG:
        return html
    *stretches, rest = html.split(">")
    if len(rest) > LONGEST_TAG:
        rest = OPENS.sub("&lt;", rest)
    return ">".join((*map(_short, stretches), rest))


def _short(stretch: str) -> str:
    """What stands before a closing bracket, without the attributes of an endless tag."""
    if len(stretch) <= LONGEST_TAG:
        return stretch
    last = stretch.rfind("<")
    if last - stretch.find("<") > LONGEST_TAG:
        stretch = OPENS.sub("&lt;", stretch[:last]) + stretch[last:]
        last = stretch.rfind("<")
    tag = TAG.match(stretch, last) if last >= 0 else None
    return stretch[: tag.end()] if tag and len(stretch) - last > LONGEST_TAG else stretch


def _too_deep(parser: HTMLParser) -> bool:
    """Whether the parser gave up below so many levels and left out what stands there."""
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


class _Writer:
    """Walks a page once and writes its lines."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.lines: list[str] = []
        self.now: list[str] = []
        self.empty = True
        self.quoted = 0
        self.rest = False
        self.plain = 0
        self.quotes = _quote_blocks(tree)

    def text(self) -> str:
        """All lines of the page."""
        walk = etree.iterwalk(self.tree, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._hidden(element):
                    walk.skip_subtree()
                    continue
                self._open(element)
            else:
                self._close(element)
        self._line()
        return "\n".join(self.lines).strip("\n")

    def _hidden(self, element: HtmlElement) -> bool:
        if element.tag in HIDDEN_TAGS:
            return True
        style = element.get("style")
        return bool(style) and HIDDEN_STYLE.search(style) is not None

    def _open(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._line(keep=True)
        elif tag in BLOCKS or tag in PARAGRAPHS:
            self._line()
            if tag in PARAGRAPHS:
                self._blank()
            if tag == "li":
                self._put("* ")
        elif tag in ("td", "th"):
            self._put(" ")
        if element in self.quotes:
            self._line()
            self._blank()
            self.quoted += 1
        if element.get("id") or element.get("class") or element.get("name"):
            self._marks(element)
        if tag in ("pre", "textarea"):
            self.plain += 1
        self._put(element.text)

    def _marks(self, element: HtmlElement) -> None:
        if REST.match(element.get("id", "")) or REST.match(element.get("name", "")):
            self._line()
            self._blank()
            self.rest = True
        elif not self.quoted and not self.rest and _names(element) & SIGNATURES:
            self._line()
            last = next((line for line in reversed(self.lines) if line), "")
            if last not in ("--", ""):
                self.lines.append("--")

    def _close(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in ("pre", "textarea"):
            self.plain = max(0, self.plain - 1)
        if not self._hidden(element):
            quote = element in self.quotes
            if tag in BLOCKS or tag in PARAGRAPHS or quote:
                self._line()
            self.quoted -= quote
            if tag in PARAGRAPHS or quote:
                self._blank()
        self._put(element.tail)

    def _put(self, text: str | None) -> None:
        if not text:
            return
        if self.plain and "\n" in text:
            for part in text.split("\n")[:-1]:
                self.now.append(part)
                self._line(keep=True)
            text = text.rpartition("\n")[2]
        self.now.append(text)

    def _line(self, *, keep: bool = False) -> None:
        """End the line; an empty one is written only where it was asked for."""
        shown = " ".join("".join(self.now).split())
        self.now.clear()
        mark = "> " if self.quoted or self.rest else ""
        if shown:
            self.lines.append(mark + shown)
        elif keep and self.lines and self.lines[-1] not in ("", ">"):
            self.lines.append(mark.strip())

    def _blank(self) -> None:
        if self.lines and self.lines[-1] not in ("", ">", "--"):
            self.lines.append(">" if self.quoted or self.rest else "")


def _names(element: HtmlElement) -> set[str]:
    return {*element.get("class", "").split(), element.get("id", "")}


def _quote_blocks(tree: HtmlElement) -> set[HtmlElement]:
    """The elements whose whole text is quoted history."""
    found: set[HtmlElement] = set()
    open_ended: list[HtmlElement] = []
    boxes = 0
    for element in tree.iter("div", "blockquote", "table", "span", "td", "p"):
        if element.tag == "blockquote":
            if _cited(element):
                found.add(element)
            elif not INDENT.search(element.get("style", "")):
                open_ended.append(element)
        elif element.attrib and _is_quote(element):
            boxes += 1
            gmail = element.tag == "div" and GMAIL & set(element.get("class", "").split())
            if gmail and boxes <= BOXES:
                found.update(_gmail(element))
            else:
                found.add(element)
    # Of the bare ones only the last can be what a program quoted; the others are the writer's.
    last = next((e for e in reversed(open_ended) if not _inside(e, found)), None)
    if last is not None and _text_before(tree, last) and "gmail_quote" not in _names(last):
        found.add(last)
    return found


def _cited(element: HtmlElement) -> bool:
    if element.get("type") == "cite" or element.get("cite"):
        return True
    names = _names(element)
    if "gmail_quote" in names:
        return any(GMAIL & _names(above) for above in element.iterancestors("div"))
    return bool(names & QUOTE_CLASSES) or bool(BAR.search(element.get("style", "")))


def _is_quote(element: HtmlElement) -> bool:
    names = _names(element)
    return (
        bool(names & QUOTE_CLASSES or names & GMAIL)
        or element.get("name") in QUOTE_NAMES
        or any("yahoo_quoted" in name for name in names)
    )


def _gmail(element: HtmlElement) -> Iterable[HtmlElement]:
    """Of Gmail's box the header and the quotes: answers stand between them."""
    quotes = [e for e in element.iter("blockquote") if "gmail_quote" in _names(e)]
    if not quotes:
        return [element]
    holders = {quotes[0], *quotes[0].iterancestors()}
    before = []
    for child in element:
        if child in holders:
            break
        if child.tag == "div":
            before.append(child)
    return [*before, *quotes]


def _inside(element: HtmlElement, others: set[HtmlElement]) -> bool:
    return any(above in others for above in element.iterancestors())


def _text_before(tree: HtmlElement, element: HtmlElement) -> bool:
    for other in tree.iter():
        if other is element:
            return False
        own = other.text if isinstance(other.tag, str) and other.tag not in HIDDEN_TAGS else None
        if (own and own.strip()) or (other.tail and other.tail.strip()):
            return True
    return False
