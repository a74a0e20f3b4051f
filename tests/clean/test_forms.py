"""Contact forms, and texts that only look like one."""

import pytest

from inboxminer.clean.forms import read_form

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
