"""Many documents: one bad one stops no other, and results come in the order of the inputs."""

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
"""Documents a reader may be ahead of the one that is waited for; bounds what is kept in memory."""


class Reader(Protocol):
    """What reads documents: `OCR`, or `IsolatedReader`."""

    def recognize(self, source: Source) -> Document:
        """Read all pages of a document."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item]):
    """What became of one input.

    Attributes:
        source: the input as given.
        document: what was read; without pages where there is an error.
        error: why it could not be read, or None.
    """

    source: Item
    document: Document = field(default_factory=Document)
    error: Exception | None = None


def read_each(
    readers: Sequence[Reader], items: Iterable[Item], read: Callable[[Reader, Item], Document]
) -> Iterator[Outcome[Item]]:
    """Read inputs, each by one of the readers, and yield what became of them in their order.

    With one reader all happens in the caller's thread.

    Args:
        readers: at least one.
        items: the inputs, taken when a reader is about to be free.
        read: reads one input with a reader.

    Raises:
        ModelError: a model is broken, so nothing can be read.
        ConfigError: nor can anything with these settings.
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
        # Not waited for: who interrupts a batch closes its readers next.
        pool.shutdown(wait=False, cancel_futures=True)


def _outcome(reader: Reader, item: Item, read: Callable[[Reader, Item], Document]) -> Outcome[Item]:
    try:
        return Outcome(item, read(reader, item))
    except (ConfigError, ModelError):
        raise
    except Exception as error:  # also a bug that one document brings to light stops no other
        return Outcome(item, error=error)
