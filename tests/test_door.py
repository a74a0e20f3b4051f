"""The Python door: each option of the command line is a keyword of the same name."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click
import pytest

from inboxminer import InboxminerError, scan
from inboxminer.cli.scan import command
from inboxminer.options import Options
from tests.conftest import Mailbox
from tests.helpers import mail

# Options of the command line that are no keywords of ``scan`` but of what is done with its report.
OF_THE_REPORT = {"formats", "out", "force", "as_json"}


def test_every_option_is_a_keyword_of_the_same_name() -> None:
    named = {
        (option.name or "", max(option.opts, key=len).lstrip("-").replace("-", "_"))
        for option in command.params
        if isinstance(option, click.Option) and option.name not in OF_THE_REPORT
    }
    assert {name for name, _ in named} == {field.name for field in fields(Options)}
    assert [pair for pair in named if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"colour": "red"}, "unknown options: colour"),
        ({"set": ["swot.minimum_customers=none"]}, "swot.minimum_customers"),
        ({"set": "nothing.here=1"}, "unknown setting nothing"),
        ({"language": "xx"}, "give one of he"),
        ({"workers": 0}, "at least 1"),
        ({"workers": "2"}, "workers must be a whole number"),
        ({"redact": "no"}, "redact must be True or False"),
        ({"since": "yesterday"}, "such as 2026-04-01"),
        ({"since": 20260401}, "such as 2026-04-01"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    mbox: Mailbox, options: dict[str, object], words: str
) -> None:
    with pytest.raises(InboxminerError, match=words):
        scan(mbox(mail(1, "The fridge never came.")), **options)


def test_no_source_is_refused() -> None:
    for nothing in ([], None, [None], ""):
        with pytest.raises(InboxminerError, match=r"no source|empty source"):
            scan(nothing)  # type: ignore[arg-type]


def test_the_frames_of_an_empty_report_have_their_columns(mbox: Mailbox, tmp_path: Path) -> None:
    bulk = mail(1, "50 % off!", List_Unsubscribe="<https://x.example/u>", Precedence="bulk")
    report = scan(mbox(bulk))
    assert {"message_id", "kind", "body"} <= set(report.messages.columns)
    assert {"mention_id", "topic", "quote"} <= set(report.mentions.columns)
    assert {"id", "score"} <= set(report.swot.columns)
    assert {"stage", "topic"} <= set(report.journey.columns)
    for formats in (["pdf"], [], "docx"):
        with pytest.raises(InboxminerError, match="give some of html"):
            report.write(tmp_path / "out", formats)
    assert (report.write(tmp_path / "one", "json") / "swot.json").is_file()
