"""Child processes: ending them with their parent, and handling signals."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

from ocrlc.system.platforms import block_signals, restore_signals, unblock_signals

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""Signals on which training saves its state and ends."""


def end_with_parent() -> None:
    """End this process at once when its parent has ended in any way, even by `kill -9`.

    Otherwise data workers would wait for ever, and trainers would write into a run that is being
    resumed.
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
    """Block signals during the block; processes started in it begin with these signals blocked.

    Ctrl-C reaches every process of the terminal's group, even those that are still importing
    modules. A blocked signal is delivered when they unblock it.
    """
    if os.name == "posix":
        # Start the tracker now: if the first process starts it later, it unblocks the signals.
        resource_tracker.ensure_running()
    before = block_signals(numbers)
    try:
        yield
    finally:
        restore_signals(before)


@contextmanager
def interrupts_delayed() -> Iterator[None]:
    """Have Ctrl-C raise its exception at the end of the block, not inside it.

    For imports: modules interrupted half-way remain broken, and C code turns the exception into
    others. SIGTERM is blocked meanwhile. In other threads than the main one, where signals are not
    handled, nothing is changed.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    raised: list[BaseException] = []

    def handle(number: int, frame: FrameType | None) -> None:
        try:
            handler(number, frame)
        except BaseException as error:
            raised.append(error)

    signal.signal(signal.SIGINT, handle)
    before = block_signals({signal.SIGTERM})
    try:
        yield
    finally:
        restore_signals(before)
        signal.signal(signal.SIGINT, handler)
    if raised:
        raise raised[0]


@contextmanager
def signals_handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Call a function on the signals that stop training, including those blocked until now.

    Args:
        handler: called with the signal's number and the current stack frame.
    """
    before = {number: signal.signal(number, handler) for number in STOPPING}
    unblock_signals(STOPPING)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
