"""Reading in a child process, which can be given up: a page too slow or too large ends only itself.

The models are loaded once per process, not once per document. A process that was given up is
replaced by a new one, which goes on with the next page.
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

if TYPE_CHECKING:
    from ocrlc.loading.load import Source
    from ocrlc.loading.options import LoadOptions

Value = TypeVar("Value")

GIVEN_UP = "given up: "
"""What the warning of a page begins with that was not read to its end."""


class IsolatedReader:
    """Reads documents in a process of its own.

    Args:
        load: makes the reader; called in the process, so it must be one that can be pickled.
        timeout: seconds a page may take; loading the models does not count.
        max_memory: bytes the process may occupy.
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
        """Load the models now rather than with the first page, also anew after a process was lost.

        Raises:
            ModelError: a model is broken.
        """
        self._child.start()

    def recognize(
        self,
        source: Source,
        load_options: LoadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Document:
        """Read all pages of a document.

        A page that is given up has no lines and a warning that begins with `GIVEN_UP`.

        Args:
            source: what `OCR` reads and can be pickled.
            load_options: how this one is opened; None for the reader's own options.
            within: seconds the whole document may take.
            stop: set by another thread when nobody waits for the pages that are left.

        Raises:
            TimeLimitError: the document took longer than it may.
            InputError: the source cannot be read, or none of its pages was.
            ModelError: a model is broken.
        """
        done: dict[int, Page] = {}
        complete = False
        end: float | None = None
        while not complete:
            self._child.start()
            end = end or (time.monotonic() + within if within else None)
            try:
                self._read(Read(source, load_options, frozenset(done)), done, end, stop)
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
        """Call a function in the process, so that opening a stranger's file can be given up too.

        Args:
            function: one that can be pickled.
            *arguments: its arguments.
            within: seconds it may take.

        Raises:
            TimeLimitError: it took longer than it may.
            InputError: it ended the process.
            Exception: what the function raises.
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
        """End the process, whatever it is doing; nothing can be read any more."""
        self._child.close()

    def _read(
        self, request: Read, done: dict[int, Page], end: float | None, stop: threading.Event | None
    ) -> None:
        """Have a document read, and note its pages as they come.

        Raises:
            _GivenUpError: the process was.
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
            # What an earlier page left behind may have filled the memory: once more, then.
            again = not (lost.slow or child.fresh)
            child.stop()
            raise _GivenUpError(lost.reason, current, again) from lost


class _GivenUpError(Exception):
    """A process was given up while it read.

    Attributes:
        reason: a clause for the user.
        page: the page that was read; None while it was decoded.
        again: whether the page is to be tried once more.
    """

    def __init__(self, reason: str, page: Page | None, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.page = page
        self.again = again


def is_given_up(page: Page) -> bool:
    """Whether a page was not read to its end."""
    return any(warning.startswith(GIVEN_UP) for warning in page.warnings)


def _shorter(timeout: float | None, end: float | None) -> float | None:
    """Return the seconds a page may take of which the document's end leaves some."""
    left = None if end is None else max(end - time.monotonic(), 1e-3)
    return min((each for each in (timeout, left) if each is not None), default=None)


def _give_up(name: str, given_up: _GivenUpError, done: dict[int, Page]) -> None:
    """Note a page as lost.

    Raises:
        InputError: it could not even be decoded, so the pages after it cannot be reached.
    """
    page = given_up.page
    if page is None:
        reason = f"page {len(done) + 1} {GIVEN_UP}{given_up.reason}"
        raise InputError(f"{name}: {reason}") from given_up
    done[page.number] = replace(page, warnings=(f"{GIVEN_UP}{given_up.reason}",))


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
