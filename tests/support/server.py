"""A server of its own in another process, and what can be seen of it from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ANNOUNCED = "ocrlc: serving on "


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        url: where it listens.
        process: that was started; it has children that read.
        log: lines that it has written to stderr after the first.
    """

    url: str
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def megabytes(self) -> float:
        """Return what the server and its readers occupy."""
        return self.own_megabytes() + sum(map(occupied, self.readers()))

    def own_megabytes(self) -> float:
        """Return what the server occupies without its readers."""
        return occupied(psutil.Process(self.process.pid))

    def open_files(self) -> list[str]:
        """Return the files, sockets and pipes that the server has open (Linux)."""
        found = []
        for handle in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                found.append(str(handle.readlink()))
        return sorted(found)

    def readers(self) -> list[psutil.Process]:
        """Return the processes that read, or are about to."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [each for each in found if "resource_tracker" not in "".join(command_of(each))]


def occupied(process: psutil.Process) -> float:
    """Return a process's memory in megabytes; 0 if it has ended."""
    try:
        return process.memory_info().rss / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def command_of(process: psutil.Process) -> list[str]:
    """Return a process's arguments; none if it has ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@contextmanager
def serving(
    *options: str, command: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start `ocrlc serve` on a free port and end it afterwards.

    Args:
        *options: of `ocrlc serve`.
        command: what is started in the place of `ocrlc`.
        env: further environment variables.
    """
    ocrlc = list(command) or [str(Path(sys.executable).with_name("ocrlc"))]
    process = subprocess.Popen(
        [*ocrlc, "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    if not said.startswith(ANNOUNCED):
        raise RuntimeError(f"the server did not start: {said}{process.stderr.read()}")
    server = Server(said.removeprefix(ANNOUNCED).strip(), process)
    # A pipe that nobody reads fills up, and the server would wait.
    listening = threading.Thread(target=server.log.extend, args=(process.stderr,), daemon=True)
    listening.start()
    try:
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        listening.join(60)
        process.stderr.close()
