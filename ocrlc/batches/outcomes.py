"""Reading many documents: a bad one does not stop the others; results keep the inputs' order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ocrlc.document import Document
from ocrlc.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from ocrlc.loading.load import Source

Item = TypeVar("Item")
LOOK_AHEAD = 2
"""Number of documents per reader that may be read ahead or wait; it bounds the memory used."""


class Reader(Protocol):
    """Reads documents: `OCR` or `IsolatedReader`."""

    def recognize(self, source: Source) -> Document:
        """Read all pages of a document."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item]):
    """The result of one input: a document or an error.

    Attributes:
        source: the input as given.
        document: the document read; without pages if there was an error.
        error: why the input could not be read, or None.
    """

    source: Item
    document: Document = field(default_factory=Document)
    error: Exception | None = None


def read_each(
    readers: Sequence[Reader], items: Iterable[Item], read: Callable[[Reader, Item], Document]
) -> Iterator[Outcome[Item]]:
    """Read inputs, each with one of the readers, and yield their outcomes in the inputs' order.

    With a single reader, everything happens in the caller's thread.

    Args:
        readers: one reader or more.
        items: the inputs; each is taken only when a reader will soon be free.
        read: reads one input with a reader.

    Raises:
        ModelError: a model is broken, so nothing can be read.
        ConfigError: nothing can be read with these settings.
    """
    if len(readers) == 1:
        for item in items:
            yield _outcome(readers[0], item, read)
        return
    idle: SimpleQueue[Reader] = SimpleQueue()
    for reader in readers:
        idle.put(reader)

    def read_next(item: Item) -> Outcome[Item]:
        reader = idle.get()
        try:
            return _outcome(reader, item, read)
        finally:
            idle.put(reader)

    pool = ThreadPoolExecutor(len(readers))
    pending: deque[Future[Outcome[Item]]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(read_next, item))
            if len(pending) >= LOOK_AHEAD * len(readers):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        # Not waited for: whoever interrupts a batch closes its readers next.
        pool.shutdown(wait=False, cancel_futures=True)


def _outcome(reader: Reader, item: Item, read: Callable[[Reader, Item], Document]) -> Outcome[Item]:
    try:
        return Outcome(item, read(reader, item))
    except (ConfigError, ModelError):
        raise
    except Exception as error:  # a bug that one document reveals must not stop the others either
        return Outcome(item, error=error)
