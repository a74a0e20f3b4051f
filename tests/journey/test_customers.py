"""The organisation's own customer list."""

from pathlib import Path

import pytest

from inboxminer import scan
from inboxminer.errors import ConfigError
from inboxminer.journey.customers import Known, load
from tests.conftest import Mailbox
from tests.helpers import mail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("address,customer\nA@X.example,7\n", {"a@x.example": Known("7", None)}),
        ("E-mail;Customer ID;Segment\na@x.example;7;New\n", {"a@x.example": Known("7", "new")}),
        ("\ufeffלקוח,טלפון\n7,052-1234567\n", {"521234567": Known("7", None)}),
        ("address,customer\n,7\nb@x.example,\n", {}),
    ],
)
def test_lists(tmp_path: Path, text: str, expected: dict[str, Known]) -> None:
    path = tmp_path / "c.csv"
    path.write_text(text, "utf-8")
    assert load(path) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "needs the columns"),
        ("name,age\nx,3\n", "needs the columns"),
        ("address,customer,segment\na@x,7,gold\n", "line 2.*gold"),
    ],
)
def test_faults(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=words):
        load(path)


def test_two_addresses_of_one_customer_are_one_customer(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(
        mail(1, "The fridge never arrived.", sender="a@gmail.com"),
        mail(2, "The fridge never arrived, still.", sender="b@yahoo.com"),
    )
    listed = tmp_path / "c.csv"
    listed.write_text("address,customer,segment\na@gmail.com,7,leaving\nb@yahoo.com,7,\n", "utf-8")
    rows = scan(str(path), customers=listed).messages
    assert rows["customer_id"].nunique() == 1
    assert rows["sender"].nunique() == 2
    assert rows["segment"].iloc[0] == "leaving"
    assert scan(str(path)).messages["customer_id"].nunique() == 2


def test_addresses_that_share_a_phone_are_one_customer(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(
        mail(1, "The fridge never arrived. Call me: 052-771-9340", sender="a@gmail.com"),
        mail(2, "Still no fridge, my phone is 0527719340.", sender="b@yahoo.com"),
        mail(3, "Where is my oven? Phone 054-233-9917", sender="c@gmail.com"),
    )
    rows = scan(str(path)).messages
    assert rows["customer_id"].nunique() == 2
    assert rows["sender"].nunique() == 3
    listed = tmp_path / "c.csv"
    listed.write_text("phone,customer\n+972 54 233 9917,77\n", "utf-8")
    rows = scan(str(path), customers=listed, redact=False).messages
    assert rows.loc[rows["sender"] == "c@gmail.com", "customer_id"].iloc[0] == "77"


def test_employees_have_one_id_in_a_scan(mbox: Mailbox) -> None:
    path = mbox(
        mail(1, "The representative Dana promised a call and never called.", sender="a@gmail.com"),
        mail(2, "I spoke with Dana from customer service, no answer.", sender="b@yahoo.com"),
        mail(3, "The technician Kevin was excellent, thank you.", sender="c@gmail.com"),
    )
    ids = [list(held.values()) for held in scan(str(path)).messages["employees"]]
    assert ids == [["employee-01"], ["employee-01"], ["employee-02"]]
