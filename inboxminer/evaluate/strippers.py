"""The public fixtures of reply strippers, with what each library's own tests expect of them.

The fixtures lie outside the repository. Where a library keeps other zones than we do, a case says
so, and is judged by the library's policy in the one column and left out of the other.
"""

from __future__ import annotations

import ast
import email
import email.iterators
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from inboxminer.train.tagged import KEPT

QUOTES = ("quote", "quote_header")
EVERY = (
    *KEPT,
    *QUOTES,
    *("forwarded", "signature", "disclaimer", "mobile_footer", "list_footer"),
)
ALL_BUT_QUOTES = tuple(zone for zone in EVERY if zone not in QUOTES)
# What a library calls the reply, in our zones.
POLICIES = {
    "crisp_erp": KEPT,
    "zapier_erp": KEPT,
    "github_erp": KEPT,
    "mail_parser_reply": ("own", "greeting"),
    "talon": ALL_BUT_QUOTES,
    "talon_html": ALL_BUT_QUOTES,
    "talon_signature": ("own", "greeting", *QUOTES, "forwarded"),
    "quotequail": tuple(zone for zone in ALL_BUT_QUOTES if zone != "forwarded"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A text or page of a library and the reply that the library's tests expect of it.

    ``agrees``: under our policy the own text would be the same.
    """

    library: str
    name: str
    language: str
    text: str
    expected: str
    agrees: bool
    html: bool = False


def cases(root: Path) -> list[Case]:
    """Every case of the fixtures unpacked in a folder, by library."""
    out = list(_files(root))
    out += _talon_plain(root) + _talon_replies(root) + _talon_html(root) + _talon_signatures(root)
    return out + list(_quotequail(root))


def _files(root: Path) -> Iterator[Case]:
    table = tomllib.loads(
        resources.files("inboxminer.evaluate").joinpath("strippers.toml").read_text("utf-8")
    )
    for library, held in table.items():
        tongue = {n: code for code, names in held.get("languages", {}).items() for n in names}
        for group in ("keep", "differs"):
            for name, lines in held[group].items():
                path = root / held["folder"] / f"{name}.txt"
                text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
                expected = _lines(text, lines)
                code = tongue.get(name, "en")
                yield Case(library, name, code, text, expected, group == "keep")


def _lines(text: str, wanted: str) -> str:
    lines, out = text.split("\n"), []
    for part in filter(None, wanted.split(",")):
        first, _, last = part.partition("-")
        out += lines[int(first) - 1 : int(last or first)]
    return "\n".join(out)


class _Asked(str):
    """What a stand-in for a library's function answers: it remembers what it was asked."""

    __slots__ = ("source",)
    source: str


def _asked(text: str, *_: Any, **__: Any) -> _Asked:
    made = _Asked("\0asked")
    made.source = text
    return made


class _Recorder:
    """Runs the test functions of a file with stand-ins and records what they would compare."""

    def __init__(self, path: Path, **names: Any) -> None:
        self.pairs: list[tuple[str, str, Any]] = []
        tree = ast.parse(path.read_text("utf-8"))
        tree.body = [
            node
            for node in tree.body
            if not isinstance(node, ast.Import | ast.ImportFrom)
            # A decorated test runs with a patched library.
            and not (isinstance(node, ast.FunctionDef) and node.decorator_list)
        ]
        space: dict[str, Any] = {"re": re, "eq_": self._eq, **names}
        exec(compile(tree, str(path), "exec"), space)
        for name, function in space.items():
            if name.startswith("test_") and callable(function):
                self.current = name
                try:
                    function()
                except (AttributeError, NameError, TypeError, OSError):
                    continue

    def _eq(self, left: Any, right: Any, *_: Any) -> None:
        if isinstance(left, tuple) and isinstance(right, tuple):
            left, right = left[0], right[0]
        for asked, other in ((left, right), (right, left)):
            if isinstance(asked, _Asked):
                self.pairs.append((self.current, asked.source, other))


class _Stub:
    """A module of which only some functions answer."""

    def __init__(self, **names: Any) -> None:
        self.__dict__.update(names)


FOREIGN = {"german": "de", "french": "fr", "polish": "pl", "danish": "da", "dutch": "nl"} | {
    "swedish": "sv",
    "norwegian": "no",
    "vietnamese": "vi",
    "wrote_somebody": "nl",
}


def _tongue(name: str) -> str:
    return next((code for word, code in FOREIGN.items() if word in name), "en")


def _talon_plain(root: Path) -> list[Case]:
    path = root / "talon/tests/text_quotations_test.py"
    six = _Stub(text_type=str)
    made = _Recorder(path, quotations=_Stub(extract_from_plain=_asked), six=six)
    out = []
    for number, (name, text, expected) in enumerate(made.pairs):
        # Forwards, sign-offs and footers are kept by the library and dropped by us.
        agrees = "forwarded" not in name and not re.search(r"FCLS\n", text)
        case = f"{name}-{number}"
        out.append(Case("talon", case, _tongue(name), text, str(expected), agrees))
    return out


def _talon_replies(root: Path) -> list[Case]:
    out = []
    for path in sorted((root / "talon/tests/fixtures/standard_replies").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes())
        part = next(email.iterators.typed_subpart_iterator(message, subtype="plain"))
        raw = part.get_payload(decode=True)
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        gold = path.with_name(f"{path.stem}_reply_text")
        expected = gold.read_text("utf-8") if gold.is_file() else "Hello"
        out.append(Case("talon", f"replies/{path.stem}", "en", text, expected, not gold.is_file()))
    return out


def _talon_html(root: Path) -> list[Case]:
    fixtures = root / "talon/tests/fixtures"
    made = _Recorder(
        root / "talon/tests/html_quotations_test.py",
        quotations=_Stub(extract_from_html=_asked),
        re=_Stub(compile=lambda _: _Stub(sub=lambda _, text: text)),
        OLK_SRC_BODY_SECTION=(fixtures / "OLK_SRC_BODY_SECTION.html").read_text("utf-8"),
        REPLY_SEPARATED_BY_HR=(fixtures / "reply-separated-by-hr.html").read_text("utf-8"),
    )
    # A disclaimer and a forward are kept by the library; a page that is all quote stays whole.
    other = re.compile("forward|disclaimer|readable_html_empty")
    out = [
        Case("talon_html", f"{name}-{n}", "en", text, str(expected), not other.search(name), True)
        for n, (name, text, expected) in enumerate(made.pairs)
    ]
    for page in sorted((fixtures / "html_replies").glob("*.html")):
        text = page.read_text("utf-8")
        reply = "Hi. I am fine.<br>Thanks,<br>Alex"
        out.append(Case("talon_html", f"replies/{page.stem}", "en", text, reply, True, True))
    return out


def _talon_signatures(root: Path) -> list[Case]:
    folder = root / "talon/tests/signature"

    def pair(text: str, *_: Any) -> tuple[str, str]:
        return _asked(text), ""

    out = []
    for name, names in (
        ("bruteforce", {"bruteforce": _Stub(extract_signature=pair)}),
        ("extraction", {"extract": pair, "extraction": _Stub(), "bruteforce": _Stub()}),
    ):
        made = _Recorder(folder / f"{name}_test.py", os=_Stub(), **names)
        for number, (test, text, expected) in enumerate(made.pairs):
            if "crash" not in test:
                case = f"{name}/{test}-{number}"
                out.append(Case("talon_signature", case, "en", text, str(expected), False))
    for path in sorted((folder.parent / "fixtures/signature/emails/stripped").glob("*_body")):
        body = path.read_text("utf-8").strip()
        gold = path.with_name(path.name.replace("_body", "_signature")).read_text("utf-8")
        expected = body[: len(body) - len(gold.strip())]
        out.append(Case("talon_signature", f"stripped/{path.stem}", "en", body, expected, False))
    return out


def _quotequail(root: Path) -> Iterator[Case]:
    for name in ("quote", "quote_html"):
        rows = _parameters(root / f"quotequail/tests/test_{name}.py")
        for number, (text, _, parts) in enumerate(rows):
            expected = "\n".join(part for own, part in parts if own)
            page = name == "quote_html"
            agrees = "Forwarded" not in text
            yield Case("quotequail", f"{name}-{number}", "en", text, expected, agrees, page)
    for number, (text, found) in enumerate(_parameters(root / "quotequail/tests/test_unwrap.py")):
        code = next((c for c in ("fr", "sv") if FRENCH_OR_SWEDISH[c] in text), "en")
        if found is None:
            yield Case("quotequail", f"unwrap-{number}", code, text, text, False)
            continue
        expected = "\n".join(found[part] for part in ("text_top", "text_bottom") if part in found)
        agrees = not re.search(r"^(?:--|Phone)", expected, re.MULTILINE)
        yield Case("quotequail", f"unwrap-{number}", code, text, expected, agrees)


FRENCH_OR_SWEDISH = {"fr": "Objet", "sv": "Vidarebefordrat"}


def _parameters(path: Path) -> list[tuple[Any, ...]]:
    """The rows of the first ``parametrize`` of a test file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "parametrize"
        ):
            rows: list[tuple[Any, ...]] = ast.literal_eval(node.args[1])
            return rows
    return []
