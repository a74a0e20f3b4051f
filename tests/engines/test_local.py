"""Items on their way to other processes are bounded by their number and by their bytes."""

from collections.abc import Iterator
from operator import attrgetter

import pytest

from inboxminer.engines import local
from inboxminer.records import RawMessage


def mails(*sizes: int) -> list[RawMessage]:
    return [RawMessage("s", n, None, b"x" * size) for n, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "blocks"),
    [
        ([10] * 120, [50, 50, 20]),
        ([600] * 5, [2, 2, 1]),
        ([5_000, 10, 10], [1, 2]),
        ([10, 5_000, 10], [2, 1]),
        ([], []),
    ],
)
def test_blocks_end_where_they_are_heavy(
    sizes: list[int], blocks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "HEAVY", 1_000)
    found = list(local._blocks(mails(*sizes)))
    assert [len(block) for block in found] == blocks
    assert [one.position for block in found for one in block] == list(range(len(sizes)))


def test_heavy_mail_is_not_gathered_before_work_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "MANY", 1_000)
    monkeypatch.setattr(local, "HEAVY", 500)
    monkeypatch.setattr(local, "WAITING", 2_000)
    drawn: list[int] = []

    def stream() -> Iterator[RawMessage]:
        for one in mails(*[400] * 30):
            drawn.append(one.position)
            yield one

    results = local.mapped(attrgetter("position"), stream(), workers=2)
    assert next(results) == 0
    assert len(drawn) < 12
    assert list(results) == list(range(1, 30))
