"""Opening the readers of one call: one in this process, or several in worker processes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocrlc.batches.isolated_reader import IsolatedReader
from ocrlc.batches.outcomes import Reader
from ocrlc.system.cpu import thread_budget
from ocrlc.system.platforms import can_watch_memory

from ..common import say

if TYPE_CHECKING:
    from ocrlc import OCR


@dataclass(frozen=True)
class Workers:
    """How work is divided among processes, and when a page is given up.

    Attributes:
        count: number of processes that read at the same time.
        threads: threads of all workers together; None for as many as CPUs are available.
        timeout: longest time to read one page, in seconds.
        max_memory: most memory of one worker, in megabytes.
    """

    count: int = 1
    threads: int | None = None
    timeout: float | None = None
    max_memory: int | None = None

    @property
    def isolated(self) -> bool:
        """Whether reading is done in worker processes."""
        return self.count > 1 or bool(self.timeout or self.max_memory)


@contextmanager
def open_readers(load: Callable[..., OCR], workers: Workers) -> Iterator[Sequence[Reader]]:
    """Yield the readers: one in this process, or several processes that share the threads.

    Args:
        load: makes a reader; takes its number of `threads`.
        workers: how many processes read, and their limits.
    """
    if not workers.isolated:
        yield [load(threads=workers.threads)]
        return
    with open_isolated(load, workers) as readers:
        yield readers


@contextmanager
def open_isolated(load: Callable[..., OCR], workers: Workers) -> Iterator[Sequence[IsolatedReader]]:
    """Yield readers in processes of their own that share the threads; see `open_readers`."""
    share = max(1, thread_budget(workers.threads) // workers.count)
    memory = workers.max_memory << 20 if workers.max_memory else None
    if memory and not can_watch_memory():
        say("warning: no limit of memory: this system does not tell that of other processes")
        memory = None
    make = functools.partial(load, threads=share)
    with ExitStack() as stack:
        readers = [IsolatedReader(make, workers.timeout, memory) for _ in range(workers.count)]
        for reader in readers:
            stack.callback(reader.close)
        yield readers
