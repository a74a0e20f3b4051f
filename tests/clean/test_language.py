"""The language of the customer's own text."""

import pytest

from inboxminer.clean.language import language_of

ROWS = [
    ("he", "המקרר לא הגיע ואף אחד לא מתקשר אליי בחזרה"),
    ("he", "שלום, ה-AquaLine 800 מעלה עשן"),
    ("he", "איפה המשלוח"),
    ("en", "My order never arrived and nobody answers the phone."),
    ("ar", "طلبت غسالة قبل شهر ولم تصل حتى الآن"),
    ("fa", "یخچال من هنوز نرسیده است و کسی جواب نمی‌دهد"),
    ("ru", "Мастер опять не приехал, сколько можно ждать"),
    ("fr", "La livraison a été reportée trois fois sans explication"),
    ("es", "Me han cobrado dos veces y nadie contesta al teléfono"),
    ("de", "Der Techniker war da, aber die Maschine läuft immer noch nicht"),
    ("he", "אני מנסה כבר שבוע login לאתר ומקבל error 500 כל הזמן"),
    ("ru", "Уже второй месяц жду холодильник, שירות אין"),
    ("und", "12345 !!! :-)"),
    ("und", ""),
]


@pytest.mark.parametrize(("code", "text"), ROWS)
def test_language(code: str, text: str) -> None:
    assert language_of(text) == code
