"""The thread that makes an engine's calls."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time

import pytest

from ocrlc.system.worker_thread import WorkerThread


def test_all_calls_are_made_on_one_other_thread():
    worker = WorkerThread("test")
    threads = {worker.call(threading.get_ident) for _ in range(3)}
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


def test_exceptions_come_through_and_the_thread_lives_on():
    worker = WorkerThread("test")
    with pytest.raises(ZeroDivisionError):
        worker.call(lambda: 1 // 0)
    assert worker.call(lambda: 1) == 1


def test_thread_ends_with_the_object():
    worker = WorkerThread("short-lived")
    worker.call(int)
    del worker
    gc.collect()
    end = time.monotonic() + 10
    while any(thread.name == "short-lived" for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)


def run(program: str) -> str:
    lines = "import threading, time\nfrom ocrlc.system.worker_thread import WorkerThread\n"
    command = [sys.executable, "-c", lines + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    return done.stdout


def test_threads_that_outlive_the_main_thread_are_served():
    program = (
        "worker = WorkerThread('test')\n"
        "def later():\n"
        "    time.sleep(0.5)\n"
        "    print(worker.call(lambda: 'read'))\n"
        "threading.Thread(target=later).start()\n"
    )
    assert run(program) == "read\n"


def test_program_ends_after_the_call_that_is_being_made_and_no_later():
    program = (
        "worker = WorkerThread('test')\n"
        "def call(seconds):\n"
        "    worker.call(lambda: (time.sleep(seconds), print(seconds)))\n"
        "for seconds in (1, 600):\n"
        "    threading.Thread(target=call, args=(seconds,), daemon=True).start()\n"
        "    time.sleep(0.1)\n"
    )
    begun = time.monotonic()
    assert run(program) == "1\n"
    assert time.monotonic() - begun < 30
