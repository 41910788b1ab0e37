"""The lock around PDFium, which has global state, while several threads may read documents."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType
from typing import Protocol

from ocrlc.system.forks import follow_forks


class Closable(Protocol):
    """An open PDF."""

    def close(self) -> None:
        """Close it."""


class PdfiumLock:
    """Held by the one thread that uses PDFium.

    A document that is no longer needed is closed by `close_soon`, which never waits: iterators over
    pages are also ended by the garbage collector, which runs in any thread at any moment, even in
    one that holds this lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: deque[Closable] = deque()
        follow_forks(self)

    def before_fork(self) -> None:
        """Wait until no thread uses PDFium, so that the child gets it in order."""
        self._lock.acquire()

    def after_fork(self, in_child: bool) -> None:
        """Continue."""
        self._lock.release()

    def __enter__(self) -> None:
        """Wait for the lock."""
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what was left to close, and release the lock."""
        try:
            self._close_left()
        finally:
            self._lock.release()

    def close_soon(self, document: Closable) -> None:
        """Close a document now or, if PDFium is in use, when the lock is released."""
        self._left.append(document)
        if self._lock.acquire(blocking=False):
            try:
                self._close_left()
            finally:
                self._lock.release()

    def _close_left(self) -> None:
        while self._left:
            self._left.popleft().close()


PDFIUM_LOCK = PdfiumLock()
