"""Personal data that is replaced, and numbers and words that stay."""

import pytest

from inboxminer.clean.redact import hidden_id, redact

HIDDEN = [
    ("he", "אפשר לחזור אליי ל-052-1234567?", "אפשר לחזור אליי ל-[PHONE_1]?"),
    ("he", "054 777 8899 בערב", "[PHONE_1] בערב"),
    ("he", "משרד: 04-6720000", "משרד: [PHONE_1]"),
    ("he", "+972-52-123-4567", "[PHONE_1]"),
    ("he", "ת.ז. 123456782", "ת.ז. [ID_1]"),
    ("he", "מספר זהות שלי 12345678-2", "מספר זהות שלי [ID_1]"),
    ("he", "כרטיס 4111 1111 1111 1111 חויב", "כרטיס [CARD_1] חויב"),
    ("he", "כתבו ל-dana.levi@mail.example", "כתבו ל-[EMAIL_1]"),
    ("he", "גר ברחוב הרצל 12, חיפה", "גר ב[ADDRESS_1], חיפה"),
    ("he", "שמי דנה לוי, והמקרר לא הגיע", "שמי [NAME_1], והמקרר לא הגיע"),
    ("he", "לא עובד.\nבברכה,\nמשה כהן", "לא עובד.\nבברכה,\n[NAME_1]"),
    ("he", "לא עובד.\nבתודה, דנה לוי", "לא עובד.\nבתודה, [NAME_1]"),
    ("en", "My IBAN is GB82 WEST 1234 5698 7654 32.", "My IBAN is [IBAN_1]."),
    ("en", "See https://x.example/reset?token=abc123.", "See [LINK_1]."),
    ("en", "Not fixed.\n\nBest regards,\nDana Levi", "Not fixed.\n\nBest regards,\n[NAME_1]"),
    ("en", "Call +1 415 555 2671 please", "Call [PHONE_1] please"),
    ("ru", "Не работает.\nС уважением, Ольга", "Не работает.\nС уважением, [NAME_1]"),
    ("ru", "Телефон +7 912 345-67-89", "Телефон [PHONE_1]"),
    ("de", "Viele Grüße\nJonas Weber", "Viele Grüße\n[NAME_1]"),
    ("en", "No reply yet.\nThanks\nsarah o'connor", "No reply yet.\nThanks\n[NAME_1]"),
    ("en", "It broke again.\n\nthanks, john smith", "It broke again.\n\nthanks, [NAME_1]"),
    ("en", "Not fixed.\ncheers,\nmatt g", "Not fixed.\ncheers,\n[NAME_1]"),
    ("en", "my name is emma watson, and it leaks", "my name is [NAME_1], and it leaks"),
    (
        "en",
        "We will call.\nRegards,\nJohn, Customer Care",
        "We will call.\nRegards,\n[NAME_1], Customer Care",
    ),
    (
        "he",
        "נחזור אליך.\nבברכה,\nיוסי, שירות לקוחות",
        "נחזור אליך.\nבברכה,\n[NAME_1], שירות לקוחות",
    ),
    ("en", "hello, my name is sarah and it leaks", "hello, my name is [NAME_1] and it leaks"),
    ("en", "We live at 14 Elm Road, Leeds LS6 2AB.", "We live at [ADDRESS_1], Leeds [ADDRESS_2]."),
    ("ru", "Не работает.\nС уважением\nиванова мария", "Не работает.\nС уважением\n[NAME_1]"),
    ("fr", "En panne.\nMerci\nj. dupont", "En panne.\nMerci\n[NAME_1]"),
    ("fr", "Appelez-moi au 06 12 34 56 78", "Appelez-moi au [PHONE_1]"),
]
KEPT = [
    ("he", 'הזמנה 881204 מיום 3.4.2026 בסך 1,890 ש"ח'),
    ("he", "מספר הזמנה 123456782"),
    ("he", "חיכיתי מ-8 עד 13"),
    ("he", "תודה רבה, מחכה לתשובה"),
    ("en", "Order 4111 arrived on 2026-04-03, paid 1234.50"),
    ("en", "See https://x.example/help for more"),
    ("en", "I bought 12 fridges of 520 litres for 15 rooms"),
    ("en", "It leaks.\nThanks\nstill waiting"),
    ("en", "It leaks.\nregards\nangry customer"),
    ("en", "Model XR5 2AB and order AB1 2CD"),
    ("ru", "Заказ 889020 от 14.08.2026"),
]


@pytest.mark.parametrize(("language", "text", "expected"), HIDDEN)
def test_hidden(language: str, text: str, expected: str) -> None:
    assert redact(text, language=language)[0] == expected


@pytest.mark.parametrize(("language", "text"), KEPT)
def test_kept(language: str, text: str) -> None:
    assert redact(text, language=language)[0] == text


def test_the_same_thing_has_the_same_placeholder() -> None:
    text, _ = redact("052-1234567 or 054-7654321, better 052-1234567", language="en")
    assert text == "[PHONE_1] or [PHONE_2], better [PHONE_1]"


def test_people_of_the_headers_are_found_with_hebrew_prefixes() -> None:
    text, _ = redact("דיברתי עם רונית ולרונית אין תשובה", people=["רונית לוי"], language="he")
    assert text == "דיברתי עם [NAME_1] ול[NAME_1] אין תשובה"


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ("<CAF123@mail.example>", False),
        ("<dana.levi@x.example@mail.example>", True),
        ("<dana@x.example>", True),
        ("sha256:00ff", False),
    ],
)
def test_message_ids_that_name_a_person(given: str, hidden: bool) -> None:
    assert (hidden_id(given) != given) == hidden
