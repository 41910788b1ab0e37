"""What reads the inputs of one call: a reader in this process, or several in their own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocrlc.reading.isolated_reader import IsolatedReader
from ocrlc.reading.outcomes import Reader
from ocrlc.system.cpu import thread_budget

if TYPE_CHECKING:
    from ocrlc import OCR


@dataclass(frozen=True)
class Workers:
    """How the work is shared, and when a page is given up.

    Attributes:
        count: processes that read side by side.
        threads: of all workers together; None for the CPUs at hand.
        timeout: seconds a page may take.
        max_memory: megabytes a worker may occupy.
    """

    count: int = 1
    threads: int | None = None
    timeout: float | None = None
    max_memory: int | None = None

    @property
    def isolated(self) -> bool:
        """Whether reading takes processes of its own."""
        return self.count > 1 or bool(self.timeout or self.max_memory)


@contextmanager
def open_readers(load: Callable[..., OCR], workers: Workers) -> Iterator[Sequence[Reader]]:
    """Yield what reads: one reader here, or processes that share the threads.

    Args:
        load: makes a reader that uses a number of threads.
        workers: see there.
    """
    if not workers.isolated:
        yield [load(threads=workers.threads)]
        return
    with open_isolated(load, workers) as readers:
        yield readers


@contextmanager
def open_isolated(load: Callable[..., OCR], workers: Workers) -> Iterator[Sequence[IsolatedReader]]:
    """Yield processes that read and share the threads; see `open_readers`."""
    share = max(1, thread_budget(workers.threads) // workers.count)
    memory = workers.max_memory << 20 if workers.max_memory else None
    make = functools.partial(load, threads=share)
    with ExitStack() as stack:
        readers = [IsolatedReader(make, workers.timeout, memory) for _ in range(workers.count)]
        for reader in readers:
            stack.callback(reader.close)
        yield readers
