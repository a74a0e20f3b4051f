"""Kinds of mail by rules alone, with the headers that tell them and without."""

import pytest

from inboxminer.clean.kind_words import Heard, kind_by_words
from inboxminer.clean.kinds import Verdict, kind_of
from inboxminer.parse import parse
from inboxminer.records import RawMessage
from tests.clean.kind_cases import CASES, decided, macro_f1
from tests.helpers import mail


@pytest.mark.parametrize("headers", [True, False])
@pytest.mark.parametrize("case", [c for c in CASES if not c["held"]], ids=lambda case: case["id"])
def test_cases(case: dict[str, str], headers: bool) -> None:
    assert decided(case, headers=headers) == case["kind"]


@pytest.mark.parametrize(("headers", "floor"), [(True, 0.95), (False, 0.92)])
def test_held_out_cases(headers: bool, floor: float) -> None:
    pairs = [(c["kind"], decided(c, headers=headers)) for c in CASES if c["held"]]
    assert len(pairs) == 30
    assert macro_f1(pairs) >= floor


def test_no_customer_is_silenced() -> None:
    for case in CASES:
        if case["kind"] == "customer":
            assert decided(case, headers=True) == decided(case, headers=False) == "customer"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Content_Type": "multipart/report; report-type=delivery-status"}, Verdict("bounce")),
        (
            {
                "Content_Type": "multipart/report; report-type=delivery-status",
                "subject": "Delivery Status Notification (Success)",
            },
            Verdict("auto_reply"),
        ),
        (
            {"Content_Type": "multipart/report; report-type=disposition-notification"},
            Verdict("auto_reply"),
        ),
        ({"Content_Type": "multipart/report; report-type=feedback-report"}, Verdict("bulk")),
        ({"Auto_Submitted": "auto-replied (vacation)"}, Verdict("auto_reply")),
        ({"Auto_Submitted": "auto-generated"}, Verdict("bulk")),
        ({"Auto_Submitted": "no"}, Verdict(None)),
        # A helpdesk sends its agents' answers as generated mail.
        ({"Auto_Submitted": "auto-generated", "In_Reply_To": "<0@x>"}, Verdict(None)),
        ({"X_Autoreply": "yes"}, Verdict("auto_reply")),
        ({"X_Auto_Response_Suppress": "All"}, Verdict(None)),
        ({"Precedence": "bulk"}, Verdict("bulk")),
        ({"Precedence": "auto_reply"}, Verdict("auto_reply")),
        ({"List_Id": "Shop <news.shop.example>"}, Verdict("bulk", "news.shop.example")),
        ({"List_Unsubscribe": "<mailto:u@x>"}, Verdict("bulk")),
        ({"Return_Path": "<>"}, Verdict(None)),
        ({"sender": "MAILER-DAEMON@mx.example"}, Verdict("bounce")),
        ({"X_Failed_Recipients": "a@b.example"}, Verdict("bounce")),
        ({"X_Inboxminer_Direction": "outbound"}, Verdict("staff")),
    ],
)
def test_headers(fields: dict[str, str], expected: Verdict) -> None:
    raw = mail(1, "The fridge is cold.", **fields)
    if "Content_Type" in fields:
        raw = raw.replace(b"Content-Type: text/plain; charset=utf-8\n", b"")
    email = parse(RawMessage("s", 0, None, raw))
    assert kind_of(email, "The fridge is cold.") == expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Unsubscribe", "unsubscribe"),
        ("stop", "Please remove me from your mailing list, the unsubscribe link is broken."),
        (
            "Re: Sale",
            "I want to unsubscribe from this list. Stop sending me offers, 50% off or not.",
        ),
        ("FW: Your order confirmation", "Where is it? Order number: 55. Total: 20."),
        ("Undelivered parcel", "My parcel could not be delivered, the courier says. Call me."),
        ("Returned mail order", "I sent the mail order kettle back and got no refund."),
        ("הזמנה", "לא הגיע אישור הזמנה ולא קיבלתי מספר הזמנה: מה קורה?"),
        ("out of office chairs?", "Are you out of the blue office chairs? When will they return?"),
        ("testing results", "Total: 5 ham, 3 spam.\nTotal: 7 ham, 2 spam.\ntotal unique fp 19"),
        ("Abmelden", "Ich kann mich im Kundenkonto nicht abmelden."),
        ("Absence de réponse", "Je n'ai aucune réponse depuis mars. Je suis absent en mai."),
    ],
)
def test_customers_who_use_the_words_of_machines(subject: str, text: str) -> None:
    assert kind_by_words(Heard(subject, text)) is None
