"""Header fields as people and their mailers write them."""

from email.header import Header

import pytest

from inboxminer.parse.headers import addresses, date_of, identifiers, text_of
from inboxminer.parse.mime import read

HE = "דנה לוי"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"dana@x.example", [("", "dana@x.example")]),
        (b"Dana <Dana@X.example>", [("Dana", "dana@x.example")]),
        (b'"Levi, Dana" <dana@x.example>', [("Levi, Dana", "dana@x.example")]),
        (Header(HE, "utf-8").encode().encode() + b" <d@x.example>", [(HE, "d@x.example")]),
        (HE.encode("windows-1255") + b" <d@x.example>", [(HE, "d@x.example")]),
        (f"{HE} <d@x.example>".encode(), [(HE, "d@x.example")]),
        (b"A <a@x.example>, B <b@x.example>", [("A", "a@x.example"), ("B", "b@x.example")]),
        (b"A <a@x.example>; B <b@x.example>", [("A", "a@x.example"), ("B", "b@x.example")]),
        (b"undisclosed-recipients:;", []),
        (b"Reception", [("Reception", "")]),
        (b"'dana@x.example' <dana@x.example>", [("", "dana@x.example")]),
        (b"", []),
    ],
)
def test_addresses(field: bytes, expected: list[tuple[str, str]]) -> None:
    found = addresses(read(b"From: " + field + b"\n\n"), "From")
    assert [(one.name, one.address) for one in found] == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?B?16nXnNeV150=?=", "שלום"),
        (b"=?windows-1255?Q?=F9=EC=E5=ED?=", "שלום"),
        (b"=?iso-8859-8-i?B?+ezl7Q==?=", "שלום"),
        # A letter cut in two by the mailer.
        (b"=?utf-8?B?16nXnNc=?= =?utf-8?B?ldc=?=\r\n =?utf-8?B?nQ==?=", "שלום"),
        (b"=?utf-8?Q?Re:_=D7=A9=D7=9C=D7=95=D7=9D?= and more", "Re: שלום and more"),
        ("שלום".encode("windows-1255"), "שלום"),
        ("Здравствуйте".encode("koi8-r"), "Здравствуйте"),
        (b"=?utf-8?B?broken", "=?utf-8?B?broken"),
        (b"=?x-unknown?Q?hello?=", "hello"),
    ],
)
def test_subjects(field: bytes, expected: str) -> None:
    assert text_of(read(b"Subject: " + field + b"\n\n"), "Subject")[0] == expected


@pytest.mark.parametrize(
    ("head", "expected", "defects"),
    [
        (b"Date: Wed, 1 Apr 2026 10:00:00 +0300\n", "2026-04-01T07:00:00+00:00", ()),
        (b"Date: 1 Apr 2026 10:00 GMT\n", "2026-04-01T10:00:00+00:00", ()),
        (
            b"Date: rubbish\nReceived: by x; Wed, 1 Apr 2026 10:00:00 +0000\n",
            "2026-04-01T10:00:00+00:00",
            ("date_from_received",),
        ),
        (b"Date: Thu, 1 Jan 1970 00:00:00 +0000\n", None, ("no_date",)),
        (b"Date: Fri, 1 Jan 3026 00:00:00 +0000\n", None, ("no_date",)),
        (b"Subject: x\n", None, ("no_date",)),
    ],
)
def test_dates(head: bytes, expected: str | None, defects: tuple[str, ...]) -> None:
    found, seen = date_of(read(head + b"\n"))
    assert (found.isoformat() if found else None) == expected
    assert seen == defects


def test_identifiers_are_each_given_once() -> None:
    message = read(b"References: <a@x> <b@x>\n <a@x>\nIn-Reply-To: <c@x> x\n\n")
    assert identifiers(message, "References", "In-Reply-To") == ("<a@x>", "<b@x>", "<c@x>")
