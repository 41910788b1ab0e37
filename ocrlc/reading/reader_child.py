"""The child's side of reading in a process: what it is told, what it answers.

It is a module of its own, so that the process imports no more than it needs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ocrlc.errors import OcrlcError
from ocrlc.results import Page

if TYPE_CHECKING:
    from ocrlc.loading.load import RawPage, Source
    from ocrlc.loading.options import LoadOptions


class DocumentReader(Protocol):
    """What a process reads with: `OCR`."""

    def load(self) -> object:
        """Load the models."""

    def pages(
        self,
        source: Source,
        wanted: Callable[[RawPage], bool],
        load_options: LoadOptions | None = None,
    ) -> Iterator[Page]:
        """Read a document's pages one by one, those that are wanted."""


@dataclass(frozen=True, slots=True)
class Read:
    """Asks for a document's pages, answered by `Begun` and `Page` for each, then `Done`."""

    source: Source
    load_options: LoadOptions | None
    known: frozenset[int]


@dataclass(frozen=True, slots=True)
class Call:
    """Asks for what a function returns, answered by `Returned`."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Asks to end a document before its next page; ignored between documents."""


Request: TypeAlias = "Read | Call | Stop"


@dataclass(frozen=True, slots=True)
class Begun:
    """A page is decoded; its reading begins, unless it was read before."""

    page: Page


@dataclass(frozen=True, slots=True)
class Done:
    """All pages were read, or, before the first document, all models are loaded."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a function returned."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """An error and, for those who look for its cause, where it came from."""

    error: Exception
    trace: str


Message: TypeAlias = "Begun | Page | Done | Returned | Failed"


class _StoppedError(Exception):
    """Nobody waits for the pages that are left."""


def serve(connection: Connection, load: Callable[[], DocumentReader]) -> None:
    """Answer what comes through the connection; runs in the process."""
    # An interrupt reaches all processes of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        reader = load()
        reader.load()
        connection.send(Done())
        while True:
            request: Request = connection.recv()
            if not isinstance(request, Stop):  # one that came when all was done
                connection.send(_answer(connection, reader, request))
    except EOFError:
        return
    except Exception as error:
        connection.send(_failure(error))


def _answer(connection: Connection, reader: DocumentReader, request: Read | Call) -> Message:
    """Do what is asked for; return the last message about it."""
    try:
        if isinstance(request, Call):
            return Returned(request.function(*request.arguments))
        _read(connection, reader, request)
    except _StoppedError:
        return Done()
    except Exception as error:
        return _failure(error)
    return Done()


def _read(connection: Connection, reader: DocumentReader, request: Read) -> None:
    def begin(raw: RawPage) -> bool:
        if connection.poll():  # while a document is read, nothing but Stop comes
            connection.recv()
            raise _StoppedError
        height, width = raw.image.shape[:2]
        connection.send(Begun(Page(raw.source, raw.number, width, height)))
        return raw.number not in request.known

    for page in reader.pages(request.source, begin, request.load_options):
        connection.send(page)


def _failure(error: Exception) -> Failed:
    """Return an error in a form that can be pickled."""
    known = isinstance(error, OcrlcError)
    kept = error if known else RuntimeError(f"{type(error).__name__}: {error}")
    return Failed(kept, "".join(traceback.format_exception(error)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
