"""Measuring what hostile documents take, in each way that strangers' documents are read."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import httpx
import psutil

from ocrlc.server import limits
from tests.support.hostile_pdfs import PDFS
from tests.support.hostile_pictures import PICTURES, SIDE
from tests.support.server import Server, occupied, serving

WAYS = ("server", "library", "command")
SECONDS, MEGABYTES = int(limits.PAGE_SECONDS), limits.MAX_MEMORY
"""Limits of a page: those that the server has by default, and that the guides recommend."""
POLL = 0.05
READ = """
import sys
from ocrlc import OCR
from ocrlc.errors import OcrlcError
from ocrlc.batches.isolated_reader import IsolatedReader
from ocrlc.server.limits import Limits

if __name__ == "__main__":
    limits = Limits()
    reader = IsolatedReader(OCR, timeout=float(sys.argv[1]), max_memory=int(sys.argv[2]) << 20)
    reader.load()
    print("ready", flush=True)
    for name in sys.stdin:
        try:
            within = 3 * reader.timeout
            document = reader.recognize(name.strip(), limits.load_options, within=within)
            print(len(document.pages), "pages,", len(document.text), "characters", flush=True)
        except OcrlcError as error:
            print(f"{type(error).__name__}: {error}", flush=True)
        reader.load()
"""
"""A program that reads the documents named on its stdin, as docs/python.md recommends."""


@dataclass(frozen=True)
class Run:
    """What reading a hostile document took.

    Attributes:
        outcome: exit code or status, and the first line of the reason.
        seconds: from asking to the answer.
        cpu: seconds of processor time of all processes.
        megabytes: most memory of all processes together.
    """

    outcome: str
    seconds: float
    cpu: float
    megabytes: float


class Meter:
    """Watches the processes below one.

    Args:
        top: the process; processes that it starts count too, also after they have ended.
    """

    def __init__(self, top: psutil.Process) -> None:
        self._top = top
        self._over = threading.Event()
        self.most = 0.0

    def cpu(self) -> float:
        """Return the processor time so far, in seconds."""
        total = 0.0
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._top, *self._top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the most memory during the block."""
        self.most = 0.0
        self._over.clear()
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._over.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(POLL):
            self.most = max(self.most, sum(map(occupied, self._processes())))


def measured(meter: Meter, read: Callable[[], str]) -> Run:
    """Return what reading took; `read` returns the outcome."""
    cpu, begun = meter.cpu(), perf_counter()
    with meter.watching():
        outcome = read()
    return Run(outcome, perf_counter() - begun, meter.cpu() - cpu, meter.most)


def by_command(path: Path, seconds: float = SECONDS) -> Run:
    """Have a document read on the command line, with the limits that the guides recommend."""
    ocrlc = str(Path(sys.executable).with_name("ocrlc"))
    options = ["--timeout", str(seconds), "--max-memory", str(MEGABYTES)]
    options += ["--max-pages", str(limits.MAX_PAGES), "--max-pixels", str(limits.MAX_PIXELS)]
    before = _of_children()
    begun = perf_counter()
    process = psutil.Popen(
        [ocrlc, "recognize", str(path), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    meter = Meter(process)
    with meter.watching():
        _, said = process.communicate()
    seconds = perf_counter() - begun
    lines = said.strip().splitlines()
    outcome = f"{process.returncode} {lines[-1] if lines else ''}"
    outcome = outcome.replace(f"{path}: ", "").replace(f"{path}, ", "")
    return Run(outcome, seconds, _of_children() - before, meter.most)


def _of_children() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


class LibraryReader:
    """A process that reads with `IsolatedReader`, one document after the other."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READ, str(seconds), str(MEGABYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.meter = Meter(psutil.Process(self.process.pid))
        self._told()

    def _told(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def run(self, path: Path) -> Run:
        """Have a document read."""

        def read() -> str:
            assert self.process.stdin is not None
            self.process.stdin.write(f"{path}\n")
            self.process.stdin.flush()
            return self._told().replace(f"{path}: ", "")

        return measured(self.meter, read)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


def by_server(server: Server, path: Path, query: str = "") -> Run:
    """Have a document read over HTTP, by an idle server."""

    def read() -> str:
        files = {"file": (path.name, path.read_bytes())}
        answer = httpx.post(f"{server.url}/v1/recognize{query}", files=files, timeout=600)
        detail = "" if answer.is_success else answer.json()["detail"].replace(f"{path.name}: ", "")
        return f"{answer.status_code} {detail}".strip()

    return measured(Meter(psutil.Process(server.process.pid)), read)


def documents() -> dict[str, Callable[[], bytes]]:
    """Return what makes each kind of hostile document, by what it is.

    Pictures are as large as the server accepts.
    """
    return {**{name: partial(make, SIDE) for name, make in PICTURES.items()}, **PDFS}


@contextmanager
def ways(*names: str, patience: float = 1) -> Iterator[dict[str, Callable[[Path], Run]]]:
    """Yield what has a document read in each way, by its name.

    Args:
        *names: some of `WAYS`; none for all.
        patience: by how much limits of time are longer than usual, for busy machines.
    """
    seconds = patience * SECONDS
    longer = ["--page-timeout", str(seconds), "--timeout", str(patience * limits.SECONDS)]
    with ExitStack() as stack:
        made: dict[str, Callable[[Path], Run]] = {}
        for name in names or WAYS:
            if name == "command":
                made[name] = partial(by_command, seconds=seconds)
            elif name == "library":
                reader = LibraryReader(seconds)
                stack.callback(reader.close)
                made[name] = reader.run
            else:
                made[name] = partial(by_server, stack.enter_context(serving(*longer)))
        yield made
