"""Where sentences end, and where they only seem to."""

import pytest

from inboxminer.clean.sentences import sentences

ROWS = [
    ("he", "לא הגיע. איפה הוא?", ["לא הגיע.", "איפה הוא?"]),
    ("he", 'שילמתי 450 ש"ח לפני חודש. איפה?', ['שילמתי 450 ש"ח לפני חודש.', "איפה?"]),
    ("he", 'פניתי לד"ר כהן. לא ענה.', ['פניתי לד"ר כהן.', "לא ענה."]),
    ("he", "ת.ז. 12 נרשמה", ["ת.ז. 12 נרשמה"]),
    ("he", "ביום 3.4.2026 בשעה 8.30 לא באו", ["ביום 3.4.2026 בשעה 8.30 לא באו"]),
    ("en", "It is 3.5 kg. Too heavy!", ["It is 3.5 kg.", "Too heavy!"]),
    ("en", "1. No call\n2. No refund", ["1. No call", "2. No refund"]),
    ("ar", "أين الطلب؟ لم يصل.", ["أين الطلب؟", "لم يصل."]),
    ("fa", "کجاست؟ نرسیده.", ["کجاست؟", "نرسیده."]),
    ("fr", "M. Dupont est venu. Rien.", ["M. Dupont est venu.", "Rien."]),
    ("de", "Z.B. die Tür klemmt. Schade.", ["Z.B. die Tür klemmt.", "Schade."]),
    ("en", "", []),
    ("en", "...", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_sentences(language: str, text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text, language)] == expected


def test_a_line_that_the_mailer_wrapped_is_one_sentence() -> None:
    text = "The technician that you sent me on Monday did not find anything\nwrong with it at all."
    assert len(sentences(text, "en")) == 1
