"""Forks and collections of garbage while other threads read; run as `fork_check NAME`.

In a process of its own: what a forked child inherits should be what is tested, not whatever the
test run has loaded, and a deadlock here ends with the process.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ocrlc.inference.lazy_network import LazyNetwork
from ocrlc.loading.load import load_pages
from ocrlc.loading.pdfium_lock import PDFIUM_LOCK
from ocrlc.system.worker_thread import WorkerThread
from tests.support.seeds import text_pdf

X = np.zeros((1, 1), np.float32)


@contextmanager
def repeated(function: Callable[[], Any]) -> Iterator[None]:
    """Call a function again and again in another thread."""
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            function()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def forked(function: Callable[[], object]) -> int:
    """Return the exit code of a child that calls a function: 7 if it returned."""
    child = os.fork()
    if child == 0:
        function()
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class ThreadedNetwork:
    """Computes on a thread, as engines do."""

    def __init__(self, seconds: float) -> None:
        self.worker = WorkerThread("network")
        self.seconds = seconds

    def run(self, x: Any) -> Any:
        self.worker.call(lambda: time.sleep(self.seconds))
        return x


def collector_that_ends_an_iterator_does_not_wait_for_the_lock() -> None:
    pages = load_pages(text_pdf("a", "b"))
    next(pages)
    box = {"pages": pages}
    box["itself"] = box
    del pages, box
    with PDFIUM_LOCK:
        gc.collect()
        assert len(PDFIUM_LOCK._left) == 1
    assert not PDFIUM_LOCK._left
    assert [page.number for page in load_pages(text_pdf("a", "b"))] == [1, 2]


def child_can_read_while_another_thread_reads() -> None:
    data = text_pdf("a")
    # What another thread is importing for the first time can never be imported in the child.
    list(load_pages(data))
    with repeated(lambda: list(load_pages(data))):
        for _ in range(5):
            assert forked(lambda: list(load_pages(data))) == 7


def child_computes_with_a_network_of_its_own() -> None:
    network = LazyNetwork(lambda: ThreadedNetwork(0))
    network.run(X)
    before = network.load()
    assert forked(lambda: network.run(X)) == 7
    assert network.load() is before
    network.run(X)


def child_computes_while_other_threads_load_and_compute() -> None:
    def open_slowly() -> ThreadedNetwork:
        time.sleep(0.5)
        return ThreadedNetwork(0.3)

    network = LazyNetwork(open_slowly)
    with repeated(lambda: network.run(X)):
        for _ in range(4):
            assert forked(lambda: network.run(X)) == 7
            time.sleep(0.2)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
