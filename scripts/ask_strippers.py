"""What other reply strippers answer on the public cases, for scripts/measure_strippers.py.

First ``python -m scripts.ask_strippers dump FIXTURES CASES.json`` here; then, in a throw-away
environment with the libraries, ``python scripts/ask_strippers.py ask CASES.json OUT.json``.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def dump(fixtures: str, out: str) -> None:
    from inboxminer.evaluate.strippers import cases

    rows = [
        {"id": f"{c.library}/{c.name}", "text": c.text, "html": c.html, "language": c.language}
        for c in cases(Path(fixtures))
    ]
    Path(out).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def ask(questions: str, out: str) -> None:
    rows = json.loads(Path(questions).read_text("utf-8"))
    answers = {}
    for name, make in LIBRARIES.items():
        try:
            function = make()
        except ImportError as error:
            print(name, "is not installed:", error)
            continue
        answers[name] = {row["id"]: _answer(function, row) for row in rows}
    Path(out).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")


def _answer(function: Callable[[dict[str, Any]], str | None], row: dict[str, Any]) -> str | None:
    try:
        return function(row)
    except Exception as error:  # whatever a library raises is no answer
        return f"raised {type(error).__name__}"


def _zapier() -> Callable[[dict[str, Any]], str | None]:
    parser = importlib.import_module("email_reply_parser").EmailReplyParser
    return lambda row: None if row["html"] else str(parser.parse_reply(row["text"]))


def _mail_parser() -> Callable[[dict[str, Any]], str | None]:
    parser = importlib.import_module("mailparser_reply").EmailReplyParser
    known = ["en", "de", "fr", "it", "pl", "nl", "ja", "da", "sv", "es", "he", "ru", "pt"]

    def read(row: dict[str, Any]) -> str | None:
        if row["html"]:
            return None
        languages = list(dict.fromkeys([row["language"], "en"]))
        try:
            return str(
                parser(languages=[c for c in languages if c in known]).parse_reply(row["text"])
            )
        except (KeyError, ValueError):
            return str(parser(languages=["en"]).parse_reply(row["text"]))

    return read


def _talon() -> Callable[[dict[str, Any]], str | None]:
    quotations = importlib.import_module("talon.quotations")
    bruteforce = importlib.import_module("talon.signature.bruteforce")

    def read(row: dict[str, Any]) -> str | None:
        if row["html"]:
            return str(quotations.extract_from_html(row["text"]))
        if row["id"].startswith("talon_signature/"):
            return str(bruteforce.extract_signature(row["text"])[0])
        return str(quotations.extract_from_plain(row["text"]))

    return read


def _quotequail() -> Callable[[dict[str, Any]], str | None]:
    library = importlib.import_module("quotequail")

    def read(row: dict[str, Any]) -> str | None:
        if row["id"].startswith("quotequail/unwrap"):
            found = library.unwrap(row["text"])
            if found is None:
                return str(row["text"])
            return "\n".join(found[k] for k in ("text_top", "text_bottom") if k in found)
        part = library.quote_html if row["html"] else library.quote
        said = part(row["text"], limit=100_000, quote_intro_line=True)
        return "\n".join(text for own, text in said if own)

    return read


LIBRARIES: dict[str, Callable[[], Callable[[dict[str, Any]], str | None]]] = {
    "email-reply-parser": _zapier,
    "mail-parser-reply": _mail_parser,
    "talon": _talon,
    "quotequail": _quotequail,
}

if __name__ == "__main__":
    {"dump": dump, "ask": ask}[sys.argv[1]](sys.argv[2], sys.argv[3])
