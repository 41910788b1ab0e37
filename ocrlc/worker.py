"""Reading in a child process, which can be given up: a page too slow or too large ends only itself.

The models are loaded once per process, not once per document. A process that was given up is
replaced by a new one, which goes on with the next page.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ocrlc.errors import InputError, OcrlcError
from ocrlc.results import Document, Page

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from ocrlc.images import RawPage, Source

GIVEN_UP = "given up: "
"""What the warning of a page begins with that was not read to its end."""
POLL = 0.1
"""Seconds between looks at the clock and at the memory of a process."""


class PageReader(Protocol):
    """What a process reads with: `OCR`."""

    def load(self) -> object:
        """Load the models."""

    def pages(self, source: Source, wanted: Callable[[RawPage], bool]) -> Iterator[Page]:
        """Read a document's pages one by one, those that are wanted."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page is decoded; its reading begins, unless it was read before."""

    page: Page


@dataclass(frozen=True, slots=True)
class _Done:
    """All pages were read, or, before the first document, all models are loaded."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """An error and, for those who look for its cause, where it came from."""

    error: Exception
    trace: str


_Message: TypeAlias = "_Begun | Page | _Done | _Failed"


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
                    if isinstance(message, _Begun):
                        current = message.page
                    elif isinstance(message, Page):
                        done[message.number] = message
                        current, self._fresh = None, False
                    complete = isinstance(message, _Done)
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
            self._process = context.Process(target=_serve, args=(theirs, self.load), daemon=True)
            self._process.start()
            theirs.close()
            self._fresh = True
            try:
                self._receive(None)
            except _LostError as lost:
                raise RuntimeError(lost.reason) from lost
        return self._connection

    def _receive(self, timeout: float | None) -> _Message:
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
            message: _Message = self._connection.recv()
        except (EOFError, OSError) as error:
            if self._closed:
                raise InputError("reading was interrupted") from error
            raise _LostError(self._end()) from error
        if isinstance(message, _Failed):
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


def _serve(connection: Connection, load: Callable[[], PageReader]) -> None:
    """Read what comes through the connection; runs in the process."""
    # An interrupt reaches all processes of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        reader = load()
        reader.load()
        connection.send(_Done())
        while True:
            source, done = connection.recv()
            _answer(connection, reader, source, done)
    except EOFError:
        return
    except Exception as error:
        connection.send(_failure(error))


def _answer(
    connection: Connection, reader: PageReader, source: Source, done: frozenset[int]
) -> None:
    def begin(raw: RawPage) -> bool:
        height, width = raw.image.shape[:2]
        connection.send(_Begun(Page(raw.source, raw.number, width, height)))
        return raw.number not in done

    try:
        for page in reader.pages(source, begin):
            connection.send(page)
    except Exception as error:
        connection.send(_failure(error))
    else:
        connection.send(_Done())


def _failure(error: Exception) -> _Failed:
    """Return an error in a form that can be pickled."""
    known = isinstance(error, OcrlcError)
    kept = error if known else RuntimeError(f"{type(error).__name__}: {error}")
    return _Failed(kept, "".join(traceback.format_exception(error)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _name(source: Source) -> str:
    return str(getattr(source, "name", "the document")) if hasattr(source, "read") else str(source)
