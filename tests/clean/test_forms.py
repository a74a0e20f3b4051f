"""Contact forms, and texts that only look like one."""

from importlib import import_module

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inboxminer.clean.forms import read_form
from inboxminer.languages import all_languages

FORMS = [
    ("Name: A B\nEmail: a@x.example\nMessage: It broke.", ("A B", "a@x.example", "It broke.")),
    (
        "Email: A@X.example\nPhone: 5\nMessage:\nIt broke.\n\nAgain.",
        ("", "a@x.example", "It broke.\n\nAgain."),
    ),
    ("*Name:* A\n*E-mail:* a@x.example\n*Comments:* cold", ("A", "a@x.example", "cold")),
    ("Name\tA\nEmail\ta@x.example\nMessage\tcold", ("A", "a@x.example", "cold")),
    ("| Name | A |\nName   A\nEmail   a@x.example\nMessage   cold", ("A", "a@x.example", "cold")),
    (
        "First name\nA\n\nLast name\nB\n\nEmail\na@x.example\n\nMessage\ncold\nfood",
        ("A B", "a@x.example", "cold\nfood"),
    ),
    (
        "Message: cold\nModel: 640\nName: A\nEmail: a@x.example",
        ("A", "a@x.example", "cold\nModel: 640"),
    ),
    ("שם: דנה\nמייל: d@x.example\nהודעה: לא הגיע", ("דנה", "d@x.example", "לא הגיע")),
    ("Nombre: Ana\nCorreo electrónico: a@x.example\nMensaje: roto", ("Ana", "a@x.example", "roto")),
    ("Имя: Аня\nТелефон: 052-5550100\nСообщение: сломался", ("Аня", "", "сломался")),
    (
        "الاسم: ليلى\nالبريد الإلكتروني: l@x.example\nالرسالة: لم تصل",
        ("ليلى", "l@x.example", "لم تصل"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_fields(text: str, expected: tuple[str, str, str]) -> None:
    form = read_form(text)
    assert form is not None
    assert (form.name, form.email, form.text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Message: the technician did not come.",
        "Name: A\nMessage: cold",
        "Name: A\nEmail: a@x.example\nPhone: 052-5550100",
        "My name is A.\nMy email is a@x.example.\nThe message on the screen says E5.",
        "From: a@x.example\nSent: Monday\nTo: b@y.example\nSubject: x\n\nIt broke.",
    ],
)
def test_no_form(text: str) -> None:
    assert read_form(text) is None


def test_the_forms_own_lines_are_no_text() -> None:
    form = read_form(
        "Name: A\nEmail: a@x.example\nMessage: cold\nDate: yesterday it was warm\n\n---\n"
        "Page URL: https://x.example\nUser Agent: B\nPowered by: Elementor"
    )
    assert form is not None
    assert form.said
    assert form.text.startswith("cold")
    assert "Elementor" not in form.text


LABELS = sorted(
    {name for lang in all_languages() for held in lang.form_fields.values() for name in held}
)
PARTS = st.one_of(
    st.sampled_from(LABELS),
    st.sampled_from(LABELS).map(str.upper),
    st.sampled_from([":", "\uff1a", " ", "\t", "  ", " | ", "\n", "\n\n", "*", "_", "\u200f", "-"]),
    st.sampled_from(["Dana", "a@x.example", "052-5550100", "It broke.", "(required)", "ı", "ſ"]),
)


@example(["Name", ":", "Dana", "\n", "_", "Email", ":", "a@x.example", "\n", "Message", ":", "x"])
@given(st.lists(PARTS, max_size=24))
def test_a_form_opens_its_lines_with_labels(parts: list[str]) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("inboxminer.clean.forms"), "_opens", lambda *_: True)
        slow = read_form(text)
    assert read_form(text) == slow


def test_a_letter_that_only_looks_like_another_names_no_field() -> None:
    assert read_form("Your ema\u0131l x\nMessage: cold\nName: A") is None
