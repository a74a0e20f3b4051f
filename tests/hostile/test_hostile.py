"""No mail raises, hangs or grows; what was not read of it is named."""

import random
import resource
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.config import Config
from inboxminer.options import Options
from inboxminer.pipeline import prepare
from inboxminer.records import SKIP_REASONS, CleanMessage, RawMessage, Skipped
from tests.hostile.mails import HEAD, MAILS, OWN, plain
from tests.sources.public import unpacked

# CPU seconds of one mail, and MB that it may take.
SECONDS, MEGABYTES = 3.0, 300
CONFIG, OPTIONS, SECRET = Config.load(None, ()), Options.checked(), b"k" * 32
BINARY = (".msg", ".tnef", ".doc", ".zip")
CUT = {"body_cut", "text_cut", "too_many_parts", "header_too_long", "html_too_complex"}


def read(raw: bytes) -> CleanMessage | Skipped:
    """A message through all of reading: parsed, cleaned, redacted."""
    message = RawMessage("s", 0, None, raw)
    found = prepare(message, config=CONFIG, options=OPTIONS, secret=SECRET)
    assert isinstance(found, CleanMessage) or found.reason in SKIP_REASONS
    return found


def bounded(raw: bytes) -> CleanMessage | Skipped:
    read(plain(OWN + "שלום, 052-1234567".encode()))
    before, started = peak(), time.process_time()
    found = read(raw)
    assert time.process_time() - started < SECONDS
    assert peak() - before < MEGABYTES
    return found


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("name", MAILS)
def test_a_hostile_mail_is_read_or_skipped_in_time(name: str) -> None:
    make, size, _ = MAILS[name]
    bounded(make(size))


@pytest.mark.full
@pytest.mark.parametrize("name", MAILS)
def test_a_large_hostile_mail_is_read_or_skipped_in_time(name: str) -> None:
    make, _, size = MAILS[name]
    bounded(make(size))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("body", {"body_cut", "text_cut"}),
        ("line", {"body_cut", "text_cut"}),
        ("levels", {"too_many_parts"}),
        ("parts", {"too_many_parts"}),
        ("messages in messages", {"too_many_parts"}),
        ("recipients", {"header_too_long"}),
        ("subject", {"header_too_long"}),
    ],
)
def test_what_is_not_read_is_named(name: str, told: set[str]) -> None:
    make, size, _ = MAILS[name]
    found = read(make(size))
    named = set(found.defects) if isinstance(found, CleanMessage) else set(found.detail.split(", "))
    assert named & CUT == told
    if isinstance(found, Skipped):
        assert found.reason == "too_complex"


def test_words_below_a_flood_of_blank_lines_are_read() -> None:
    found = read(plain(b"\r\n" * 200_000 + OWN))
    assert isinstance(found, CleanMessage)
    assert found.passages[1].text == "The fridge never came."
    assert found.defects == ()


def test_words_below_a_flood_of_lines_are_missed_by_name() -> None:
    found = read(plain(b"> a\r\n" * 100_000 + OWN).replace(b"Subject: hello", b"Subject: Re: x"))
    assert isinstance(found, Skipped)
    assert (found.reason, found.detail) == ("too_complex", "text_cut")


@pytest.mark.parametrize("count", [50, 50_000])
def test_many_headers_lose_nothing(count: int) -> None:
    fields = b"".join(b"X-%d: v\r\n" % n for n in range(count))
    found = read(HEAD + fields + b"References: <a@x>\r\n\r\n" + OWN)
    assert isinstance(found, CleanMessage)
    assert found.passages[1].text == "The fridge never came."
    assert found.thread_keys
    assert found.defects == ()


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    read(raw)


@given(
    st.binary(max_size=1500),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=x", "message/rfc822"]),
    st.sampled_from(["utf-8", "windows-1255", "iso-2022-jp", "utf-16", "x"]),
    st.sampled_from(["7bit", "base64", "quoted-printable", "x-uuencode"]),
)
@settings(max_examples=200, deadline=None)
def test_any_body_of_any_type_is_read(raw: bytes, kind: str, charset: str, coded: str) -> None:
    fields = (
        f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {coded}\r\n\r\n"
    )
    read(HEAD + fields.encode() + raw)


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
    return [p.read_bytes() for p in paths if p.is_file() and p.suffix not in BINARY]


@pytest.mark.full
@pytest.mark.parametrize("archive", ["fixtures.tar.xz", "spamassassin_public_corpus.tar.xz"])
def test_all_public_mail_is_read(tmp_path: Path, archive: str) -> None:
    mails = public(tmp_path, archive)
    assert len(mails) > 2_000
    for raw in mails:
        read(raw)


@pytest.mark.full
def test_truncated_public_mail_is_read(tmp_path: Path) -> None:
    for raw in public(tmp_path, "fixtures.tar.xz"):
        for n in range(20):
            read(raw[: len(raw) * n // 20])


@pytest.mark.full
def test_mutated_public_mail_is_read(tmp_path: Path) -> None:
    chance = random.Random(7)
    mails = [raw for raw in public(tmp_path, "fixtures.tar.xz") if 200 < len(raw) < 100_000]
    for n in range(10_000):
        read(mutated(mails[n % len(mails)], chance))


def test_mutations_of_own_mail_are_read() -> None:
    chance = random.Random(7)
    golden = sorted((Path(__file__).parents[1] / "golden").glob("*.eml"))
    for path in golden:
        raw = path.read_bytes()
        for _ in range(3):
            read(mutated(raw, chance))
        read(raw[: chance.randrange(len(raw))])
    assert len(golden) > 40
