"""Child processes that end when they should, and only then."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""Signals on which training saves and ends."""


def end_with_parent() -> None:
    """End this process at once when its parent is gone, however that ended (`kill -9`).

    Otherwise data workers would wait for ever, and trainers go on writing into a run that is
    being resumed.
    """
    parent = mp.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def signals_held(*numbers: signal.Signals) -> Iterator[None]:
    """Hold signals back during the block; processes started in it are born with them held back.

    Ctrl-C reaches every process of the terminal's group, also those that have only begun to
    import: a signal held back is delivered once they can handle it.
    """
    # Started by the first process otherwise, it lets the signals through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def signals_handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Have a function called on the signals that stop training, also on those held back so far.

    Args:
        handler: called with the signal's number and the frame it came in.
    """
    before = {number: signal.signal(number, handler) for number in STOPPING}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
