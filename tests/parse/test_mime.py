"""The structure of messages, with the standard library's parser as the judge."""

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.parse.mime import DEPTH, Part, read
from tests.sources.public import unpacked

GOLDEN = Path(__file__).parents[1] / "golden"
Fields = list[tuple[str, bytes]]
Shape = tuple[str, Fields, bytes | list["Shape"]]


def judged(message: Message) -> Shape:
    """(type, fields, text or parts) as the standard library reads them."""
    fields = [
        (name.lower(), re.sub(r"\r?\n[ \t]", " ", str(value)).encode("ascii", "surrogateescape"))
        for name, value in message.raw_items()
        if name
    ]
    # As it stands: get_payload decodes eight-bit text.
    payload = vars(message)["_payload"]
    kind = message.get_content_type()
    if isinstance(payload, list):
        parts = [] if kind == "message/delivery-status" else payload
        return kind, fields, [judged(part) for part in parts if isinstance(part, Message)]
    return kind, fields, str(payload or "").encode("ascii", "surrogateescape")


def found(part: Part) -> Shape:
    """The same as we read it."""
    fields = [(name, value) for name, held in part.fields.items() for value in held]
    if part.children is not None:
        return part.kind, fields, [found(child) for child in part.children]
    return part.kind, fields, part.payload


def same(one: Shape, other: Shape) -> bool:
    """Equal but for the order of fields of several names, and line ends before boundaries."""
    if one[0] != other[0] or sorted(one[1]) != sorted(other[1]):
        return False
    if isinstance(one[2], bytes) or isinstance(other[2], bytes):
        plain = isinstance(one[2], bytes) and isinstance(other[2], bytes)
        return plain and one[2].rstrip() == other[2].rstrip()  # type: ignore[union-attr]
    return len(one[2]) == len(other[2]) and all(map(same, one[2], other[2]))


def agree(raw: bytes) -> bool:
    return same(found(read(raw)), judged(BytesParser(policy=compat32).parsebytes(raw)))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.eml")), ids=lambda path: path.stem)
def test_golden_mail_has_the_structure_that_the_standard_library_reads(path: Path) -> None:
    assert agree(path.read_bytes())


lines = st.sampled_from(
    [
        *("Subject: a", " folded", "\tfolded", "From x y", "X-Y:", ":", "no field", "", ""),
        *("Content-Type: text/plain", "Content-Type: multipart/mixed; boundary=b", "--b", "--b--"),
        *("Content-Type: multipart/alternative; boundary=c", "--c", "--c--", "--b ", "--bx"),
        *("Content-Type: message/rfc822", "text", "Content-Type: multipart/digest; boundary=d"),
        *("--d", "--d--", "--", "\xe9t\xe9", "a: \xe9"),
    ]
)


@given(st.lists(lines, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=600, deadline=None)
def test_fields_of_any_lines_are_those_of_the_standard_library(held: list[str], end: str) -> None:
    raw = end.join(held).encode("latin-1")
    kind, fields, _ = judged(BytesParser(policy=compat32).parsebytes(raw))
    part = read(raw)
    # A type with more behind it than the standard library can read is its first word.
    assert part.kind == kind.split()[0]
    assert sorted((n, v) for n, held in part.fields.items() for v in held) == sorted(fields)


@given(st.binary(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_bytes_have_a_structure(raw: bytes) -> None:
    part = read(raw)
    assert sum(1 for _ in part.walk()) >= 1
    assert 0 <= part.body <= len(raw)


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        # Parts end at the outer boundary also where the inner one never closes.
        (
            b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; "
            b"boundary=b\n\n--b\n\none\n--a\n\ntwo\n--a--\nbelow",
            [b"one", b"two"],
        ),
        # Without any boundary all is one text.
        (b"Content-Type: multipart/mixed; boundary=a\n\nonly text", [b"only text"]),
        (b"Content-Type: multipart/mixed\n\nonly text", [b"only text"]),
        # A message in base64 (which RFC 2046 forbids) is read all the same.
        (
            b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            b"U3ViamVjdDogYQoKaW5zaWRl",
            [b"inside"],
        ),
        (b"Content-Type: multipart/mixed; boundary=a\n\n--ab\n\nno\n--a\n\nyes\n--a--", [b"yes"]),
    ],
)
def test_texts_of_damaged_structures(raw: bytes, texts: list[bytes]) -> None:
    assert [part.payload for part in read(raw).walk() if part.children is None] == texts


def test_walk_is_not_deeper_than_its_bound() -> None:
    raw = b"Content-Type: message/rfc822\n\n" * 500
    assert sum(1 for _ in read(raw).walk()) == DEPTH + 1


@pytest.mark.full
def test_public_mail_has_the_structure_that_the_standard_library_reads(tmp_path: Path) -> None:
    folder = unpacked("spamassassin_public_corpus.tar.xz", tmp_path)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    different = [path.name for path in paths if not agree(path.read_bytes())]
    assert len(paths) > 6_000
    assert len(different) <= 0.005 * len(paths), different[:40]
