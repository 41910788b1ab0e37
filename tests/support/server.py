"""A server of its own in another process, and what can be seen of it from outside."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ANNOUNCED = "ocrlc: serving on "


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        url: where it listens.
        process: that was started; it has children that read.
    """

    url: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def megabytes(self) -> float:
        """Return what the server and its readers occupy."""
        top = psutil.Process(self.process.pid)
        return sum(each.memory_info().rss for each in [top, *top.children(True)]) / 1e6


@contextmanager
def serving(*options: str, command: Sequence[str] = ()) -> Iterator[Server]:
    """Start `ocrlc serve` on a free port and end it afterwards.

    Args:
        *options: of `ocrlc serve`.
        command: what is started in the place of `ocrlc`.
    """
    ocrlc = list(command) or [str(Path(sys.executable).with_name("ocrlc"))]
    process = subprocess.Popen(
        [*ocrlc, "serve", "--port", "0", *options], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    if not said.startswith(ANNOUNCED):
        raise RuntimeError(f"the server did not start: {said}{process.stderr.read()}")
    try:
        yield Server(said.removeprefix(ANNOUNCED).strip(), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stderr.close()
