"""Archives, Maildirs, Apple Mail and .pst: nested, damaged, hostile."""

import gzip
import io
import mailbox
import tarfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inboxminer.errors import MissingExtraError, NotAMailboxError, SourceError
from inboxminer.parse import parse
from inboxminer.records import RawMessage, Skipped
from inboxminer.sources import Bounds, open_source, resolve

MAIL = b"From: a@x.example\nSubject: s%d\nMessage-ID: <%d@x.example>\n\nbody\n"
ASCTIME = b"From a@x.example Wed Apr  1 10:00:00 2026\n"


def mails(count: int, first: int = 0) -> list[bytes]:
    return [MAIL % (n, n) for n in range(first, first + count)]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def read(path: Path, **options: Any) -> list[RawMessage | Skipped]:
    (spec,) = resolve([str(path)])
    return list(open_source(spec, **options))


def subjects(found: list[RawMessage | Skipped]) -> list[str]:
    return sorted(parse(one).subject for one in found if isinstance(one, RawMessage))


PACKED = gzip.compress(ASCTIME + mails(1, 2)[0])
INNER = zipped(**{"a.eml": mails(1)[0], "b/box.mbox": ASCTIME + mails(1, 1)[0]})


@pytest.mark.parametrize(
    ("name", "data", "count"),
    [
        ("a.zip", zipped(**{"x/in.zip": INNER, "c.eml": mails(1, 2)[0]}), 3),
        ("a.tar.gz", tarred({"in.zip": INNER, "in.mbox.gz": PACKED}), 3),
        ("a.tar.bz2", tarred({"a.eml": mails(1)[0]}, "w:bz2"), 1),
        ("a.tgz", tarred({"../../etc/a.eml": mails(1)[0], "/abs/b.eml": mails(1, 1)[0]}), 2),
        ("a.zip", zipped(**{"..\\..\\a.eml": mails(1)[0], "C:/b.eml": mails(1, 1)[0]}), 2),
        (
            "maildir.tar",
            tarred(
                {
                    "Maildir/cur/1.host:2,S": mails(1)[0],
                    "Maildir/new/2.host": mails(1, 1)[0],
                    "Maildir/tmp/3.host": mails(1, 2)[0],
                    "Maildir/.Sub.Folder/cur/4.host:2,RST": mails(1, 3)[0],
                    "Maildir/dovecot.index.log": b"\0\1\2",
                    "Maildir/.hidden/x.eml": mails(1, 5)[0],
                },
                "w",
            ),
            3,
        ),
        ("takeout.zip", zipped(**{
            "Takeout/Mail/All mail Including Spam and Trash.mbox":
            b"From 18@xxx Wed Apr 01 10:00:00 +0000 2026\n"
            b"X-GM-THRID: 1\nX-Gmail-Labels: Inbox\n" + mails(1)[0] + b"\n",
            "Takeout/archive_browser.html": b"<html></html>",
            "Takeout/Mail/User Settings/Filters.xml": b"<feed/>",
            "__MACOSX/._x.eml": b"\0",
        }), 1),
        ("export.zip", zipped(**{"tickets.csv": b"id,text\n1,one\n2,two\n"}), 2),
    ],
)  # fmt: skip
def test_nested_archives(tmp_path: Path, name: str, data: bytes, count: int) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes(data)
    found = read(path)
    assert sum(isinstance(one, RawMessage) for one in found) == count
    assert not [one for one in found if isinstance(one, Skipped)]
    assert len({(one.source, one.position) for one in found}) == count
    assert [p.name for p in tmp_path.rglob("*")] == ["in", name]


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.eml"
    secret.write_bytes(mails(1)[0])
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            info = tarfile.TarInfo(f"{kind!r}.eml")
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
        info = tarfile.TarInfo("dev.eml")
        info.type = tarfile.CHRTYPE
        archive.addfile(info)
    assert read(path) == []


