"""How the per-message stages are mapped over a stream: here, or over several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from inboxminer.engines import local

A = TypeVar("A")
B = TypeVar("B")


class Engine(Protocol):
    """Maps a function over a stream, in its order."""

    def __call__(
        self, function: Callable[[A], B], items: Iterable[A], *, workers: int
    ) -> Iterator[B]:
        """``function`` of each item, in order."""
        ...


ENGINES: dict[str, Engine] = {"local": local.mapped}
