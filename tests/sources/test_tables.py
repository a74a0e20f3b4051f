"""Tables as helpdesks and people export them: charsets, delimiters, quotes, dates, broken rows."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from inboxminer.errors import MappingError, NotAMailboxError, SourceError
from inboxminer.parse import parse
from inboxminer.records import Email, RawMessage, Skipped
from inboxminer.sources import load_mapping, open_source, resolve
from inboxminer.sources.days import iso, order_of
from inboxminer.sources.mapping import shipped

HEADERS = {
    "he": ("תאריך פנייה", "כתובת מייל", "נושא", "תוכן הפנייה", "מספר פנייה"),
    "en": ("Created at", "Requester email", "Subject", "Description", "Ticket ID"),
    "ar": ("التاريخ", "البريد الإلكتروني", "الموضوع", "نص الرسالة", "رقم الطلب"),
    "fa": ("تاریخ", "ایمیل", "موضوع", "متن پیام", "شماره تیکت"),
    "ru": ("Дата обращения", "Почта", "Тема", "Текст обращения", "Номер обращения"),
    "fr": ("Date de création", "Courriel", "Objet", "Contenu", "Numéro de ticket"),
    "es": ("Fecha de creación", "Correo electrónico", "Asunto", "Mensaje", "Número de ticket"),
    "de": ("Erstellt am", "E-Mail-Adresse", "Betreff", "Nachricht", "Ticketnummer"),
}
BODIES = {
    "he": 'שלום רב,\nהמקרר לא הגיע; "מחר" אמרו, ואין תשובה',
    "en": 'Hello,\nthe fridge has not come; "tomorrow", they said',
    "ar": "مرحبا،\nلم تصلني الثلاجة; قالوا غدا ولا أحد يجيب",
    "fa": "سلام،\nيخچال هنوز نرسيده است; کسي پاسخ نمي دهد",
    "ru": "Здравствуйте,\nхолодильник не привезли; никто не отвечает",
    "fr": "Bonjour,\nle réfrigérateur n'est pas arrivé; réponse espérée",
    "es": "Buenos días,\nla nevera no llegó; ¿qué pasó mañana?",
    "de": "Guten Tag,\nder Kühlschrank fehlt; schöne Grüße, Müller",
}
ENCODINGS = {
    "he": "windows-1255", "ar": "windows-1256", "ru": "windows-1251", "en": "windows-1252",
    "fr": "windows-1252", "es": "windows-1252", "de": "windows-1252",
}  # fmt: skip


def read(path: Path, mapping: str | None = None) -> list[Email | Skipped]:
    (spec,) = resolve([str(path)])
    columns = load_mapping(mapping) if mapping else None
    return [
        parse(one) if isinstance(one, RawMessage) else one
        for one in open_source(spec, mapping=columns)
    ]


def written(language: str, delimiter: str, count: int = 3) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEADERS[language])
    for n in range(count):
        writer.writerow(
            (f"2026-04-0{n + 1} 10:00", f"a{n}@x.example", f"{n}", BODIES[language], 70 + n)
        )
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "own"])
@pytest.mark.parametrize("language", HEADERS)
def test_every_language_charset_and_delimiter(
    tmp_path: Path, language: str, encoding: str, delimiter: str
) -> None:
    if encoding == "own":
        if language not in ENCODINGS:
            pytest.skip("Persian column names have no charset of one byte a letter")
        encoding = ENCODINGS[language]
    path = tmp_path / "export.csv"
    path.write_bytes(written(language, delimiter).encode(encoding))
    found = read(path)
    assert len(found) == 3
    for number, one in enumerate(found):
        assert isinstance(one, Email)
        assert one.text.strip() == BODIES[language]
        assert one.sender.address == f"a{number}@x.example"
        assert one.subject == str(number)
        assert one.row["case"] == str(70 + number)
        assert one.date
        assert one.date.day == number + 1
        assert not {"charset_wrong", "ragged_row"} & set(one.defects)


def rows(tmp_path: Path, text: str, name: str = "t.csv") -> list[Email | Skipped]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return read(path)


def told(found: list[Email | Skipped]) -> list[str]:
    return [one.text.strip() if isinstance(one, Email) else f"<{one.reason}>" for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Ragged rows.
        ("id,text\n1,one\n2\n3,three\n", ["one", "<no_own_text>", "three"]),
        ("id,text\n1,one, with a comma\n2,two\n", ["one, with a comma", "two"]),
        ("id,text,team\n1,one\n2,two,x,,,\n", ["one", "two"]),
        # Empty lines and rows of nothing are no rows.
        ("id,text\n\n1,one\n,\n\n2,two\n", ["one", "two"]),
        # A quote that is never closed costs its row.
        ('id,text\n1,"one\n2,two\n3,three\n', ["<unreadable>", "two", "three"]),
        ('id,text\n1,one\n2,"two\n3,"three"\n4,four\n', ["one", "<unreadable>", "three", "four"]),
        ('id,text\n1,5" pipe\n2,"two ""quoted"" words"\n', ['5" pipe', 'two "quoted" words']),
        # A title above the header, Excel's line, NUL bytes.
        ("Report of April\n\nid,text\n1,one\n", ["one"]),
        ("sep=;\nid;text\n1;one, two\n", ["one, two"]),
        ("id,text\n1,o\0ne\n", ["one"]),
        ('id,text\r\n1,"a\r\nb"\r\n', ["a\nb"]),
        ("id,text\r1,one\r2,two\r", ["one", "two"]),
        ("id,text,text\n1,one,two\n", ["one"]),
        ("id,text\n1,<p>Hello<br>there</p>\n", ["Hello\nthere"]),
        ("id,text\n1,a < b and b > c\n", ["a < b and b > c"]),
    ],
)
def test_rows_that_exports_break(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert told(rows(tmp_path, text)) == expected


def test_a_huge_field_is_read(tmp_path: Path) -> None:
    (one,) = rows(tmp_path, f'id,text\n1,"{"word " * 400_000}"\n')
    assert isinstance(one, Email)
    assert len(one.text) > 1_900_000


def test_a_ragged_row_is_told(tmp_path: Path) -> None:
    one = rows(tmp_path, "id,text\n1,one, two\n")[0]
    assert isinstance(one, Email)
    assert "ragged_row" in one.defects
    assert "defects" not in one.row


def test_customer_with_name_and_address(tmp_path: Path) -> None:
    one = rows(tmp_path, "from,text\nדנה לוי <Dana@x.example>,one\n")[0]
    assert isinstance(one, Email)
    assert (one.sender.name, one.sender.address) == ("דנה לוי", "dana@x.example")


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        ("31/12/2026 14:05", "day first", "2026-12-31T14:05:00"),
        ("12/31/2026 2:05 PM", "day first", "2026-12-31T14:05:00"),
        ("04/03/2026", "day first", "2026-03-04T00:00:00"),
        ("04/03/2026", "month first", "2026-04-03T00:00:00"),
        ("3.4.26 9:05:07", "day first", "2026-04-03T09:05:07"),
        ("2026-04-03T10:00:00Z", "day first", "2026-04-03T10:00:00+00:00"),
        ("2026-04-03 10:00:00 UTC", "day first", "2026-04-03T10:00:00+00:00"),
        ("Apr 03, 2026 10:00 AM", "day first", "2026-04-03T10:00:00"),
        ("3 April 2026 22:15", "day first", "2026-04-03T22:15:00"),
        ("Tuesday, January 3, 2023 at 10:11:12 PM UTC", "day first", "2023-01-03T22:11:12+00:00"),
        ("1775210400", "day first", "2026-04-03T10:00:00+00:00"),
        ("1775210400000", "day first", "2026-04-03T10:00:00+00:00"),
        ("٠٣/٠٤/٢٠٢٦", "day first", "2026-04-03T00:00:00"),
        ("soon", "day first", "soon"),
        ("99/99/2026", "day first", "99/99/2026"),
        ("2026/06/07 10:00", "day first", "2026-06-07T10:00:00"),
        ("2026/6/7", "month first", "2026-06-07T00:00:00"),
        ("07-Jun-2026", "day first", "2026-06-07T00:00:00"),
        ("46180.5", "day first", "2026-06-07T12:00:00"),
        ("4471", "day first", "4471"),
    ],
)
def test_dates(value: str, order: str, expected: str) -> None:
    assert iso(value, order) == expected  # type: ignore[arg-type]


def test_the_order_of_day_and_month_is_that_of_the_table() -> None:
    assert order_of(["03/04/2026", "12/31/2026"]) == "month first"
    assert order_of(["03/04/2026", "31/12/2026"]) == "day first"
    assert order_of(["03/04/2026"]) == "day first"


def test_dates_of_a_table_are_read_alike(tmp_path: Path) -> None:
    found = rows(tmp_path, "date,text\n03/04/2026,one\n12/31/2025,two\n")
    assert [one.date.month for one in found if isinstance(one, Email) and one.date] == [3, 12]


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = Workbook()
    for number, lines in enumerate(sheets):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [
            ["דוח פניות", None],
            [],
            ["מספר פנייה", "תאריך", "תוכן", "סכום"],
            [41.0, datetime(2026, 4, 3, 10, 0), "המקרר לא הגיע", 99.5],
            [None, None, None, None],
            [42, datetime(2026, 4, 4, 11, 30), "תודה", None],
        ],
        [["name", "colour"], ["a", "red"]],
        [["Ticket ID", "Description"], [43, "the fridge"]],
    )
    found = read(path)
    assert told(found) == ["המקרר לא הגיע", "תודה", "the fridge"]
    first = found[0]
    assert isinstance(first, Email)
    assert first.row["case"] == "41"
    assert first.row["amount"] == "99.5"
    assert first.date == datetime.fromisoformat("2026-04-03T10:00:00+00:00")
    assert [one.position for one in found] == [0, 1, 2]


def test_a_workbook_without_texts_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="colour"):
        read(workbook(tmp_path / "a.xlsx", [["name", "colour"], ["a", "red"]]))
    whole = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "b.xlsx").write_bytes(
        whole.replace(b"sheetData", b"sheetDxta", 1)[: len(whole) // 2]
    )
    with pytest.raises(SourceError):
        read(tmp_path / "b.xlsx")
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(NotAMailboxError, match=r"save it as \.xlsx"):
        read(tmp_path / "c.xls")


ZENDESK = {
    "id": 35436, "created_at": "2026-04-03T10:00:00Z", "subject": "Fridge", "status": "open",
    "description": "the fridge has not come", "requester_id": 1, "group": {"name": "Service"},
    "requester": {"id": 1, "name": "Dana", "email": "dana@x.example"}, "via": {"channel": "email"},
    "comments": [
        {"author_id": 1, "plain_body": "the fridge has not come", "public": True,
         "created_at": "2026-04-03T10:00:00Z"},
        {"author_id": 9, "plain_body": "it is on its way", "public": True,
         "created_at": "2026-04-03T12:00:00Z"},
        {"author_id": 9, "plain_body": "call the driver", "public": False},
        {"author_id": 1, "plain_body": "still nothing", "public": True},
    ],
}  # fmt: skip
FRESHDESK = {
    "helpdesk_ticket": {
        "display_id": 7, "created_at": "2026-04-03T10:00:00+03:00", "subject": "Fridge",
        "description": "the fridge has not come", "requester_name": "Dana", "status_name": "Open",
        "source_name": "Email",
        "notes": [
            {"body": "it is on its way", "incoming": False, "private": False},
            {"body": "still nothing", "incoming": True, "private": False},
        ],
    }
}  # fmt: skip
HUBSPOT = {"results": [{"id": "5", "properties": {
    "subject": "Fridge", "content": "the fridge has not come", "createdate": "2026-04-03T10:00:00Z",
    "hs_pipeline_stage": "1", "source_type": "EMAIL"}}]}  # fmt: skip
ZAMMAD = [{
    "id": 3, "number": "22003", "title": "Fridge", "group": "Service", "state": "open",
    "customer": "dana@x.example", "created_at": "2026-04-03T10:00:00Z",
    "articles": [
        {"from": "Dana Levi <dana@x.example>", "body": "<p>the fridge has not come</p>",
         "sender": "Customer", "internal": False, "message_id": "<1@x.example>"},
        {"from": "Service <s@y.example>", "body": "it is on its way", "sender": "Agent"},
        {"from": "Service <s@y.example>", "body": "call the driver", "sender": "Agent",
         "internal": True},
    ],
}]  # fmt: skip
CHAT = {"messages": [{"creator": {"name": "Dana", "email": "dana@x.example"}, "topic_id": "t1",
    "created_date": "Friday, April 3, 2026 at 10:00:00 AM UTC",
    "text": "the fridge has not come"}]}  # fmt: skip
IN, OUT = ("the fridge has not come", "in"), ("it is on its way", "out")
CSV = {
    "zendesk": "Id,Subject,Requester,Requester email,Group,Status,Created at,Via\n"
    "5,the fridge has not come,Dana,dana@x.example,Service,Open,2026-04-03 10:00:00,Mail\n",
    "freshdesk": '"Ticket ID","Subject","Status","Source","Group","Created time","Full name",'
    '"Email","Description"\n"5","Fridge","Open","Email","Service","2026-04-03 10:00:00","Dana",'
    '"dana@x.example","the fridge has not come"\n',
    "hubspot": "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Ticket description,"
    "Associated Contact\n5,Fridge,Support,New,2026-04-03 10:00,the fridge has not come,"
    "Dana (dana@x.example)\n",
    "zammad": "#,Title,Customer,Group,State,Created at,Article\n5,Fridge,dana@x.example,Service,"
    "open,2026-04-03 10:00,the fridge has not come\n",
}


@pytest.mark.parametrize(
    ("mapping", "value", "expected"),
    [
        ("zendesk", ZENDESK, [IN, OUT, ("call the driver", "out"), ("still nothing", "in")]),
        (
            "zendesk",
            {"tickets": [ZENDESK]},
            [IN, OUT, ("call the driver", "out"), ("still nothing", "in")],
        ),
        (
            "freshdesk",
            [FRESHDESK],
            [("the fridge has not come", None), OUT, ("still nothing", "in")],
        ),
        ("hubspot", HUBSPOT, [("the fridge has not come", None)]),
        ("zammad", ZAMMAD, [IN, OUT, ("call the driver", "out")]),
        ("gmail", CHAT, [("the fridge has not come", None)]),
        *((name, text, [("the fridge has not come", None)]) for name, text in CSV.items()),
    ],
)
def test_shipped_mappings(
    tmp_path: Path, mapping: str, value: object, expected: list[tuple[str, str | None]]
) -> None:
    path = tmp_path / ("t.csv" if isinstance(value, str) else "t.json")
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    found = [one for one in read(path, mapping) if isinstance(one, Email)]
    shown = [((one.text.strip() or one.subject), one.row.get("direction")) for one in found]
    assert shown == expected
    assert found[0].date == datetime.fromisoformat(
        "2026-04-03T07:00:00+00:00"
        if mapping == "freshdesk" and expected[-1][1]
        else "2026-04-03T10:00:00+00:00"
    )
    assert len({one.row.get("case") for one in found}) == 1
    assert [one.position for one in found] == list(range(len(found)))


def test_the_customer_of_a_shipped_mapping(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(ZENDESK) + "\n" + json.dumps({**ZENDESK, "id": 2}) + "\n")
    found = [one for one in read(path, "zendesk") if isinstance(one, Email)]
    assert len(found) == 8
    assert found[0].sender.address == "dana@x.example"
    assert found[1].sender.address == ""
    assert [one.subject for one in found[:2]] == ["Fridge", "Re: Fridge"]


def test_mappings_are_shipped_and_others_are_told_about_them(tmp_path: Path) -> None:
    assert shipped() == ("freshdesk", "gmail", "hubspot", "zammad", "zendesk")
    for name in shipped():
        assert load_mapping(name).columns["text"]
    with pytest.raises(MappingError, match="zendesk"):
        load_mapping("zendisk")
    path = tmp_path / "m.toml"
    for text in ("text = 1", 'texts = "a"', "[turns]\ntext = 'a'", "text = "):
        path.write_text(text)
        with pytest.raises(MappingError):
            load_mapping(path)
    path.write_text('text = ["b", "a"]\ndate = "d"')
    (tmp_path / "t.csv").write_text("a,b,d\none,,2026-04-03\nx,two,2026-04-03\n")
    assert told(read(tmp_path / "t.csv", str(path))) == ["one", "two"]


def test_lines_that_are_no_object_and_lists_that_break_off(tmp_path: Path) -> None:
    assert told(rows(tmp_path, '{"text": "a"}\nnothing\n[1]\n{"text": "b"}\n', "t.jsonl")) == [
        "a",
        "<unreadable>",
        "<unreadable>",
        "b",
    ]
    assert told(rows(tmp_path, '[{"text": "a"}, {"text": "b"}, {"te', "t.json")) == [
        "a",
        "b",
        "<unreadable>",
    ]
    assert told(rows(tmp_path, '{"data": [{"text": "a"}]}', "u.json")) == ["a"]
    many = json.dumps([{"text": "x" * 50_000} for _ in range(100)])
    assert len(rows(tmp_path, many, "v.json")) == 100
