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
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ocrlc.errors import OcrlcError
from ocrlc.results import Page

if TYPE_CHECKING:
    from ocrlc.images import RawPage, Source


class PageReader(Protocol):
    """What a process reads with: `OCR`."""

    def load(self) -> object:
        """Load the models."""

    def pages(self, source: Source, wanted: Callable[[RawPage], bool]) -> Iterator[Page]:
        """Read a document's pages one by one, those that are wanted."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A page is decoded; its reading begins, unless it was read before."""

    page: Page


@dataclass(frozen=True, slots=True)
class Done:
    """All pages were read, or, before the first document, all models are loaded."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An error and, for those who look for its cause, where it came from."""

    error: Exception
    trace: str


Message: TypeAlias = "Begun | Page | Done | Failed"


def serve(connection: Connection, load: Callable[[], PageReader]) -> None:
    """Read what comes through the connection; runs in the process."""
    # An interrupt reaches all processes of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        reader = load()
        reader.load()
        connection.send(Done())
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
        connection.send(Begun(Page(raw.source, raw.number, width, height)))
        return raw.number not in done

    try:
        for page in reader.pages(source, begin):
            connection.send(page)
    except Exception as error:
        connection.send(_failure(error))
    else:
        connection.send(Done())


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
