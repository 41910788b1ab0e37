"""What more processes bring on one machine: pages a second, efficiency, memory, and the limit.

    python -m scripts.measure_scaling data/samples/*.jpg --seconds 20 --rounds 3

Processes that read with one thread each, from one to as many as there are cores, and one process
with all threads, take turns, so that what else the machine does meets all of them. The same number
of processes copies memory, which no cache holds: where that stops growing, so do pages.

The last line is what `--total` pages like these take when all cores read.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import statistics
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil

from ocrlc import OCR, Document, IsolatedReader
from ocrlc.system.cpu import cpu_name, usable_cores
from ocrlc.writers import write

COPIED = 256 << 20
"""Bytes of an array that is copied."""


@dataclass
class Arm:
    """Processes that read side by side.

    Attributes:
        threads: threads of each process.
        readers: the processes.
        rates: pages a second of all of them, a round each.
    """

    threads: int
    readers: Sequence[IsolatedReader]
    rates: list[float] = field(default_factory=list)

    def run(self, pages: Sequence[Path], seconds: float) -> None:
        """Read pages for some seconds, and note how many."""
        counts = [0] * len(self.readers)
        begun = time.monotonic()

        def read(place: int) -> None:
            for page in itertools.cycle(pages):
                self.readers[place].recognize(page)
                counts[place] += 1
                if time.monotonic() > begun + seconds:
                    return

        threads = [threading.Thread(target=read, args=(i,)) for i in range(len(counts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.rates.append(sum(counts) / (time.monotonic() - begun))


def copy_memory(pipe: Connection, seconds: float) -> None:
    """Copy an array for some seconds, when told; answer with the gigabytes a second."""
    source = np.ones(COPIED, np.uint8)
    target = np.empty_like(source)
    pipe.send(None)
    pipe.recv()
    begun, copies = time.monotonic(), 0
    while time.monotonic() < begun + seconds:
        np.copyto(target, source)
        copies += 1
    pipe.send(2 * copies * COPIED / (time.monotonic() - begun) / 1e9)


def bandwidth(processes: int, seconds: float) -> float:
    """Return the gigabytes a second that processes read and write together."""
    context = get_context("spawn")
    pipes = []
    for _ in range(processes):
        ours, theirs = context.Pipe()
        context.Process(target=copy_memory, args=(theirs, seconds), daemon=True).start()
        pipes.append(ours)
    for pipe in pipes:
        pipe.recv()
    for pipe in pipes:
        pipe.send(None)
    return sum(pipe.recv() for pipe in pipes)


def memory_of_readers() -> float:
    """Return the megabytes of a process that reads: shared pages are divided among those."""
    children = [one for one in psutil.Process().children() if "spawn_main" in str(one.cmdline())]
    return statistics.mean(child.memory_full_info().pss for child in children) / 1e6


def row_of(arm: Arm, alone: float) -> dict[str, float | None]:
    """Return what was measured; `alone` is the rate of one process with one thread."""
    workers, rate = len(arm.readers), statistics.median(arm.rates)
    return {
        "workers": workers,
        "threads": arm.threads,
        "pages_s": round(rate, 2),
        "efficiency": round(rate / alone / (workers * arm.threads), 2),
        "gigabytes_s": round(bandwidth(workers, 2), 1) if arm.threads == 1 else None,
    }


def started(reader: IsolatedReader, page: Path) -> float:
    """Start a reader; return the seconds until it has its models. The page is read, too."""
    begun = time.monotonic()
    reader.load()
    seconds = time.monotonic() - begun
    reader.recognize(page)  # compiles what it needs
    return seconds


def stored_bytes(reader: IsolatedReader, pages: Sequence[Path]) -> float:
    """Return the bytes that a page's result takes in a Parquet file of many."""
    found = [page for path in pages for page in reader.recognize(path)]
    return len(write(Document(tuple(found)), "parquet")) / len(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=usable_cores())
    parser.add_argument("--total", type=int, default=10_000_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    shapes = [(count, 1) for count in range(1, options.most + 1)]
    shapes += [(1, options.most)] if options.most > 1 else []
    with ExitStack() as stack:
        arms, starts = [], []
        for count, threads in shapes:
            load = functools.partial(OCR, threads=threads)
            readers = [IsolatedReader(load) for _ in range(count)]
            for reader in readers:
                stack.callback(reader.close)
                starts.append(started(reader, options.pages[0]))
            arms.append(Arm(threads, readers))
        for _ in range(options.rounds):
            for arm in arms:
                arm.run(options.pages, options.seconds)
        megabytes = memory_of_readers()
        result = stored_bytes(arms[0].readers[0], options.pages)
    rows = [row_of(arm, statistics.median(arms[0].rates)) for arm in arms]
    document = statistics.mean(page.stat().st_size for page in options.pages)
    start = min(starts)  # the first one may have to make its programs
    print(f"{cpu_name()}, {megabytes:.0f} MB a worker, {start:.1f} s to start one")
    print("workers  threads  pages/s  efficiency  copied GB/s")
    for row in rows:
        cells = ("" if value is None else value for value in row.values())
        print("{:>7}  {:>7}  {:>7}  {:>10}  {:>11}".format(*cells))
    rate = statistics.median(arms[options.most - 1].rates)  # of as many workers as cores
    needed = {
        "pages": options.total,
        "core_hours": round(options.total / rate * options.most / 3600),
        "documents_gb": round(options.total * document / 1e9),
        "results_gb": round(options.total * result / 1e9),
    }
    print(
        "{pages:,} pages: {core_hours:,} core-hours, {documents_gb:,} GB of documents, "
        "{results_gb:,} GB of results".format(**needed)
    )
    if options.json:
        worker = {"megabytes": round(megabytes), "start_s": round(start, 1)}
        report = {"cpu": cpu_name(), "worker": worker, "rows": rows, "needed": needed}
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
