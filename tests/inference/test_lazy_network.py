"""Networks in the children of forks."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest

from ocrlc.inference.lazy_network import LazyNetwork
from ocrlc.system.worker_thread import WorkerThread

X = np.zeros((1, 1), np.float32)


class ThreadedNetwork:
    """Computes on a thread, as engines do."""

    def __init__(self, seconds: float) -> None:
        self.worker = WorkerThread("network")
        self.seconds = seconds

    def run(self, x):
        self.worker.call(lambda: time.sleep(self.seconds))
        return x

    def warmup(self, shapes):
        pass


def forked(function) -> int:
    """Return the exit code of a child that calls a function; it has 20 seconds."""
    child = os.fork()
    if child == 0:
        threading.Timer(20, os._exit, (99,)).start()
        function()
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_child_of_a_fork_computes_with_a_network_of_its_own():
    network = LazyNetwork(lambda: ThreadedNetwork(0))
    network.run(X)
    before = network.load()
    assert forked(lambda: network.run(X)) == 7
    assert network.load() is before
    network.run(X)


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_fork_while_other_threads_load_and_compute(seconds):
    def open_slowly():
        time.sleep(0.5)
        return ThreadedNetwork(seconds)

    network, done = LazyNetwork(open_slowly), threading.Event()

    def compute():
        while not done.is_set():
            network.run(X)

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        for _ in range(4):
            assert forked(lambda: network.run(X)) == 7
            time.sleep(0.2)
    finally:
        done.set()
        thread.join()
