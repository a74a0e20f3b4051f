"""Maps over the processors of this machine."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
# Starting processes costs more than so many items are worth.
FEW = 400
BLOCK = 50


def mapped(function: Callable[[A], B], items: Iterable[A], *, workers: int) -> Iterator[B]:
    """``function`` of each item, in order. With several workers a bounded number is on its way.

    The function and what it is given must be picklable when workers > 1.
    """
    stream = iter(items)
    first = list(islice(stream, FEW)) if workers > 1 else []
    if workers <= 1 or len(first) < FEW:
        yield from map(function, chain(first, stream))
        return
    context = multiprocessing.get_context("spawn")
    # Ctrl-C reaches every process of a terminal; the driver alone answers it.
    with ProcessPoolExecutor(
        workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)
    ) as pool:
        waiting: deque[Future[list[B]]] = deque()
        for block in _blocks(chain(first, stream)):
            waiting.append(pool.submit(_apply, function, block))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _blocks(items: Iterable[A]) -> Iterator[list[A]]:
    stream = iter(items)
    while block := list(islice(stream, BLOCK)):
        yield block


def _apply(function: Callable[[A], B], block: list[A]) -> list[B]:
    return [function(item) for item in block]
