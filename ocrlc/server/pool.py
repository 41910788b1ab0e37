"""The readers that all requests share, and the queue in front of them."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from ocrlc.document import Document
from ocrlc.loading.options import LoadOptions

if TYPE_CHECKING:
    from ocrlc.loading.load import Source

Value = TypeVar("Value")
INERTIA = 0.8
"""Share of the old mean when the seconds of one more document are added to it."""

log = logging.getLogger(__name__)


class SharedReader(Protocol):
    """What requests share: `IsolatedReader`."""

    @property
    def restarts(self) -> int:
        """How often it was replaced after it was lost."""

    def load(self) -> None:
        """Load the models, also anew where they were lost."""

    def recognize(
        self,
        source: Source,
        load_options: LoadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Document:
        """Read all pages of a document."""

    def call(
        self, function: Callable[..., Value], *arguments: object, within: float | None = None
    ) -> Value:
        """Call a function where a stranger's file may be opened."""


Work = Callable[[SharedReader, threading.Event], Value]
"""What is done with a reader; the event says that nobody waits for it any more."""


class BusyError(Exception):
    """There is no place in the queue.

    Attributes:
        seconds: after which one is likely.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(f"the queue is full for about {seconds} s")
        self.seconds = seconds


class ReaderPool:
    """Gives requests to the readers, in the order in which they are ready.

    Args:
        readers: each serves one request at a time.
        waiting: requests that may be in the house beside those that are being read.
    """

    def __init__(self, readers: Sequence[SharedReader], waiting: int) -> None:
        self.readers = readers
        self.most = len(readers) + waiting
        self.inside = 0
        self.reading = 0
        self._pace = 1.0
        self._threads = ThreadPoolExecutor(len(readers), "reader")
        self._idle: asyncio.Queue[SharedReader] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._mending: set[asyncio.Task[None]] = set()

    @property
    def restarts(self) -> int:
        """How many readers were lost and replaced."""
        return sum(reader.restarts for reader in self.readers)

    def load(self) -> None:
        """Load the models of all readers.

        Raises:
            ModelError: one is broken.
        """
        for _ in self._threads.map(lambda reader: reader.load(), self.readers):
            pass

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place, from before the document arrives until its answer is made.

        Raises:
            BusyError: all are taken.
        """
        if self.inside >= self.most:
            raise BusyError(max(1, math.ceil(self._pace * self.inside / len(self.readers))))
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    async def run(self, work: Work[Value]) -> Value:
        """Do work as soon as a reader is free; who is cancelled gives up waiting.

        Raises:
            Exception: what the work raises.
        """
        reader = await self._idle.get()
        stop = threading.Event()
        begun = time.monotonic()
        self.reading += 1
        # Nothing ends a thread: work that nobody waits for keeps its reader until it stops.
        done = asyncio.get_running_loop().run_in_executor(self._threads, work, reader, stop)
        done.add_done_callback(lambda future: self._finish(future, reader, begun))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _finish(self, done: asyncio.Future[Value], reader: SharedReader, begun: float) -> None:
        self.reading -= 1
        self._pace = INERTIA * self._pace + (1 - INERTIA) * (time.monotonic() - begun)
        if not done.cancelled():
            done.exception()  # looked at, so that asyncio does not call it forgotten
        mending = asyncio.ensure_future(self._mend(reader))
        self._mending.add(mending)
        mending.add_done_callback(self._mending.discard)

    async def _mend(self, reader: SharedReader) -> None:
        """Give a reader back, with its models loaded: the next request is not to wait for that."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, reader.load)
        except Exception:
            log.exception("a reader cannot be started again")
        self._idle.put_nowait(reader)
