"""Which Message-IDs name a person."""

import pytest

from inboxminer.clean.redact import hidden_id


@pytest.mark.parametrize(
    ("message_id", "hidden"),
    [
        ("<dana.levi1980@gmail.com>", True),
        ("<noa_bar@post.example>", True),
        ("<sales@shop.example>", True),
        ("<dana@x.example@list.example>", True),
        ("<f3c7d693b1d30c5c.20260716@mail.example>", False),
        ("<CAF5x1y2z3+abc123@mail.gmail.com>", False),
        ("<20260406101500.GA12345@host.example>", False),
        ("<1@x>", False),
    ],
)
def test_an_id_that_is_an_address_is_hidden(message_id: str, hidden: bool) -> None:
    assert (hidden_id(message_id) != message_id) is hidden
