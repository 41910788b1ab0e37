"""Reading in a child process, which can be given up: a page too slow or too large ends only itself.

The models are loaded once per process, not once per document. A process that was given up is
replaced by a new one, which goes on with the next page.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from ocrlc.errors import InputError
from ocrlc.processes import signals_held
from ocrlc.results import Document, Page
from ocrlc.serving import Begun, Done, Failed, Message, PageReader, serve

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from ocrlc.images import Source

GIVEN_UP = "given up: "
"""What the warning of a page begins with that was not read to its end."""
POLL = 0.1
"""Seconds between looks at the clock and at the memory of a process."""


class _LostError(Exception):
    """The process had to be given up, or ended by itself.

    Attributes:
        reason: a clause for the user.
        slow: whether it took too long; if not, an earlier page may be to blame.
    """

    def __init__(self, reason: str, *, slow: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.slow = slow


class IsolatedReader:
    """Reads documents in a process of its own.

    Args:
        load: makes the reader; called in the process, so it must be one that can be pickled.
        timeout: seconds a page may take; loading the models does not count.
        max_memory: bytes the process may occupy.
    """

    def __init__(
        self,
        load: Callable[[], PageReader],
        timeout: float | None = None,
        max_memory: int | None = None,
    ) -> None:
        self.load = load
        self.timeout = timeout
        self.max_memory = max_memory
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._fresh = True
        self._closed = False

    def recognize(self, source: Source) -> Document:
        """Read all pages of a document.

        A page that is given up has no lines and a warning that begins with `GIVEN_UP`.

        Raises:
            InputError: the source cannot be read, or none of its pages was.
            ModelError: a model is broken.
        """
        done: dict[int, Page] = {}
        complete = False
        while not complete:
            connection = self._start()
            current: Page | None = None
            try:
                connection.send((source, frozenset(done)))
                while not complete:
                    message = self._receive(self.timeout)
                    if isinstance(message, Begun):
                        current = message.page
                    elif isinstance(message, Page):
                        done[message.number] = message
                        current, self._fresh = None, False
                    complete = isinstance(message, Done)
            except (_LostError, BrokenPipeError) as error:
                lost = error if isinstance(error, _LostError) else _LostError(self._end())
                # What an earlier page left behind may have filled the memory: once more, then.
                again = not (lost.slow or self._fresh)
                self._stop()
                if not again:
                    _give_up(_name(source), current, lost, done)
        return _document(_name(source), done)

    def close(self) -> None:
        """End the process, whatever it is doing; nothing can be read any more."""
        self._closed = True
        self._stop()

    def _start(self) -> Connection:
        """Start the process unless it runs; wait until its models are loaded."""
        if self._closed:
            raise InputError("reading was interrupted")
        if self._connection is None:
            # Not forked: Paddle's threads and locks would not come along.
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs, self.load), daemon=True)
            # Ctrl-C is for the parent, also while the child has only begun to import.
            with signals_held(signal.SIGINT):
                self._process.start()
            theirs.close()
            self._fresh = True
            try:
                self._receive(None)
            except _LostError as lost:
                raise RuntimeError(lost.reason) from lost
        return self._connection

    def _receive(self, timeout: float | None) -> Message:
        """Wait for a message from the process within its limits.

        Raises:
            _LostError: it exceeds them, or is no more.
            Exception: what the process says has gone wrong.
        """
        assert self._connection is not None
        end = time.monotonic() + timeout if timeout else None
        try:
            while not self._connection.poll(POLL):
                if end and time.monotonic() > end:
                    raise _LostError(f"took longer than {timeout:g} s", slow=True)
                if self.max_memory and self._memory() > self.max_memory:
                    raise _LostError(f"took more than {self.max_memory >> 20} MB")
            message: Message = self._connection.recv()
        except (EOFError, OSError) as error:
            if self._closed:
                raise InputError("reading was interrupted") from error
            raise _LostError(self._end()) from error
        if isinstance(message, Failed):
            raise message.error from RuntimeError(f"in the process that reads\n{message.trace}")
        return message

    def _memory(self) -> int:
        """Return the bytes the process occupies; 0 where that cannot be told."""
        assert self._process is not None
        try:
            pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def _end(self) -> str:
        """Say how the process ended."""
        assert self._process is not None
        self._process.join(1)
        if self._process.exitcode == -signal.SIGKILL:
            return "the process that reads was killed; perhaps the memory ran out"
        return f"the process that reads ended with code {self._process.exitcode}"

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def is_given_up(page: Page) -> bool:
    """Whether a page was not read to its end."""
    return any(warning.startswith(GIVEN_UP) for warning in page.warnings)


def _give_up(name: str, current: Page | None, lost: _LostError, done: dict[int, Page]) -> None:
    """Note a page as lost.

    Raises:
        InputError: it could not even be decoded, so the pages after it cannot be reached.
    """
    if current is None:
        raise InputError(f"{name}: page {len(done) + 1} {GIVEN_UP}{lost.reason}") from lost
    done[current.number] = replace(current, warnings=(f"{GIVEN_UP}{lost.reason}",))


def _document(name: str, done: dict[int, Page]) -> Document:
    """Return the pages in order.

    Raises:
        InputError: every one was given up.
    """
    pages = tuple(done[number] for number in sorted(done))
    if pages and all(is_given_up(page) for page in pages):
        which = f"page {pages[0].number}" if len(pages) == 1 else "every page"
        raise InputError(f"{name}: {which} {pages[0].warnings[0]}")
    return Document(pages)


def _name(source: Source) -> str:
    return str(getattr(source, "name", "the document")) if hasattr(source, "read") else str(source)
