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

from ocrlc.document import Document
from ocrlc.errors import InputError, TimeLimitError
from ocrlc.reading.reader_child import Begun, Call, DocumentReader, Done, Read, Returned, Stop
from ocrlc.reading.reader_process import Child, LostError
from ocrlc.results import Page
from ocrlc.structure.pages import across_pages

if TYPE_CHECKING:
    from ocrlc.loading.load import Source
    from ocrlc.loading.options import LoadOptions
    from ocrlc.options.read_options import ReadOptions

Value = TypeVar("Value")

GIVEN_UP = "given up: "
"""Beginning of the warning of a page whose reading was not finished."""


class IsolatedReader:
    """Reads documents in a process of its own.

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

    @property
    def restarts(self) -> int:
        """How often the process was replaced by a new one."""
        return max(0, self._child.starts - 1)

    def load(self) -> None:
        """Load the models now, not with the first page; also after the process was replaced.

        Raises:
            ModelError: a model is broken.
        """
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
            within: longest time to read the whole document, in seconds.
            stop: event that another thread sets when the remaining pages are no longer needed.

        Raises:
            TimeLimitError: the document took longer than `within`.
            InputError: the source cannot be opened, or all of its pages were given up.
            ModelError: a model is broken.
        """
        done: dict[int, Page] = {}
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
                    raise TimeLimitError(f"{_name(source)}: {reason}") from given_up
                if not given_up.again:
                    _give_up(_name(source), given_up, done)
        return _document(_name(source), done)

    def call(
        self, function: Callable[..., Value], *arguments: object, within: float | None = None
    ) -> Value:
        """Call a function in the process, so that opening an untrusted file can be ended too.

        Args:
            function: a picklable function.
            *arguments: the function's arguments.
            within: longest time of the call, in seconds.

        Raises:
            TimeLimitError: the call took longer than `within`.
            InputError: the process ended or exceeded its memory during the call.
            Exception: any exception of the function.
        """
        self._child.start()
        try:
            self._child.send(Call(function, arguments))
            message = self._child.receive(within)
        except LostError as lost:
            self._child.stop()
            kind = TimeLimitError if lost.slow else InputError
            raise kind(f"{GIVEN_UP}{lost.reason}") from lost
        assert isinstance(message, Returned)
        value: Value = message.value
        return value

    def close(self) -> None:
        """End the process at once; the reader cannot be used any more."""
        self._child.close()

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
            while True:
                message = child.receive(_shorter(self.timeout, end))
                if isinstance(message, Done):
                    return
                if isinstance(message, Begun):
                    current = message.page
                elif isinstance(message, Page):
                    done[message.number] = message
                    current, child.fresh = None, False
                if stop and stop.is_set() and not told:
                    child.send(Stop())
                    told = True
        except LostError as lost:
            # Earlier pages may have filled the memory: try the page again in a new process.
            again = not (lost.slow or child.fresh)
            child.stop()
            raise _GivenUpError(lost.reason, current, again) from lost


class _GivenUpError(Exception):
    """The process was given up while reading.

    Attributes:
        reason: why, as a clause for the user.
        page: the page being read; None if it was still being decoded.
        again: whether the page is to be tried again.
    """

    def __init__(self, reason: str, page: Page | None, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.page = page
        self.again = again


def is_given_up(page: Page) -> bool:
    """Whether the reading of a page was given up."""
    return any(warning.startswith(GIVEN_UP) for warning in page.warnings)


def _shorter(timeout: float | None, end: float | None) -> float | None:
    """Return the seconds left for a page: its own limit, or less if the document's ends first."""
    left = None if end is None else max(end - time.monotonic(), 1e-3)
    return min((each for each in (timeout, left) if each is not None), default=None)


def _give_up(name: str, given_up: _GivenUpError, done: dict[int, Page]) -> None:
    """Add a page that was given up to `done`, without lines and with a warning.

    Raises:
        InputError: the page was not even decoded, so the pages after it cannot be reached.
    """
    page = given_up.page
    if page is None:
        reason = f"page {len(done) + 1} {GIVEN_UP}{given_up.reason}"
        raise InputError(f"{name}: {reason}") from given_up
    done[page.number] = replace(page, warnings=(f"{GIVEN_UP}{given_up.reason}",))


def _document(name: str, done: dict[int, Page]) -> Document:
    """Return the document of the pages, in their order.

    Raises:
        InputError: every page was given up.
    """
    pages = tuple(done[number] for number in sorted(done))
    if pages and all(is_given_up(page) for page in pages):
        which = f"page {pages[0].number}" if len(pages) == 1 else "every page"
        raise InputError(f"{name}: {which} {pages[0].warnings[0]}")
    return Document(tuple(across_pages(pages)))


def _name(source: Source) -> str:
    return str(getattr(source, "name", "the document")) if hasattr(source, "read") else str(source)
