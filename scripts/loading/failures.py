"""Failures of the system around a running server, made from outside and mended again (Linux)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.support.server import Server

SECONDS = 6.0
"""Seconds for which a failure lasts."""
SMALL = 4096
"""Bytes to which files may grow on the disk that is full."""


def killed_reader(server: Server, folder: Path) -> None:
    """End the processes that read, as Linux does when the memory runs out."""
    for process in server.readers():
        with suppress(psutil.NoSuchProcess):
            process.kill()


def halted_reader(server: Server, folder: Path) -> None:
    """Stop the processes that read, and let them go on."""
    readers = server.readers()
    for process in readers:
        process.suspend()
    time.sleep(SECONDS)
    for process in readers:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def no_start(server: Server, folder: Path) -> None:
    """End the processes that read while the system starts no others: too many files are open."""
    top = psutil.Process(server.process.pid)
    handles = [int(path.name) for path in Path(f"/proc/{top.pid}/fd").iterdir()]
    with _limited(server, psutil.RLIMIT_NOFILE, max(handles) + 2):
        killed_reader(server, folder)
        time.sleep(SECONDS)


def full_disk(server: Server, folder: Path) -> None:
    """Let no file grow."""
    with _limited(server, psutil.RLIMIT_FSIZE, SMALL):
        time.sleep(SECONDS)


def lost_folder(server: Server, folder: Path) -> None:
    """Remove the folder in which documents are kept while they are read, as systems tidy up."""
    shutil.rmtree(folder)


@contextmanager
def _limited(server: Server, kind: int, most: int) -> Iterator[None]:
    """Lower a limit of the server; afterwards raise it, for readers begun meanwhile too."""
    top = psutil.Process(server.process.pid)
    before = top.rlimit(kind)
    top.rlimit(kind, (most, before[1]))
    try:
        yield
    finally:
        top.rlimit(kind, before)
        for process in server.readers():
            with suppress(psutil.NoSuchProcess):
                process.rlimit(kind, before)


FAILURES: dict[str, Callable[[Server, Path], None]] = {
    "readers killed": killed_reader,
    "readers halted": halted_reader,
    "no reader can be started": no_start,
    "disk full": full_disk,
    "folder of documents removed": lost_folder,
}
"""What makes each failure and mends it after a while, except what the server is to mend itself;
called with the server and the folder in which it keeps documents."""
