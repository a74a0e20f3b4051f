"""No mail raises, hangs or grows; what was not read of it is named."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.parse import parse
from inboxminer.records import CleanMessage, RawMessage, Skipped
from inboxminer.sources.base import Bounds, Reading, SourceSpec
from tests.hostile.mails import HEAD, MAILS, OWN, html, plain
from tests.hostile.meter import Measured, Meter, read, started
from tests.sources.public import unpacked

# CPU seconds of one mail on a busy machine, and MB that it may take above its own bytes.
SECONDS, MEGABYTES = 4.0, 200.0
CUT = {"body_cut", "text_cut", "too_many_parts", "header_too_long", "html_too_complex"}
# Of the long tests' sizes.
SHORT = 200


@pytest.fixture(scope="module")
def meter() -> Iterator[Meter]:
    with started() as found:
        yield found


def judged(found: Measured, raw: bytes) -> None:
    """The law: in time, in little memory, and no own words are missed without a name."""
    assert found.seconds < SECONDS
    assert found.megabytes < MEGABYTES
    named = CUT & {*found.told}
    assert not found.skipped or found.skipped in ("too_complex", "no_own_text")
    if OWN in raw:
        assert OWN.decode().strip() in found.text or named


@pytest.mark.parametrize("name", MAILS)
def test_a_hostile_mail_is_read_or_skipped_in_time(name: str, meter: Meter) -> None:
    size = max(10, MAILS[name].size // SHORT)
    judged(meter(name, size), MAILS[name].make(size))


@pytest.mark.full
@pytest.mark.parametrize("name", MAILS)
def test_a_large_hostile_mail_is_read_or_skipped_in_time(name: str, meter: Meter) -> None:
    size = MAILS[name].size
    judged(meter(name, size, large=True), MAILS[name].make(size))


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("body", 3_100_000, {"body_cut", "text_cut"}),
        ("line", 3_100_000, {"body_cut", "text_cut"}),
        ("levels", 300, {"too_many_parts"}),
        ("levels of alternatives", 100, {"too_many_parts"}),
        ("parts", 2_000, {"too_many_parts"}),
        ("attached messages", 30, {"too_many_parts"}),
        ("messages in messages", 300, {"too_many_parts"}),
        ("recipients", 20_000, {"header_too_long"}),
        ("subject of words", 100_000, {"header_too_long"}),
        ("a large picture", 5_000_000, set()),
        ("a picture in a page", 5_000_000, set()),
        ("a wrapped picture in a page", 5_000_000, set()),
        ("a drawing in a page", 4_000_000, set()),
        ("a long attribute", 4_000_000, set()),
        ("long links", 4_000_000, set()),
        ("fields", 5_000, set()),
        ("blank lines", 1_000_000, set()),
    ],
)
def test_what_is_not_read_is_named(name: str, size: int, told: set[str]) -> None:
    found = read(MAILS[name].make(size))
    named = found.defects if isinstance(found, CleanMessage) else found.detail.split(", ")
    assert {*named} & CUT == told
    if isinstance(found, Skipped):
        assert found.reason == "too_complex"


def test_a_mail_of_which_nothing_was_read_is_too_complex() -> None:
    found = read(plain(b"> a\r\n" * 100_000 + OWN).replace(b"Subject: hello", b"Subject: Re: x"))
    assert isinstance(found, Skipped)
    assert (found.reason, found.detail) == ("too_complex", "text_cut")


def test_a_mail_over_the_limit_is_too_large() -> None:
    reading = Reading(SourceSpec("in.mbox", None, Path()), Path(), "in.mbox", Bounds(1_000))
    assert isinstance(reading.message(0, plain(b"a" * 500)), RawMessage)
    found = reading.message(0, plain(b"a" * 1_000))
    assert isinstance(found, Skipped)
    assert found.reason == "too_large"


@pytest.mark.parametrize("sign", ["\u0301\u0327", "\u05b0\u05c1"])
def test_marks_without_end_are_kept(sign: str) -> None:
    found = read(plain(("a" + sign * 500 + " the fridge").encode()))
    assert isinstance(found, CleanMessage)
    assert sum(found.passages[1].text.count(mark) for mark in sign) >= 999
    assert found.passages[1].text.endswith(" the fridge")


def test_the_newest_and_the_oldest_of_many_references_are_kept() -> None:
    many = b" ".join(b"<%d@x.example>" % n for n in range(50_000))
    email = parse(RawMessage("s", 0, None, HEAD + b"References: " + many + b"\r\n\r\n" + OWN))
    assert email.references[0] == "<0@x.example>"
    assert email.references[-2:] == ("<49998@x.example>", "<49999@x.example>")
    assert len(email.references) < 2_000
    assert "header_too_long" in email.defects


@pytest.mark.parametrize(
    "kind",
    [b"multipart/mixed; boundary=x; a*" + b"9" * 5_000 + b"*=b", b"text/plain; charset*0*=a''b"],
)
def test_a_structure_that_cannot_be_read_keeps_sender_and_words(kind: bytes) -> None:
    found = read(HEAD + b"Content-Type: " + kind + b"\r\n\r\n--x\r\n\r\n" + OWN + b"--x--\r\n")
    assert isinstance(found, CleanMessage)
    assert found.sender.address == "dana@x.example"
    assert "The fridge never came." in found.passages[1].text


def test_an_unclosed_tag_hides_no_words() -> None:
    found = read(html(b"<p>The fridge <b never came. " + b"It is late. " * 2_000))
    assert isinstance(found, CleanMessage)
    assert "never came. It is late." in found.passages[1].text


@given(st.binary(max_size=3000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    read(raw)


@given(
    st.binary(max_size=1500),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=x", "message/rfc822"]),
    st.sampled_from(["utf-8", "windows-1255", "iso-2022-jp", "utf-16", "iso-8859-8", "x"]),
    st.sampled_from(["7bit", "base64", "quoted-printable", "x-uuencode"]),
)
@settings(max_examples=100, deadline=None)
def test_any_body_of_any_type_is_read(raw: bytes, kind: str, charset: str, coded: str) -> None:
    told = f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {coded}\r\n\r\n"
    read(HEAD + told.encode() + raw)


@given(st.text(max_size=1500), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str, as_page: bool) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    read(html(raw) if as_page else plain(raw))


@pytest.mark.full
@given(st.binary(max_size=20_000))
@settings(max_examples=1_000, deadline=None)
def test_many_more_bytes_are_read(raw: bytes) -> None:
    read(raw)


SPLICES = (b"\r\n", b"\n--", b"=?", b"?=", b"\xff", b"\0", b"<", b">", b": ", b"\r\n\r\n", b"\xd7")


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """A mail with bytes changed, dropped, doubled or put in, at one to eight places."""
    out = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(out) + 1), chance.choice((1, 2, 16, 200))
        piece = bytes(out[at : at + size])
        out[at : at + size] = chance.choice(
            (b"", piece * 2, chance.choice(SPLICES), bytes(reversed(piece)), chance.randbytes(size))
        )
    return bytes(out)


def public(folder: Path, archive: str) -> list[bytes]:
    paths = sorted(unpacked(archive, folder).rglob("*"))
    return [p.read_bytes() for p in paths if p.is_file()]


@pytest.mark.full
@pytest.mark.parametrize("archive", ["fixtures.tar.xz", "spamassassin_public_corpus.tar.xz"])
def test_all_public_mail_is_read(tmp_path: Path, archive: str) -> None:
    mails = public(tmp_path, archive)
    assert len(mails) > 2_000
    for raw in mails:
        read(raw)


@pytest.mark.full
@pytest.mark.parametrize("share", range(4))
def test_truncated_public_mail_is_read(tmp_path: Path, share: int) -> None:
    for raw in public(tmp_path, "fixtures.tar.xz")[share::4]:
        for n in range(20):
            read(raw[: len(raw) * n // 20])


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_mutated_public_mail_is_read(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    mails = [raw for raw in public(tmp_path, "fixtures.tar.xz") if 200 < len(raw) < 100_000]
    for n in range(2_500):
        read(mutated(mails[(4 * n + seed) % len(mails)], chance))


def test_mutations_of_own_mail_are_read() -> None:
    chance = random.Random(7)
    golden = sorted((Path(__file__).parents[1] / "golden").glob("*.eml"))
    for path in golden:
        raw = path.read_bytes()
        read(mutated(raw, chance))
        read(raw[: chance.randrange(len(raw))])
    assert len(golden) > 40