def test_bounds_of_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = mails(1)[0]
    for _ in range(6):
        data = zipped(**{"in.zip": data})
    path.write_bytes(data)
    assert [one.reason for one in read(path) if isinstance(one, Skipped)] == ["unreadable"]
    path.write_bytes(zipped(**{f"{n}.eml": mail for n, mail in enumerate(mails(5))}))
    with pytest.raises(SourceError, match="too many files"):
        read(path, bounds=Bounds(archive_members=3))
    path.write_bytes(tarred({f"{n}.eml": b"From: a@x\n\n" + b"0" * 400_000 for n in range(5)}))
    found = read(path, bounds=Bounds(archive_bytes=1_000_000))
    assert [type(one).__name__ for one in found] == ["RawMessage"] * 2 + ["Skipped"] * 3
    nested = zipped(**{"in.zip": zipped(**{f"{n}.eml": mail for n, mail in enumerate(mails(3))})})
    path.write_bytes(nested)
    assert len(subjects(read(path, bounds=Bounds(archive_members=4)))) == 3
    assert len(subjects(read(path, bounds=Bounds(archive_members=3)))) < 3


def test_a_bomb_in_a_tar_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=9) as archive:
        for n in range(3):
            info = tarfile.TarInfo(f"{n}.eml")
            info.size = 60_000_000
            archive.addfile(info, io.BytesIO(b"\0" * info.size))
    found = read(path)
    told = [one.detail for one in found if isinstance(one, Skipped)]
    assert len(told) == len(found) == 3
    assert ["far more than it holds" in one for one in told] == [False, True, True]


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = zipped(**{"a.eml": mails(1)[0] * 50, "b.eml": mails(1, 1)[0]})
    path.write_bytes(data[:60] + b"\xff" * 20 + data[80:])
    found = read(path)
    assert subjects(found) == ["s1"]
    assert sum(isinstance(one, Skipped) for one in found) == 1


def test_maildir_with_folders_flags_and_packed_messages(tmp_path: Path) -> None:
    box = mailbox.Maildir(str(tmp_path / "M"))
    for mail in mails(2):
        message = mailbox.MaildirMessage(mail)
        message.set_subdir("cur")
        message.set_flags("FRS")
        box.add(message)
    inner = mailbox.Maildir(str(tmp_path / "M" / ".Archive.2026"))
    inner.add(mails(1, 2)[0])
    mailbox.Maildir(str(tmp_path / "M" / "plain")).add(mails(1, 3)[0])
    (tmp_path / "M" / "tmp" / "9.host").write_bytes(mails(1, 9)[0])
    (tmp_path / "M" / "cur" / "5.host,S=100:2,S").write_bytes(gzip.compress(mails(1, 4)[0]))
    (tmp_path / "M" / "dovecot-uidlist").write_bytes(b"3 V1")
    found = read(tmp_path / "M")
    assert subjects(found) == ["s0", "s1", "s2", "s3", "s4"]
    assert sorted(one.position for one in found) == [0, 1, 2, 3, 4]


def test_apple_mail(tmp_path: Path) -> None:
    folder = tmp_path / "INBOX.mbox" / "Messages"
    folder.mkdir(parents=True)
    plist = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n'
    for n, mail in enumerate(mails(2)):
        name = f"{n}.partial.emlx" if n else f"{n}.emlx"
        (folder / name).write_bytes(b"%-10d\n" % len(mail) + mail + plist)
    found = read(tmp_path)
    assert subjects(found) == ["s0", "s1"]
    assert all(b"plist" not in one.raw for one in found if isinstance(one, RawMessage))
    assert subjects(read(folder / "0.emlx")) == ["s0"]


def test_eml_with_marks_before_it(tmp_path: Path) -> None:
    for n, data in enumerate(
        (
            b"\xef\xbb\xbf" + mails(1)[0],
            b"\r\n\r\n" + mails(1)[0],
            b"From a@x.example Wed Apr  1 10:00:00 2026\n" + mails(1)[0],
            mails(1)[0].decode().encode("utf-16"),
        )
    ):
        path = tmp_path / f"{n}.eml"
        path.write_bytes(data)
        assert subjects(read(path)) == ["s0"]


def fake_pst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Any) -> Path:
    path = tmp_path / "archive.pst"
    path.write_bytes(b"!BDN" + b"\0" * 600)
    module = SimpleNamespace(
        file=lambda: SimpleNamespace(
            open=lambda path: None, get_root_folder=lambda: root, close=lambda: None
        )
    )
    monkeypatch.setitem(__import__("sys").modules, "pypff", module)
    return path


