"""Every format gives the same messages; what is no mailbox is refused with a cure."""

import gzip
import io
import mailbox
import tarfile
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from inboxminer.errors import MappingError, NotAMailboxError, SourceError, SourceMissingError
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import Bounds, open_source, resolve

MAILS = [
    f"From: a{n}@x.example\nTo: us@y.example\nSubject: s{n}\nMessage-ID: <{n}@x.example>\n"
    f"Date: Wed, 01 Apr 2026 10:0{n}:00 +0300\n\nbody {n}\nFrom here on it is text\n".encode()
    for n in range(3)
]


def mbox(path: Path) -> Path:
    parts = []
    for mail in MAILS:
        head, _, body = mail.partition(b"\n\n")
        parts.append(
            b"From x Wed Apr  1 10:00:00 2026\n"
            + head
            + b"\n\n"
            + body.replace(b"\nFrom ", b"\n>From ")
            + b"\n"
        )
    path.write_bytes(b"".join(parts))
    return path


def as_mbox(folder: Path) -> Path:
    return mbox(folder / "in.mbox")


def as_mbox_crlf(folder: Path) -> Path:
    path = mbox(folder / "in.mbox")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return path


def as_gz(folder: Path) -> Path:
    path = folder / "in.mbox.gz"
    path.write_bytes(gzip.compress(mbox(folder / "x").read_bytes()))
    (folder / "x").unlink()
    return path


def as_maildir(folder: Path) -> Path:
    box = mailbox.Maildir(str(folder / "Maildir"))
    for mail in MAILS:
        box.add(mail)
    return folder / "Maildir"


def as_folder(folder: Path) -> Path:
    deep = folder / "mails" / "2026" / "april"
    deep.mkdir(parents=True)
    for n, mail in enumerate(MAILS):
        (deep / f"{n}.eml").write_bytes(mail)
    (folder / "mails" / "notes.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder / "mails"


def as_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "in.zip", "w") as archive:
        for n, mail in enumerate(MAILS):
            archive.writestr(f"deep/{n}.eml", mail)
    return folder / "in.zip"


def as_tar_gz(folder: Path) -> Path:
    with tarfile.open(folder / "in.tar.gz", "w:gz") as archive:
        for n, mail in enumerate(MAILS):
            info = tarfile.TarInfo(f"deep/{n}.eml")
            info.size = len(mail)
            archive.addfile(info, io.BytesIO(mail))
    return folder / "in.tar.gz"


def read(path: Path | str, **options: object) -> list[RawMessage | Skipped]:
    (spec,) = resolve([str(path)])
    return list(open_source(spec, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make", [as_mbox, as_mbox_crlf, as_gz, as_maildir, as_folder, as_zip, as_tar_gz]
)
def test_every_format_gives_every_message(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    found = [one for one in read(make(tmp_path)) if isinstance(one, RawMessage)]
    parsed = [message_from_bytes(one.raw) for one in found]
    assert sorted(str(mail["Subject"]) for mail in parsed) == ["s0", "s1", "s2"]
    for mail in parsed:
        assert "From here on it is text" in str(mail.get_payload())
    assert len({(one.source, one.position) for one in found}) == 3


def test_one_eml(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(MAILS[0])
    (found,) = read(path)
    assert isinstance(found, RawMessage)
    assert found.raw == MAILS[0]


def test_a_name_before_the_path_is_the_mailbox(tmp_path: Path) -> None:
    (found, *_) = read(f"service={as_mbox(tmp_path)}")
    assert isinstance(found, RawMessage)
    assert found.mailbox == "service"


def test_display_names_do_not_depend_on_the_order(tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
        mbox(tmp_path / part / "in.mbox")
    paths = [str(tmp_path / part / "in.mbox") for part in ("a", "b")]
    names = [spec.name for spec in resolve(paths)]
    assert names == ["a/in.mbox", "b/in.mbox"]
    assert [spec.name for spec in resolve(paths[::-1])] == names[::-1]


CSV = "Created,Requester,Subject,Description,Ticket\n2026-04-01,a@x.example,hello,the text,77\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", CSV.encode()),
        ("t.csv", CSV.replace(",", ";").encode("utf-8-sig")),
        ("t.csv", CSV.replace(",", "\t").encode()),
        ("t.csv", CSV.replace("the text", "המקרר לא הגיע").encode("windows-1255")),
        ("t.jsonl", b'{"Created": "2026-04-01", "Subject": "hello", "Description": "the text"}\n'),
    ],
)
def test_helpdesk_exports(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (found,) = read(path)
    assert isinstance(found, RawMessage)
    mail = message_from_bytes(found.raw)
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().strip() in ("the text", "המקרר לא הגיע")


def test_a_mapping_chooses_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\nhello,2026-04-01\n", encoding="utf-8")
    (found,) = read(path, mapping={"text": "a", "date": "b"})
    assert isinstance(found, RawMessage)
    assert message_from_bytes(found.raw).get_payload(decode=True) == b"hello"


def test_columns_that_do_not_fit_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(MappingError, match="a, b"):
        read(path)
    with pytest.raises(MappingError, match="nothing"):
        read(path, mapping={"text": "nothing"})


def test_what_is_no_mailbox_is_refused(tmp_path: Path) -> None:
    for name, data in (
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"),
        ("b.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200),
        ("c.txt", b"just some text\nof two lines\n"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(NotAMailboxError):
            read(path)


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="no such file"):
        resolve([str(tmp_path / "none.mbox")])


def test_a_path_given_twice_is_refused(tmp_path: Path) -> None:
    path = str(as_mbox(tmp_path))
    with pytest.raises(SourceError, match="twice"):
        resolve([path, path])


def test_a_large_message_is_skipped(tmp_path: Path) -> None:
    found = read(as_mbox(tmp_path), bounds=Bounds(message_bytes=10))
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["too_large"] * 3


def test_a_broken_archive_is_refused_and_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SourceError):
        read(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.eml", b"From: a@b.example\n\n" + b"0" * 60_000_000)
    assert [type(one) for one in read(path)] == [Skipped]
