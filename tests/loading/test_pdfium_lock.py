"""The lock around PDFium."""

from __future__ import annotations

import gc
import os
import threading

import pytest

from ocrlc.loading.load import load_pages
from ocrlc.loading.pdfium_lock import PDFIUM_LOCK
from tests.support.seeds import text_pdf


@pytest.fixture
def impatient():
    """End the test run, with a message, where a deadlock would keep it for ever."""

    def end():
        os.write(2, b"deadlock in test_pdfium_lock\n")
        os._exit(1)

    timer = threading.Timer(30, end)
    timer.start()
    yield
    timer.cancel()


def begin_in_a_cycle():
    pages = load_pages(text_pdf("a", "b"))
    next(pages)
    box = {"pages": pages}
    box["itself"] = box


@pytest.mark.usefixtures("impatient")
def test_collector_that_ends_an_iterator_does_not_wait_for_the_lock():
    begin_in_a_cycle()
    with PDFIUM_LOCK:
        gc.collect()
        assert len(PDFIUM_LOCK._left) == 1
    assert not PDFIUM_LOCK._left
    assert [page.number for page in load_pages(text_pdf("a", "b"))] == [1, 2]


@pytest.mark.usefixtures("impatient")
def test_child_of_a_fork_can_read_while_another_thread_reads():
    data, done = text_pdf("a"), threading.Event()

    def read():
        while not done.is_set():
            list(load_pages(data))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(5):
            child = os.fork()
            if child == 0:
                os._exit(len(list(load_pages(data))))
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    finally:
        done.set()
        thread.join()
