"""mbox in its dialects: what separates messages, and what only looks like it."""

import time
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.parse import parse
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import mbox
from inboxminer.sources.base import Bounds, Reading, SourceSpec

READING = Reading(SourceSpec("s", None, Path("x")), Path("x"), "s")
ASCTIME = b"From a@x.example Wed Apr  1 10:00:00 2026\n"
HEAD = b"From: a@x.example\nSubject: s\n\n"


def split(raw: bytes, reading: Reading = READING) -> list[bytes]:
    return [
        one.raw if isinstance(one, RawMessage) else one.reason.encode()
        for one in mbox.split(BytesIO(raw), reading)
    ]


@pytest.mark.parametrize(
    "separator",
    [
        b"From a@x.example Wed Apr  1 10:00:00 2026",
        b"From a@x.example  Wed Apr 01 10:00:00 +0300 2026",
        b"From - Wed Apr 01 10:00:00 2026",
        b"From MAILER-DAEMON Wed Apr  1 10:00:00 2026",
        b"From dana at x.example  Wed Apr  1 10:00:00 2026",
        b"From dana levi Wed Apr  1 10:00 2026",
        b"From ???@??? Wed Apr 01 10:00:00 2026",
        b"From a@x.example Wed, 1 Apr 2026 10:00:00 +0300",
        b"From 1234567890@xxx Wed Apr 01 10:00:00 +0000 2026",
        b"From a@x.example Wed Apr  1 10:00:00 2026 remote from relay",
        b"From <a@x.example> Wed Apr  1 10:00:00 GMT 2026",
        b"From a@x.example 2026-04-01T10:00:00",
        b"From a@x.example Wed Apr  1 10:00:00 2026\r",
    ],
)
def test_separators(separator: bytes) -> None:
    message = separator + b"\n" + HEAD + b"text\n\n"
    assert mbox.looks_like(message)
    assert split(message * 3) == [HEAD + b"text\n"] * 3


@pytest.mark.parametrize(
    "line",
    [
        b"From here at 10:30 we went home",
        b"From: the very beginning at 10:00",
        b"From Monday 10:30 on the shop is open until 2026",
        b"From what I know the fridge came on Wed Apr 1 2026",
        b"From 10:00 to 12:00 nobody answered",
        b"From a@x.example I got nothing at 10:00",
        b"From dana at home, since 10:00",
        b"From",
        b"From \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 10:00 2026",
    ],
)
@pytest.mark.parametrize("below", [b"more text", b"Note: see below", b"", b"https://x.example"])
def test_a_line_of_a_body_does_not_separate(line: bytes, below: bytes) -> None:
    body = b"text\n\n" + line + b"\n" + below + b"\nend\n"
    assert split(ASCTIME + HEAD + body + b"\n" + ASCTIME + HEAD) == [HEAD + body, HEAD[:-1]]


def test_a_separator_in_a_body_without_headers_below_is_text() -> None:
    body = b"he wrote\n\n" + ASCTIME + b"and more of his text\n"
    assert split(ASCTIME + HEAD + body) == [HEAD + body]


def test_quoted_lines_lose_one_mark() -> None:
    body = b">From here\n>>From there\n> From a reply\n"
    assert split(ASCTIME + HEAD + body) == [HEAD + b"From here\n>From there\n> From a reply\n"]


def counted(body: bytes, length: int | None = None) -> bytes:
    stated = len(body) if length is None else length
    head = b"From: a@x.example\nContent-Length: %d\n\n" % stated
    return ASCTIME + head + body + b"\n"


def test_a_counted_body_may_hold_separators() -> None:
    body = b"text\n\n" + ASCTIME + HEAD + b"forwarded\n>From kept\n"
    found = split(counted(body) + counted(b"two\n") + ASCTIME + HEAD)
    assert len(found) == 3
    assert found[0].endswith(body)
    assert found[1].endswith(b"\n\ntwo\n")


@pytest.mark.parametrize("length", [0, 3, 7, 20, 500, 10**11])
def test_a_wrong_count_is_not_believed(length: int) -> None:
    found = split(counted(b"one\nmore\n", length) + counted(b"two\n"))
    assert [one.split(b"\n\n", 1)[1] for one in found] == [b"one\nmore\n", b"two\n"]


