"""A thread that makes all calls to something that is to be called from one thread only."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

Value = TypeVar("Value")
PATIENCE = 5.0
"""Longest time in seconds that the end of the program waits for calls that are being made."""

_Task = tuple[Callable[[], Any], "Future[Any]"]
_Tasks = SimpleQueue["_Task | None"]
_running: dict[threading.Thread, _Tasks] = {}


class WorkerThread:
    """Makes calls one after the other on a thread of its own.

    Unlike an executor's thread, it works until the very end of the program, also for threads that
    outlive the main thread, and it keeps no program from ending. It ends when the object is
    deleted.
    """

    def __init__(self, name: str) -> None:
        self._tasks: _Tasks = SimpleQueue()
        thread = threading.Thread(target=_work, args=(self._tasks,), name=name, daemon=True)
        _running[thread] = self._tasks
        thread.start()
        weakref.finalize(self, self._tasks.put, None)

    def call(self, function: Callable[[], Value]) -> Value:
        """Call a function on the thread, and return its value.

        Raises:
            Exception: any exception of the function.
        """
        done: Future[Value] = Future()
        self._tasks.put((function, done))
        return done.result()


def _work(tasks: _Tasks) -> None:
    while (task := tasks.get()) is not None:
        function, done = task
        try:
            done.set_result(function())
        except BaseException as error:
            done.set_exception(error)
        del task, function, done  # they hold pages of pixels
    _running.pop(threading.current_thread(), None)


@atexit.register
def _end_all() -> None:
    """End the threads: native code must not return to an interpreter that is gone."""
    end = time.monotonic() + PATIENCE
    running = dict(_running)
    for tasks in running.values():
        tasks.put(None)
    for thread in running:
        thread.join(max(end - time.monotonic(), 0))
