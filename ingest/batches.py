"""Items a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` items, which are fetched when they are asked for."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
