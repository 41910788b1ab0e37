"""Booking the time that each stage of reading takes, for who asks for it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")
BETWEEN = ": "
"""Stands between the name of a stage and that of a stage within it."""
_END = object()


@dataclass(slots=True)
class Spent:
    """What a stage took.

    Attributes:
        wall: time by the clock in seconds.
        cpu: processor time in seconds, of all threads of the process.
        calls: how often it came.
    """

    wall: float = 0.0
    cpu: float = 0.0
    calls: int = 0


Book = dict[str, Spent]
"""What was spent by stage, in the order in which they began; `detect: network` is within `detect`
and a part of its time."""


@dataclass(slots=True)
class _Booking:
    book: Book = field(default_factory=dict)
    path: str = ""


_current: ContextVar[_Booking | None] = ContextVar("_current", default=None)


@contextmanager
def booked() -> Iterator[Book]:
    """Book the stages that this thread runs through within the block."""
    booking = _Booking()
    token = _current.set(booking)
    try:
        yield booking.book
    finally:
        _current.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count the block, or the function decorated with it, as a stage, if stages are booked."""
    booking = _current.get()
    if booking is None:
        yield
        return
    outer = booking.path
    booking.path = f"{outer}{BETWEEN}{name}" if outer else name
    spent = booking.book.setdefault(booking.path, Spent())
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        spent.cpu += time.process_time() - cpu
        spent.wall += time.perf_counter() - wall
        spent.calls += 1
        booking.path = outer


def staged(name: str, items: Iterable[Item]) -> Iterator[Item]:
    """Yield items; what it takes to make each of them counts as a stage."""
    iterator = iter(items)
    while True:
        with stage(name):
            item = next(iterator, _END)
        if item is _END:
            return
        yield item  # type: ignore[misc]
