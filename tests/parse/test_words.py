"""Encoded words (RFC 2047) and parameters (RFC 2231) as mailers break them."""

import pytest

from inboxminer.parse import parse
from inboxminer.parse.mime import read
from inboxminer.parse.words import decode_words
from inboxminer.records import RawMessage

RAW = ("raw_header",)


@pytest.mark.parametrize(
    ("field", "expected", "defects"),
    [
        # A letter cut between words, of one encoding and of two.
        (b"=?utf-8?B?16nXnNc=?= =?utf-8?B?ldcs?=", "שלו\ufffd,", ("undecodable_bytes",)),
        (b"=?utf-8?B?16nXnNc=?= =?utf-8?B?ldedIQ==?=", "שלום!", ()),
        (b"=?utf-8?Q?=D7=A9=D7?=\r\n =?utf-8?B?nNeV150=?=", "שלום", ()),
        (b"=?UTF-8?q?=D7=A9=D7?= =?utf-8?Q?=9C=D7=95=D7=9D?=", "שלום", ()),
        (b"=?gb2312?B?xOO6?= =?gb2312?B?w6Oh?=", "你好！", ()),
        # Blanks and marks that the RFC forbids inside a word.
        (b"=?utf-8?Q?hello world?=", "hello world", ()),
        (b"=?utf-8?Q?what?_is_it?=", "what? is it", ()),
        (b"=?utf-8?B?16nXnNeV\r\n 150=?=", "שלום", ()),
        # Text that sticks to a word.
        (b"Re:=?utf-8?B?16nXnNeV150=?=!", "Re:שלום!", ()),
        (b"=?utf-8?B?16nXnNeV150=?=abc", "שלוםabc", ()),
        # Damaged base64: what is there is read.
        (b"=?utf-8?B?16nXnNeV15?=", "שלו\ufffd", ("undecodable_bytes",)),
        (b"=?utf-8?B?16nXnNeV150===?=", "שלום", ()),
        (b"=?utf-8?B?16nXnNeV150", "שלום", ("header_cut",)),
        (b"abc =?utf-8?Q?=D7=A9=D7=9C=D7=95=D7=9D_=D7", "abc שלום \ufffd",
         ("header_cut", "undecodable_bytes")),
        # Language tags, invented and wrong charsets.
        (b"=?utf-8*he?B?16nXnNeV150=?=", "שלום", ()),
        (b"=?x-unknown?B?+ezl7SDg6fjp7g==?=", "שלום אירימ", ("charset_missing",)),
        (b"=?iso-8859-i?Q?=F9=EC=E5=ED_=F8=E1?=", "שלום רב", ("charset_unknown",)),
        # A word inside a word.
        (b"=?utf-8?Q?=3D=3Futf-8=3FB=3F16nXnNeV150=3D=3F=3D?=", "שלום", ("header_encoded_twice",)),
        # Eight-bit text.
        ("שלום רב".encode(), "שלום רב", RAW),
        ("שלום רב".encode("windows-1255"), "שלום רב", RAW),
        ("Réclamation".encode("latin-1"), "Réclamation", RAW),
        (b"\xf9\xec\xe5\xed =?windows-1255?B?+ezl7Q==?=", "שלום שלום", RAW),
        # Spoilt before it was sent.
        ("×©×œ×•× ×¨×‘".encode(), "שלום רב", (*RAW, "mojibake", "mojibake_guessed")),
        (b"=?utf-8?Q?R=C3=83=C2=A9clamation?=", "Réclamation", ("mojibake",)),
        (b"=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは", ()),
        (b"\x1b$B$3$s$K$A$O\x1b(B", "こんにちは", RAW),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?=", ()),
        (b"=??B?YWJj?=", "abc", ()),
        (b"=?utf-8?B??=", "", ()),
        (b"a =? b ?= c", "a =? b ?= c", ()),
    ],
)  # fmt: skip
def test_words(field: bytes, expected: str, defects: tuple[str, ...]) -> None:
    assert decode_words(field) == (expected, defects)


def test_an_eight_bit_subject_follows_the_charset_of_the_body() -> None:
    head = b"Subject: \xe4\xe0\nContent-Type: text/plain; charset=%s\n\nx\n"
    subjects = {
        name: parse(RawMessage("s", 0, None, head % name)).subject
        for name in (b"windows-1251", b"windows-1255")
    }
    assert subjects == {b"windows-1251": "да", b"windows-1255": "הא"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("attachment; filename=invoice.pdf", "invoice.pdf"),
        ("attachment; filename=my invoice.pdf", "my invoice.pdf"),
        ('attachment; filename="a;b \\"c\\".pdf"', 'a;b "c".pdf'),
        ("attachment; filename*=UTF-8''%D7%A7%D7%91%D7%9C%D7%94.pdf", "קבלה.pdf"),
        ("attachment; filename*=windows-1255'he'%F7%E1%EC%E4.pdf", "קבלה.pdf"),
        ("attachment; filename*=iso-8859-8-i''%F7%E1%EC%E4.pdf", "קבלה.pdf"),
        ("attachment; filename*0*=utf-8''%D7%A7%D7;\n filename*1*=%91%D7%9C%D7%94.pdf", "קבלה.pdf"),
        ('attachment; filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
        ("attachment; filename*0*=utf-8''%D7%A7; filename*1=x.pdf", "קx.pdf"),
        ('attachment; filename="=?utf-8?B?16fXkdec15Q=?=.pdf"', "קבלה.pdf"),
        ("attachment; filename==?utf-8?Q?=D7=A7?=", "ק"),
        ("attachment; filename=\"x.pdf\"; filename*=utf-8''%D7%A7.pdf", "ק.pdf"),
        ("attachment; filename*=x-unknown''%F7%E1%EC%E4.pdf", "קבלה.pdf"),
        ("attachment; filename*=%D7%A7.pdf", "ק.pdf"),
        ('attachment; filename="unclosed.pdf', "unclosed.pdf"),
        ("attachment", ""),
    ],
)
def test_names_of_files(field: str, expected: str) -> None:
    message = read(f"Content-Disposition: {field}\n\n".encode())
    assert message.parameter("content-disposition", "filename") == expected


def test_a_name_of_a_file_has_no_folders() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\n"
        b'Content-Disposition: attachment; filename="..\\..\\etc/passwd.pdf"\n\nx\n--b--\n'
    )
    assert parse(RawMessage("s", 0, None, raw)).attachments == ("passwd.pdf",)


def test_a_page_that_names_its_own_charset() -> None:
    page = "<html><head><meta charset=windows-1255></head><body>שלום רב</body></html>"
    for declared, defects in (
        ("", ()),
        ("; charset=us-ascii", None),
        ("; charset=windows-1252", None),
    ):
        raw = f"Content-Type: text/html{declared}\n\n".encode() + page.encode("windows-1255")
        found = parse(RawMessage("s", 0, None, raw))
        assert found.text.strip() == "שלום רב"
        if defects is not None:
            assert not {"charset_missing", "charset_wrong"} & set(found.defects)


def test_a_page_whose_meta_element_is_wrong_is_read_as_the_header_says() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">שלום רב לכם'
    raw = b"Content-Type: text/html; charset=utf-8\n\n" + page.encode()
    assert parse(RawMessage("s", 0, None, raw)).text.strip() == "שלום רב לכם"
