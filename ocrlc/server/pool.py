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
from ocrlc.options.read_options import ReadOptions

if TYPE_CHECKING:
    from ocrlc.loading.load import Source

Value = TypeVar("Value")
INERTIA = 0.8
"""Weight of the previous mean when the time of one more document is averaged in."""
PAUSES = (1.0, 30.0)
"""Shortest and longest pause, in seconds, before a reader that did not start is tried again."""

log = logging.getLogger(__name__)


class SharedReader(Protocol):
    """A reader that requests share: `IsolatedReader`."""

    @property
    def restarts(self) -> int:
        """Number of times that the reader's process was replaced."""

    def load(self) -> None:
        """Load the models, also after the process was replaced."""

    def recognize(
        self,
        source: Source,
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Document:
        """Read all pages of a document."""

    def call(
        self, function: Callable[..., Value], *arguments: object, within: float | None = None
    ) -> Value:
        """Call a function in the reader's process, where untrusted files may be opened."""


Work = Callable[[SharedReader, threading.Event], Value]
"""A function called with a reader, and with an event that is set when the result is not needed any
more."""


class BusyError(Exception):
    """No place is free, or no reader.

    Attributes:
        reason: why, as a clause for the client.
        seconds: estimated time until there is one, in seconds.
    """

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason}; try again in about {seconds} s")
        self.reason = reason
        self.seconds = seconds


class ReaderPool:
    """Hands requests to readers, in the order in which their documents have arrived.

    Args:
        readers: the readers; each serves one request at a time.
        waiting: number of requests that may wait in addition to those being read.
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
        self._down: set[SharedReader] = set()

    @property
    def down(self) -> int:
        """Number of readers whose process could not be started again so far."""
        return len(self._down)

    @property
    def restarts(self) -> int:
        """Number of times that a reader's process was replaced."""
        return sum(reader.restarts for reader in self.readers)

    def load(self) -> None:
        """Load the models of all readers.

        Raises:
            ModelError: a model is broken.
        """
        for _ in self._threads.map(lambda reader: reader.load(), self.readers):
            pass

    @contextmanager
    def place(self) -> Iterator[None]:
        """Occupy a place in the queue, from before the document arrives until its answer is ready.

        Raises:
            BusyError: all places are occupied, or no reader can be started at present.
        """
        if self.down == len(self.readers):
            raise BusyError("no process that reads can be started at present", int(PAUSES[1]))
        if self.inside >= self.most:
            seconds = max(1, math.ceil(self._pace * self.inside / len(self.readers)))
            raise BusyError("all readers are busy and the queue is full", seconds)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    async def run(self, work: Work[Value]) -> Value:
        """Do work as soon as a reader is free, unless the request is cancelled.

        Raises:
            Exception: any exception of the work.
        """
        reader = await self._idle.get()
        stop = threading.Event()
        begun = time.monotonic()
        self.reading += 1
        # A thread cannot be ended: cancelled work keeps its reader until it stops.
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
            done.exception()  # retrieved, so that asyncio does not warn that it never was
        mending = asyncio.ensure_future(self._mend(reader))
        self._mending.add(mending)
        mending.add_done_callback(self._mending.discard)

    async def _mend(self, reader: SharedReader) -> None:
        """Return a reader to the pool with its models loaded: no request has to wait for that.

        If its process does not start, it is tried again and again, after longer and longer pauses.
        """
        pause, longest = PAUSES
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, reader.load)
                break
            except Exception as error:
                self._down.add(reader)
                log.warning("a reader does not start, next try in %g s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)
        self._down.discard(reader)
        self._idle.put_nowait(reader)
