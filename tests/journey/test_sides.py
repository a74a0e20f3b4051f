"""Who is the organisation, from the mailbox alone."""

from typing import Any

import pytest

from inboxminer.journey.sides import Sides, sides

PROVIDERS = frozenset({"gmail.com", "walla.co.il"})


def row(
    sender: str, *to: str, kind: str | None = None, mailbox: str | None = None
) -> dict[str, Any]:
    return {"sender": sender, "recipients": list(to), "kind": kind, "mailbox": mailbox}


def found(*rows: dict[str, Any], hints: tuple[str, ...] = ()) -> tuple[str, ...]:
    held = sides(rows, (), providers=PROVIDERS, hints=hints)
    return (*held.domains, *held.addresses)


def customers(n: int, to: str) -> list[dict[str, Any]]:
    return [row(f"c{k}@gmail.com", to) for k in range(n)]


def test_the_domain_that_many_write_to() -> None:
    assert found(*customers(6, "service@shop.example")) == ("shop.example",)


def test_the_domain_that_answers_though_the_inbox_is_missing() -> None:
    sent = [row("dana@shop.example", f"c{k}@gmail.com") for k in range(6)]
    assert found(*sent) == ("shop.example",)


def test_a_shop_at_a_mail_provider_is_its_address_and_not_the_domain() -> None:
    held = sides(customers(6, "aluma.shop@gmail.com"), (), providers=PROVIDERS)
    assert (held.domains, held.addresses) == ((), ("aluma.shop@gmail.com",))
    assert held.own("aluma.shop@gmail.com")
    assert not held.own("c1@gmail.com")


def test_a_shop_at_a_provider_that_no_list_knows() -> None:
    neighbours = [row(f"n{k}@isp.example", "shop@isp.example") for k in range(12)]
    assert found(*neighbours, *customers(4, "shop@isp.example")) == ("shop@isp.example",)


def test_several_own_domains() -> None:
    rows = [*customers(8, "service@shop.example"), *customers(6, "info@shop-sales.example")]
    assert found(*rows) == ("shop-sales.example", "shop.example")


def test_who_is_copied_often_is_no_one_of_ours() -> None:
    rows = [row(f"c{k}@gmail.com", "service@shop.example", "ask@council.example") for k in range(9)]
    rows += customers(20, "service@shop.example")
    assert found(*rows) == ("shop.example",)


def test_a_loud_customer_is_no_hub() -> None:
    loud = [row("x@big.example", "service@shop.example") for _ in range(40)]
    assert found(*loud, *customers(3, "service@shop.example")) == ("shop.example",)


def test_newsletters_are_no_evidence() -> None:
    mass = [row("news@z.example", f"c{k}@gmail.com", kind="bulk") for k in range(20)]
    assert found(*mass, *customers(3, "service@shop.example")) == ("shop.example",)


@pytest.mark.parametrize(
    ("rows", "hints", "expected"),
    [
        ([row("a@gmail.com", "service@shop.example")], (), ("shop.example",)),
        ([row("a@gmail.com", "b@walla.co.il")], (), ()),
        ([row("a@gmail.com", "b@walla.co.il")], ("b@walla.co.il.mbox",), ("b@walla.co.il",)),
        ([row("a@gmail.com", "haifa@x.example", mailbox="haifa")], (), ("x.example",)),
        ([row("a@gmail.com")], (), ()),
        ([row("רונית", "service@shop.example")], (), ()),
    ],
)
def test_small_mailboxes_need_a_sign(
    rows: list[dict[str, Any]], hints: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert found(*rows, hints=hints) == expected


def test_configured_names_alone_count_and_take_in_domains_below_them() -> None:
    rows = customers(6, "service@other.example")
    held = sides(rows, ["Shop.example", "aluma.shop@gmail.com"], providers=PROVIDERS)
    assert held.configured
    assert held.own("x@mx.shop.example")
    assert held.own("aluma.shop@gmail.com")
    assert not held.own("service@other.example")
    assert not held.own("x@notshop.example")


def test_nobody_is_own_without_evidence() -> None:
    assert not Sides().own("")
    assert not Sides().own("a@b.example")
