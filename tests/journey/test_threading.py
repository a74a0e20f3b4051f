"""Which messages are one conversation, in any order of the mailbox."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.journey.threading import ANSWER_WINDOW, Post, thread_ids

START = datetime(2026, 4, 1, tzinfo=UTC)
SHOP = "service@shop.example"


def post(
    key: str,
    sender: str,
    *links: str,
    day: float = 0,
    subject: str = "",
    answers: bool = False,
    to: str = "",
    case: str = "",
    ticket: str = "",
    source: str = "a",
    kind: str = "",
) -> Post:
    """A message; the organisation's where its sender is ``SHOP``."""
    own = sender == SHOP
    people = frozenset(one for one in (to, "" if own else sender) if one)
    return Post(
        message_id=key,
        links=links,
        party=people,
        between=people if own else frozenset({sender}),
        one_sided=own or kind == "bulk",
        subject=subject,
        answers=answers,
        ticket=ticket,
        case=case,
        source=source,
        date=START + timedelta(days=day),
        sender=sender,
    )


def groups(posts: list[Post]) -> set[frozenset[str]]:
    """Message ids by thread."""
    held = sorted(posts, key=lambda p: (p.date, p.message_id))
    out: defaultdict[str, set[str]] = defaultdict(set)
    for one, name in zip(held, thread_ids(held), strict=True):
        out[name].add(one.message_id)
    return {frozenset(ids) for ids in out.values()}


def joined(*posts: Post) -> bool:
    """Whether all are one thread."""
    return len(groups(list(posts))) == 1


def test_answers_and_answers_to_them_are_one_thread() -> None:
    assert joined(
        post("1", "a@x"),
        post("2", SHOP, "1", to="a@x", day=1),
        post("3", "a@x", "2", "1", day=2),
    )


def test_a_missing_message_between_two_of_one_customer_joins_them() -> None:
    assert joined(post("1", "a@x", "lost"), post("2", "a@x", "lost", day=1))
    assert joined(post("1", "a@x"), post("3", "a@x", "lost", "1", day=2))


def test_a_colleague_or_spouse_who_answers_is_in_the_thread() -> None:
    assert joined(post("1", "a@x"), post("2", SHOP, "1", to="a@x"), post("3", "b@y", "2", "1"))


def test_a_mailing_to_many_joins_none_of_its_readers() -> None:
    for sent in ([post("0", SHOP)], [post("0", "news@z", kind="bulk")], []):
        found = groups([*sent, post("1", "a@x", "0", day=1), post("2", "b@y", "0", day=1)])
        assert {"1", "2"} not in [ids & {"1", "2"} for ids in found]


def test_a_common_subject_never_joins_two_customers() -> None:
    for answers in (False, True):
        one = post("1", "a@x", subject="invoice", answers=answers)
        two = post("2", "b@y", subject="invoice", answers=answers, day=1)
        reply = post("3", SHOP, subject="invoice", answers=True, to="b@y", day=2)
        assert groups([one, two, reply]) == {frozenset({"1"}), frozenset({"2", "3"})}


def test_a_third_address_that_both_copy_joins_no_customers_by_subject() -> None:
    one, two = (
        replace(
            post(key, sender, subject="invoice", answers=True, day=day),
            party=frozenset({sender, "council@z"}),
        )
        for key, sender, day in (("1", "a@x", 0), ("2", "b@y", 1))
    )
    assert not joined(one, two)


def test_an_answer_without_identifiers_is_joined_by_subject_and_person_for_a_time() -> None:
    first = post("1", "a@x", subject="fridge")
    late = ANSWER_WINDOW.days + 1
    assert joined(first, post("2", SHOP, subject="fridge", answers=True, to="a@x", day=3))
    assert not joined(first, post("2", SHOP, subject="fridge", answers=True, to="a@x", day=late))
    assert not joined(first, post("2", SHOP, subject="oven", answers=True, to="a@x", day=3))


def test_a_new_mail_under_a_telling_subject_goes_on_and_under_a_bare_one_does_not() -> None:
    telling = "orderninefourseven"
    assert joined(post("1", "a@x", subject=telling), post("2", "a@x", subject=telling, day=5))
    assert not joined(post("1", "a@x", subject=telling), post("2", "a@x", subject=telling, day=30))
    assert not joined(post("1", "a@x", subject="help"), post("2", "a@x", subject="help", day=5))


def test_known_identifiers_come_before_subjects() -> None:
    one = post("1", "a@x", subject="fridge")
    two = post("2", "a@x", subject="fridge", day=1)
    reply = post("3", SHOP, "1", subject="fridge", answers=True, to="a@x", day=2)
    assert groups([one, two, reply]) == {frozenset({"1", "3"}), frozenset({"2"})}


def test_case_numbers_join_within_an_export_and_marks_within_a_party() -> None:
    assert joined(post("1", "a@x", case="7"), post("2", "b@y", case="7"))
    assert not joined(post("1", "a@x", case="7"), post("2", "b@y", case="7", source="b"))
    assert joined(post("1", "a@x", case="7"), post("2", "a@x", case="7", source="b"))
    assert joined(post("1", "a@x", ticket="48213"), post("2", SHOP, ticket="48213", to="a@x"))


def test_loops_and_answers_to_oneself_are_harmless() -> None:
    assert joined(post("1", "a@x", "2", "1"), post("2", "a@x", "1"))


people = st.sampled_from(["a@x", "b@y", "c@z", SHOP])
posts_drawn = st.lists(
    st.builds(
        lambda sender, links, day, subject, answers, to: (sender, links, day, subject, answers, to),
        people,
        st.lists(st.integers(0, 14).map(str), max_size=3),
        st.integers(0, 90),
        st.sampled_from(["", "invoice", "orderninefourseven"]),
        st.booleans(),
        people,
    ),
    max_size=14,
)


@given(posts_drawn, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_the_mailbox_changes_nothing(rows: list, shuffler: random.Random) -> None:  # type: ignore[type-arg]
    held = [
        post(str(n), sender, *links, day=day, subject=subject, answers=answers, to=to)
        for n, (sender, links, day, subject, answers, to) in enumerate(rows)
    ]
    mixed = list(held)
    shuffler.shuffle(mixed)
    assert groups(held) == groups(mixed)


@given(posts_drawn)
@settings(max_examples=200, deadline=None)
def test_strangers_without_identifiers_stay_apart(rows: list) -> None:  # type: ignore[type-arg]
    """By subject alone, no thread holds two customers."""
    held = [
        post(str(n), sender, day=day, subject=subject, answers=answers, to=to)
        for n, (sender, _, day, subject, answers, to) in enumerate(rows)
        if sender != SHOP
    ]
    of = {one.message_id: one.sender for one in held}
    assert all(len({of[key] for key in ids}) == 1 for ids in groups(held))
