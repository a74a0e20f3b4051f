"""The mails below a mail, by the headers that mail programs write above them."""

from datetime import datetime

import pytest

from inboxminer.clean.below import blocks
from inboxminer.clean.quote_dates import read_date

BODY = "It broke again.\nPlease call."
HEADERS = [
    ("On Mon, 4 May 2026 at 18:40, Dana Levi <d@x.example> wrote:", "d@x.example", "Dana Levi"),
    ("On May 4, 2026, at 6:40 PM, Dana <d@x.example> wrote:", "d@x.example", "Dana"),
    (
        "----Original Message----\nFrom: Dana [mailto:d@x.example]\nSent: 04/05/2026 18:40\nTo: S\n"
        "Subject: x\n",
        "d@x.example",
        "Dana",
    ),
    (
        "____________________\nVon: Dana <d@x.example>\nGesendet: Montag, 4. Mai 2026 18:40\n"
        "An: S\nBetreff: x\n",
        "d@x.example",
        "Dana",
    ),
    (
        "De : Dana <d@x.example>\nEnvoyé : lundi 4 mai 2026 18:40\nÀ : S\nObjet : x\n",
        "d@x.example",
        "Dana",
    ),
    (
        "De: Dana <d@x.example>\nEnviado el: lunes, 4 de mayo de 2026 18:40\nPara: S\nAsunto: x\n",
        "d@x.example",
        "Dana",
    ),
    (
        "От: Дана <d@x.example>\nОтправлено: 4 мая 2026 г. 18:40\nКому: S\nТема: x\n",
        "d@x.example",
        "Дана",
    ),
    (
        "מאת: דנה <d@x.example>\nנשלח: יום שני 04 מאי 2026 18:40\nאל: S\nנושא: x\n",
        "d@x.example",
        "דנה",
    ),
    (
        "من: دانا <d@x.example>\nتاريخ الإرسال: 4 مايو 2026 18:40\nإلى: S\nالموضوع: x\n",
        "d@x.example",
        "دانا",
    ),
    ("از: دانا <d@x.example>\nتاریخ: 4/5/2026 18:40\nبه: S\nموضوع: x\n", "d@x.example", "دانا"),
    (
        "---- Forwarded message ----\nFrom: Dana <d@x.example>\nDate: Mon, 4 May 2026 at 18:40\n"
        "Subject: x\nTo: S\n",
        "d@x.example",
        "Dana",
    ),
]


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize(("header", "address", "name"), HEADERS)
def test_headers(header: str, address: str, name: str, marked: bool) -> None:
    below = f"{header}\n{BODY}"
    if marked:
        below = "\n".join("> " + line for line in below.split("\n"))
    (one,) = blocks(f"Thanks.\n\n{below}")
    assert (one.author.address, one.author.name) == (address, name)
    assert one.date == datetime(2026, 5, 4, 18, 40)
    assert one.text.strip() == BODY


def test_mails_below_one_another_come_newest_first() -> None:
    text = (
        "Hello.\n\nOn Tue, 5 May 2026 at 10:00, Shop <s@shop.example> wrote:\n"
        "> We come Monday.\n>\n"
        "> On Mon, 4 May 2026 at 18:40, Dana <d@x.example> wrote:\n>> It broke again.\n"
    )
    assert [(b.author.address, b.text.strip()) for b in blocks(text)] == [
        ("s@shop.example", "We come Monday."),
        ("d@x.example", "It broke again."),
    ]


def test_quoted_lines_without_a_header_are_one_mail_of_nobody() -> None:
    (one,) = blocks("Done.\n\n> It broke.\n> Please call.")
    assert (one.author.address, one.text) == ("", "It broke.\nPlease call.")


@pytest.mark.parametrize("text", ["", "From: the shop I hear nothing.\nDate: none.", "a\nb: c"])
def test_no_history(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-04 18:40", datetime(2026, 5, 4, 18, 40)),
        ("5/31/26, 6:05 AM", datetime(2026, 5, 31, 6, 5)),
        ("31.12.2026 um 23:59", datetime(2026, 12, 31, 23, 59)),
        ("ב-4 במאי 2026 בשעה 18:40", datetime(2026, 5, 4, 18, 40)),
        ("٤ مايو ٢٠٢٦", datetime(2026, 5, 4)),
        ("May 4, 2026 12:10 am", datetime(2026, 5, 4, 0, 10)),
        ("4 février 2026 à 18:40", datetime(2026, 2, 4, 18, 40)),
        ("31.31.2026", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: datetime | None) -> None:
    assert read_date(text) == expected