def test_mboxcl_unquotes_what_it_counted() -> None:
    found = split(counted(b"text\n>From here\n") + counted(b"two\n"))
    assert found[0].endswith(b"text\nFrom here\n")


def test_archives_of_mailing_lists() -> None:
    raw = (
        b"From dana at x.example  Wed Apr  1 10:00:00 2026\n"
        b"From: dana at x.example (Dana Levi)\nDate: Wed, 1 Apr 2026 10:00:00 +0300\n"
        b"Subject: [R] plot\n\nFrom my point of view at 10:00 this is text\n\n\n"
        b"From avi at y.example  Wed Apr  1 11:00:00 2026\nFrom: avi at y.example (Avi)\n\nyes\n"
    )
    parsed = [parse(RawMessage("s", n, None, one)) for n, one in enumerate(split(raw))]
    assert [(one.sender.name, one.sender.address) for one in parsed] == [
        ("Dana Levi", "dana@x.example"),
        ("Avi", "avi@y.example"),
    ]
    assert "From my point of view" in parsed[0].text


def test_a_message_too_large_costs_no_memory_and_no_other() -> None:
    reading = Reading(SourceSpec("s", None, Path("x")), Path("x"), "s", Bounds(message_bytes=100))
    raw = ASCTIME + HEAD + b"x" * 3_000_000 + b"\n\n" + ASCTIME + HEAD
    assert split(raw, reading) == [b"too_large", HEAD[:-1]]


def test_lines_of_nothing_take_no_more_memory_than_their_bytes() -> None:
    raw = ASCTIME + HEAD + b"\r\n" * 2_000_000 + ASCTIME + HEAD
    tracemalloc.start()
    found = split(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(one) for one in found] == [len(HEAD) + 3_999_998, len(HEAD) - 1]
    assert peak < 4 * len(raw)


def test_many_wrong_counts_do_not_take_the_square_of_their_number() -> None:
    class Read(BytesIO):
        looked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            block = super().read(size)
            self.looked += len(block)
            return block

    stream = Read(counted(b"one\n", 4_000_000) * 40_000)
    began = time.process_time()
    assert sum(isinstance(one, RawMessage) for one in mbox.split(stream, READING)) == 40_000
    assert stream.looked == len(stream.getvalue())
    assert time.process_time() - began < 8


units = st.sampled_from(
    [ASCTIME, b"\n", b"\r\n", b" \n", b"From here\n", b">From x\n", b"text", b"text\n", HEAD]
)
lengths = st.integers(0, 90).map(lambda n: b"Content-Length: %d\n" % n)


@given(st.lists(st.one_of(units, lengths), max_size=25).map(b"".join), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_where_blocks_end_changes_nothing(raw: bytes, size: int) -> None:
    whole = split(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "BLOCK", size)
        assert split(raw) == whole


def test_a_message_of_nothing_is_counted() -> None:
    found = list(mbox.split(BytesIO(ASCTIME + b"\n" + ASCTIME + HEAD), READING))
    assert [type(one) for one in found] == [Skipped, RawMessage]


bodies = st.lists(
    st.sampled_from(
        [
            b"text",
            b"",
            b"From here at 10:00",
            b">From x",
            b"Subject: y",
            b"From a@b",
            b"--",
            b"\xff",
        ]
    ),
    max_size=8,
).map(b"\n".join)


@given(st.lists(bodies, min_size=1, max_size=4), st.booleans())
@settings(max_examples=200, deadline=None)
def test_what_python_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], crlf: bool
) -> None:
    """Messages quoted by the rules of mboxrd come back as they were."""
    raw = b""
    for text in texts:
        quoted = b"".join(
            (b">" if line.lstrip(b">").startswith(b"From ") else b"") + line + b"\n"
            for line in text.split(b"\n")
        )
        raw += ASCTIME + HEAD + quoted + b"\n"
    if crlf:
        raw = raw.replace(b"\n", b"\r\n")
    found = [one.replace(b"\r\n", b"\n") for one in split(raw)]
    assert [one.rstrip(b"\n") for one in found] == [(HEAD + t).rstrip(b"\n") for t in texts]


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_split_without_loss(raw: bytes) -> None:
    whole = ASCTIME + raw
    found = [one for one in mbox.split(BytesIO(whole), READING) if isinstance(one, RawMessage)]
    assert sum(len(one.raw) for one in found) <= len(whole)
