"""Processes as people fork them, after an OCR was used; run as `fork_reads ENGINE`.

In a process of its own, as `fork_check`. Prints a line for each way; what fails hangs or ends it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from ocrlc import OCR

PICTURE = Path(__file__).parents[1] / "cases/12_single_line_crop.png"
PIXELS = np.asarray(Image.open(PICTURE).convert("L"))
SECONDS = 100

ocr = OCR(threads=2, engine=sys.argv[1])


def text(_: object = None) -> str:
    return ocr.recognize(PIXELS).text


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def pool(expected: str) -> None:
    with multiprocessing.get_context("fork").Pool(2) as workers:
        assert workers.map_async(text, range(3)).get(SECONDS) == [expected] * 3


def executor(expected: str) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as workers:
        assert list(workers.map(text, range(3), timeout=SECONDS)) == [expected] * 3


def server_that_forks(expected: str) -> None:
    """Children end as programs do, with all that is done at the end, also those of children."""
    child = os.fork()
    if child == 0:
        if text() != expected:
            sys.exit(1)
        grandchild = os.fork()
        if grandchild == 0:
            sys.exit(0 if text() == expected else 1)
        sys.exit(7 if ended(grandchild) == 0 else 1)
    assert ended(child) == 7


def child_that_reads_nothing(_: str) -> None:
    child = os.fork()
    if child == 0:
        sys.exit(7)
    assert ended(child) == 7


def thread_while_another_reads(expected: str) -> None:
    codes = []

    def fork() -> None:
        child = os.fork()
        if child == 0:
            os._exit(7 if text() == expected else 1)
        codes.append(ended(child))

    threads = [threading.Thread(target=each) for each in (text, fork)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [7]


def after_the_main_thread(expected: str) -> None:
    def later() -> None:
        while threading.main_thread().is_alive():
            time.sleep(0.01)
        assert text() == expected
        thread_while_another_reads(expected)
        print("after", flush=True)

    threading.Thread(target=later).start()


WAYS = (
    pool,
    executor,
    child_that_reads_nothing,
    server_that_forks,
    thread_while_another_reads,
    after_the_main_thread,
)

if __name__ == "__main__":
    first = text()
    assert first
    for way in WAYS:
        way(first)
        print(way.__name__, flush=True)
