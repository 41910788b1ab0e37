"""Log lines that repeat themselves are written once in a while, so that no log fills the disk."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

PAUSE = 60.0
"""Seconds in which a message is written once."""
MOST_KINDS = 100
"""Number of messages that are remembered."""


class Seldom(logging.Filter):
    """Lets a message through once in `PAUSE` seconds; the next one says how many were left out.

    Messages are the same if their first lines are, and if their exceptions were raised at the same
    place. Kinds without an end are limited too: all that are too many to be remembered are one.

    Args:
        clock: returns the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._written: dict[tuple[object, ...], float] = {}
        self._left_out: dict[tuple[object, ...], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a message is written."""
        now, kind = self._clock(), self._kind(record)
        if now - self._written.get(kind, now - PAUSE) < PAUSE:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        self._written[kind] = now
        left_out = self._left_out.pop(kind, 0)
        if left_out:
            record.msg = f"{record.getMessage()}\n({left_out} more like this were not written)"
            record.args = None
        return True

    def _kind(self, record: logging.LogRecord) -> tuple[object, ...]:
        first, _, _ = str(record.msg).strip().partition("\n")
        kind: tuple[object, ...] = (record.name, first, *_origin(record))
        if kind in self._written or len(self._written) < MOST_KINDS:
            return kind
        return ()


def _origin(record: logging.LogRecord) -> tuple[object, ...]:
    """Return an exception's type and the place that raised it."""
    error = record.exc_info[1] if record.exc_info else None
    trace = error.__traceback__ if error else None
    if trace is None:
        return (type(error),)
    while trace.tb_next is not None:
        trace = trace.tb_next
    return type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno
