"""Reading in a child process, the child's side: the requests it gets and the messages it sends.

This is a separate module so that the child process imports no more than it needs.
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

from ocrlc.errors import InputError, OcrlcError, ResourceError
from ocrlc.results import Page
from ocrlc.system.platforms import unblock_signals
from ocrlc.system.refusals import refusal

if TYPE_CHECKING:
    from ocrlc.loading.load import RawPage, Source
    from ocrlc.loading.options import LoadOptions
    from ocrlc.options.read_options import ReadOptions

UNNAMED = "the document"


class DocumentReader(Protocol):
    """The reader inside the process: `OCR`."""

    def load(self) -> object:
        """Load the models."""

    def pages(
        self,
        source: Source,
        wanted: Callable[[RawPage], bool],
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        *,
        chosen: Callable[[str, int], bool] = ...,
    ) -> Iterator[Page]:
        """Read, one by one, those pages of a document for which `chosen` and `wanted` are true."""


@dataclass(frozen=True, slots=True)
class Read:
    """Request to read a document; answered by `Begun` and `Page` for each page, then `Done`.

    Attributes:
        source: the document.
        load_options: how it is opened; None for the reader's own options.
        known: numbers of the pages that are done and need not even be decoded.
        read_options: what is read of it; None for the reader's own options.
    """

    source: Source
    load_options: LoadOptions | None
    known: frozenset[int]
    read_options: ReadOptions | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Request to call a function, answered by `Returned`."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Request to end a document before its next page; ignored between documents."""


Request: TypeAlias = "Read | Call | Stop"


@dataclass(frozen=True, slots=True)
class Begun:
    """Message: a page is being decoded; sent again, with the page's size, before it is read."""

    page: Page


@dataclass(frozen=True, slots=True)
class Done:
    """Message: all pages are read or, before the first document, all models are loaded."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Message: a function's return value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """Message: an error, and its traceback as text."""

    error: Exception
    trace: str


Message: TypeAlias = "Begun | Page | Done | Returned | Failed"


class _StoppedError(Exception):
    """`Stop` was received: the remaining pages are not needed."""


def serve(connection: Connection, load: Callable[[], DocumentReader]) -> None:
    """Answer the requests of a connection; runs in the child process."""
    # An interrupt reaches all processes of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        reader = load()
        reader.load()
        unblock_signals({signal.SIGTERM})  # held since the start
        connection.send(Done())
        while True:
            request: Request = connection.recv()
            if not isinstance(request, Stop):  # a late one, after the document was done
                connection.send(_answer(connection, reader, request))
    except EOFError:
        return
    except Exception as error:
        connection.send(_failure(error))  # of the models: no document is to blame


def _answer(connection: Connection, reader: DocumentReader, request: Read | Call) -> Message:
    """Fulfil a request; return the last message about it."""
    try:
        if isinstance(request, Call):
            return Returned(request.function(*request.arguments))
        _read(connection, reader, request)
    except _StoppedError:
        return Done()
    except MemoryError as error:
        name = name_of(request.source) if isinstance(request, Read) else UNNAMED
        return _failure(error, InputError(f"{name}: there is not enough memory to read it"))
    except Exception as error:
        return _failure(error)
    return Done()


def _read(connection: Connection, reader: DocumentReader, request: Read) -> None:
    def decode(name: str, number: int) -> bool:
        if connection.poll():  # while a document is read, only Stop can arrive
            connection.recv()
            raise _StoppedError
        if number in request.known:
            return False
        connection.send(Begun(Page(name, number, 1, 1)))
        return True

    def begin(raw: RawPage) -> bool:
        height, width = raw.image.shape[:2]
        connection.send(Begun(Page(raw.source, raw.number, width, height)))
        return raw.number not in request.known

    options = (request.load_options, request.read_options)
    for page in reader.pages(request.source, begin, *options, chosen=decode):
        connection.send(page)


def name_of(source: Source) -> str:
    """Return what a document is called in messages."""
    if hasattr(source, "read"):
        return str(getattr(source, "name", UNNAMED))
    return os.fsdecode(source) if isinstance(source, (str, os.PathLike)) else UNNAMED


def _failure(error: Exception, told: OcrlcError | None = None) -> Failed:
    """Return an error as a message that can be pickled; `told` is what is said instead of it."""
    kept: Exception
    if isinstance(error, OcrlcError):
        kept = error
    elif told is None and (reason := refusal(error)):
        kept = ResourceError(reason)
    else:
        kept = told or RuntimeError(f"{type(error).__name__}: {error}")
    return Failed(kept, "".join(traceback.format_exception(error)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