def folder(*messages: Any, folders: tuple[Any, ...] = ()) -> SimpleNamespace:
    return SimpleNamespace(
        number_of_sub_messages=len(messages),
        get_sub_message=lambda n: messages[n],
        number_of_sub_folders=len(folders),
        get_sub_folder=lambda n: folders[n],
    )


class Damaged:
    """A message that pypff cannot read."""

    @property
    def subject(self) -> str:
        raise OSError("no such item")

    @property
    def plain_text_body(self) -> bytes:
        raise ValueError("no such item")


def test_outlook_data_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = SimpleNamespace(
        subject="תלונה",
        transport_headers="From: a@x.example\r\nSubject: x\r\nContent-Type: text/x\r\n",
        plain_text_body="המקרר לא הגיע".encode("windows-1255"),
        number_of_attachments=2,
    )
    two = SimpleNamespace(subject="two", html_body=b"<p>text</p>", sender_name="Dana")
    path = fake_pst(tmp_path, monkeypatch, folder(one, folders=(folder(Damaged(), two),)))
    found = read(path)
    assert [type(item) for item in found] == [RawMessage, Skipped, RawMessage]
    first, last = (parse(item) for item in found if isinstance(item, RawMessage))
    assert first.text.strip() == "המקרר לא הגיע"
    assert first.sender.address == "a@x.example"
    assert len(first.attachments) == 2
    assert (last.subject, last.sender.name, last.text.strip()) == ("two", "Dana", "text")


def test_a_pst_without_its_package_names_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypff", None)
    path = tmp_path / "box" / "archive.pst"
    path.parent.mkdir()
    path.write_bytes(b"!BDN" + b"\0" * 600)
    with pytest.raises(MissingExtraError, match=r"pip install 'inboxminer\[pst\]'"):
        read(path)
    (path.parent / "a.eml").write_bytes(mails(1)[0])
    found = read(path.parent)
    assert subjects(found) == ["s0"]
    assert ["inboxminer[pst]" in one.detail for one in found if isinstance(one, Skipped)] == [True]


def test_formats_that_are_not_read_name_the_cure(tmp_path: Path) -> None:
    for name in ("a.olm", "a.dbx", "a.nsf"):
        (tmp_path / name).write_bytes(b"x" * 100)
        with pytest.raises(NotAMailboxError, match="export"):
            read(tmp_path / name)


def test_two_members_of_one_name_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for first in (1, 3):
            archive.writestr("box.mbox", b"\n".join(ASCTIME + one for one in mails(2, first)))
    found = read(path)
    assert [one.position for one in found] == [0, 1, 2, 3]
    assert {one.file for one in found} == {"box.mbox", "box.mbox (2)"}


def test_a_file_that_claims_to_hold_mail_is_never_left_out_in_silence(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "picture.mbox").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "nothing.eml").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"milk and eggs")
    found = read(folder)
    assert [(type(one), one.source, one.file) for one in found] == [
        (Skipped, "mail", "nothing.eml"),
        (Skipped, "mail", "picture.mbox"),
    ]


def test_a_locked_folder_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mail"
    (folder / "locked").mkdir(parents=True)
    (folder / "open.mbox").write_bytes(ASCTIME + mails(1)[0])
    listed = Path.iterdir

    def guarded(path: Path) -> Iterator[Path]:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", guarded)
    found = read(folder)
    assert [(type(one), one.source, one.file, one.position) for one in found] == [
        (Skipped, "mail", "locked", 0),
        (RawMessage, "mail", "open.mbox", 0),
    ]
    assert [one.whole for one in found if isinstance(one, Skipped)] == [True]


def test_an_archive_whose_end_is_missing_is_not_the_one_inside_it(tmp_path: Path) -> None:
    inner = zipped(**{"inner.eml": mails(1)[0]})
    path = tmp_path / "cut.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("one.zip", inner)
        archive.writestr("two.mbox", b"\n".join(ASCTIME + one for one in mails(40, 1)))
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(SourceError, match="damaged archive"):
        read(path)
