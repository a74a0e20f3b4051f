"""Maps over the processors of this machine."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

from inboxminer.records import RawMessage

A = TypeVar("A")
B = TypeVar("B")
# Starting processes costs more than so many items are worth.
FEW = 400
BLOCK = 50
# Bytes of mail that are worth it too, that make a block, and that may be on their way.
MANY, HEAVY, WAITING = 30_000_000, 10_000_000, 100_000_000


def mapped(function: Callable[[A], B], items: Iterable[A], *, workers: int) -> Iterator[B]:
    """``function`` of each item, in order. With several workers a bounded number is on its way.

    The function and what it is given must be picklable when workers > 1.
    """
    stream = iter(items)
    first = _taken(stream, FEW, MANY) if workers > 1 else []
    if workers <= 1 or (len(first) < FEW and sum(map(_weight, first)) < MANY):
        yield from map(function, chain(first, stream))
        return
    context = multiprocessing.get_context("spawn")
    # Ctrl-C reaches every process of a terminal; the driver alone answers it.
    with ProcessPoolExecutor(
        workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)
    ) as pool:
        waiting: deque[tuple[int, Future[list[B]]]] = deque()
        for block in _blocks(chain(first, stream)):
            waiting.append((sum(map(_weight, block)), pool.submit(_apply, function, block)))
            while len(waiting) > 2 * workers or sum(size for size, _ in waiting) > WAITING:
                yield from waiting.popleft()[1].result()
        while waiting:
            yield from waiting.popleft()[1].result()


def _blocks(items: Iterable[A]) -> Iterator[list[A]]:
    stream = iter(items)
    while block := _taken(stream, BLOCK, HEAVY):
        yield block


def _taken(stream: Iterator[A], count: int, size: int) -> list[A]:
    """The next items, until there are so many or their mail has so many bytes."""
    out: list[A] = []
    for item in islice(stream, count):
        out.append(item)
        size -= _weight(item)
        if size <= 0:
            break
    return out


def _weight(item: object) -> int:
    return len(item.raw) if isinstance(item, RawMessage) else 0


def _apply(function: Callable[[A], B], block: list[A]) -> list[B]:
    return [function(item) for item in block]
