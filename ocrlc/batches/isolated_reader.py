"""Reading in a child process, which can be ended: a page too slow or too large harms no other.

The models are loaded once per process, not once per document. A process that was ended is replaced
by a new one, which continues with the next page.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ocrlc.batches.reader_child import (
    Begun,
    Call,
    DocumentReader,
    Done,
    Message,
    Read,
    Returned,
    Stop,
    name_of,
)
from ocrlc.batches.reader_process import Child, LostError
from ocrlc.document import Document
from ocrlc.errors import InputError, TimeLimitError
from ocrlc.results import Page
from ocrlc.structure.pages import across_pages
from ocrlc.system.forks import BoundToProcess, follow_forks

if TYPE_CHECKING:
    from ocrlc.loading.load import Source
    from ocrlc.loading.options import LoadOptions
    from ocrlc.options.read_options import ReadOptions

Value = TypeVar("Value")

GIVEN_UP = "given up: "
"""Beginning of the warning of a page whose reading was not finished."""


class IsolatedReader(BoundToProcess):
    """Reads documents in a process of its own; threads that share it read one after the other.

    Args:
        load: makes the reader; it is called in the process, so it must be picklable.
        timeout: longest time to read one page, in seconds, without loading the models.
        max_memory: most memory of the process, in bytes.
    """

    def __init__(
        self,
        load: Callable[[], DocumentReader],
        timeout: float | None = None,
        max_memory: int | None = None,
    ) -> None:
        self.timeout = timeout
        self._child = Child(load, max_memory)
        self._turn = threading.Lock()
        follow_forks(self)

    def before_fork(self) -> None:
        """Do nothing: the child of a fork starts a process of its own."""

    def after_fork(self, in_child: bool) -> None:
        """In the child, leave the process to the parent."""
        if in_child:
            self._child = Child(self._child.load, self._child.max_memory)
            self._turn = threading.Lock()

    @property
    def restarts(self) -> int:
        """How often the process was replaced by a new one."""
        return max(0, self._child.starts - 1)

    def load(self) -> None:
        """Load the models now, not with the first page; also after the process was replaced.

        Raises:
            ModelError: a model is broken.
            ResourceError: the system does not let the process start.
        """
        with self._turn:
            self._child.start()

    def recognize(
        self,
        source: Source,
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Document:
        """Read all pages of a document.

        A page that is given up has no lines and a warning that begins with `GIVEN_UP`.

        Args:
            source: any picklable source that `OCR` accepts.
            load_options: how this document is opened; None for the reader's own options.
            read_options: what is read of it; None for the reader's own options.
            within: longest time to read the whole document, in seconds; waiting for other threads
                and for the models does not count.
            stop: event that another thread sets when the remaining pages are no longer needed.

        Raises:
            TimeLimitError: the document took longer than `within`, or each of its pages too long.
            InputError: the source cannot be opened, or all of its pages were given up.
            ModelError: a model is broken.
            ResourceError: the system does not let the process start.
        """
        with self._turn:
            return self._recognize(source, load_options, read_options, within, stop)

    def _recognize(
        self,
        source: Source,
        load_options: LoadOptions | None,
        read_options: ReadOptions | None,
        within: float | None,
        stop: threading.Event | None,
    ) -> Document:
        done: dict[int, Page] = {}
        slow: set[int] = set()
        complete = False
        end: float | None = None
        while not complete:
            self._child.start()
            end = end or (time.monotonic() + within if within else None)
            try:
                request = Read(source, load_options, frozenset(done), read_options)
                self._read(request, done, end, stop)
                complete = True
            except _GivenUpError as given_up:
                if end and time.monotonic() >= end:
                    reason = f"took longer than {within:g} s"
                    raise TimeLimitError(f"{name_of(source)}: {reason}") from given_up
                if not given_up.again:
                    page = _give_up(name_of(source), given_up)
                    done[page.number] = page
                    if given_up.slow:
                        slow.add(page.number)
        return _document(name_of(source), done, slow)

    def call(
        self, function: Callable[..., Value], *arguments: object, within: float | None = None
    ) -> Value:
        """Call a function in the process, so that opening an untrusted file can be ended too.

        It is called again in a new process if the first one, which has read pages, is lost.

        Args:
            function: a picklable function.
            *arguments: the function's arguments.
            within: longest time of the call, in seconds, without loading the models.

        Raises:
            TimeLimitError: the call took longer than `within`.
            InputError: the process ended or exceeded its memory during the call.
            Exception: any exception of the function.
        """
        with self._turn:
            message: Message | None = None
            end: float | None = None
            while message is None:
                self._child.start()
                end = end or (time.monotonic() + within if within else None)
                try:
                    self._child.send(Call(function, arguments))
                    message = self._child.receive(_left(0, None, end), within)
                except LostError as lost:
                    # As with pages: those read before may have filled the memory.
                    again = not (lost.slow or self._child.fresh)
                    self._child.stop()
                    if not again:
                        kind = TimeLimitError if lost.slow else InputError
                        raise kind(f"{GIVEN_UP}{lost.reason}") from lost
                except BaseException as error:
                    self._leave(error)
                    raise
        assert isinstance(message, Returned)
        value: Value = message.value
        return value

    def close(self) -> None:
        """End the process at once; the reader cannot be used any more.

        Other threads that are reading with it get an InputError.
        """
        self._child.close()
        with self._turn:
            self._child.stop()

    def _leave(self, error: BaseException) -> None:
        """End the process if what was asked of it is left unfinished, as on Ctrl-C.

        Otherwise its answer would be taken for that to the next request.
        """
        if not isinstance(error, Exception):
            self._child.stop()

    def _read(
        self, request: Read, done: dict[int, Page], end: float | None, stop: threading.Event | None
    ) -> None:
        """Have a document read, and put its pages into `done` as they arrive.

        Raises:
            _GivenUpError: the process was given up or ended.
        """
        child = self._child
        current: Page | None = None
        told = False
        try:
            child.send(request)
            begun = time.monotonic()
            while True:
                message = child.receive(_left(begun, self.timeout, end), self.timeout)
                if isinstance(message, Done):
                    return
                if isinstance(message, Begun):
                    if current is None or current.number != message.page.number:
                        begun = time.monotonic()
                    current = message.page
                elif isinstance(message, Page):
                    done[message.number] = message
                    current, child.fresh, begun = None, False, time.monotonic()
                if stop and stop.is_set() and not told:
                    child.send(Stop())
                    told = True
        except LostError as lost:
            # Earlier pages may have filled the memory: try the page again in a new process.
            again = not (lost.slow or child.fresh)
            child.stop()
            raise _GivenUpError(lost.reason, current, again, lost.slow) from lost
        except BaseException as error:
            self._leave(error)
            raise


class _GivenUpError(Exception):
    """The process was given up while reading.

    Attributes:
        reason: why, as a clause for the user.
        page: the page being decoded or read; None if there was none yet.
        again: whether the page is to be tried again.
        slow: whether it took too long.
    """

    def __init__(self, reason: str, page: Page | None, again: bool, slow: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.page = page
        self.again = again
        self.slow = slow


def is_given_up(page: Page) -> bool:
    """Whether the reading of a page was given up."""
    return any(warning.startswith(GIVEN_UP) for warning in page.warnings)


def _left(begun: float, timeout: float | None, end: float | None) -> float | None:
    """Return the seconds left for a page: its own limit, or less if the document's ends first."""
    ends = [each for each in (begun + timeout if timeout else None, end) if each is not None]
    return max(min(ends) - time.monotonic(), 1e-3) if ends else None


def _give_up(name: str, given_up: _GivenUpError) -> Page:
    """Return a page that was given up: without lines and with a warning.

    Raises:
        InputError: the document was still being opened.
    """
    page = given_up.page
    if page is None:
        reason = f"{GIVEN_UP}{given_up.reason} while it was opened"
        kind = TimeLimitError if given_up.slow else InputError
        raise kind(f"{name}: {reason}") from given_up
    return replace(page, warnings=(f"{GIVEN_UP}{given_up.reason}",))


def _document(name: str, done: dict[int, Page], slow: set[int]) -> Document:
    """Return the document of the pages, in their order; `slow` are those that took too long.

    Raises:
        TimeLimitError: every page took too long.
        InputError: every page was given up.
    """
    pages = tuple(done[number] for number in sorted(done))
    if pages and all(is_given_up(page) for page in pages):
        which = f"page {pages[0].number}" if len(pages) == 1 else "every page"
        kind = TimeLimitError if slow.issuperset(done) else InputError
        raise kind(f"{name}: {which} {pages[0].warnings[0]}")
    return Document(tuple(across_pages(pages)))
