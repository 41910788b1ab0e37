"""Reading in a child process, the parent's side: start it, send requests, watch limits, end it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from ocrlc.batches.reader_child import DocumentReader, Failed, Message, Request, serve
from ocrlc.errors import ConfigError, InputError, ResourceError
from ocrlc.system.platforms import resident_bytes, was_killed
from ocrlc.system.processes import signals_held

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

POLL = 0.03
"""Seconds between two checks of a process's time and memory, in which a decoder may take 100 MB."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds to wait before a process that could not be started is tried again."""


class LostError(Exception):
    """The process exceeded a limit or ended by itself.

    Attributes:
        reason: what happened, as a clause for the user.
        slow: whether it took too long; if not, an earlier page may be the cause.
        large: whether it used too much memory.
    """

    def __init__(self, reason: str, *, slow: bool = False, large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.slow = slow
        self.large = large


class Child:
    """A child process with loaded models, started when it is needed.

    Only `close` may be called while another thread uses the process.

    Args:
        load: makes the reader; it is called in the process, so it must be picklable.
        max_memory: most memory of the process, in bytes.

    Attributes:
        fresh: whether the process has not read a page yet.
        starts: number of processes started so far.
    """

    def __init__(self, load: Callable[[], DocumentReader], max_memory: int | None = None) -> None:
        self.load = load
        self.max_memory = max_memory
        self.fresh = True
        self.starts = 0
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._closed = threading.Event()

    def start(self) -> None:
        """Start the process unless it runs; wait until its models are loaded.

        Raises:
            InputError: `close` was called.
            ModelError: a model is broken.
            ConfigError: the models alone need more memory than `max_memory`, or this process may
                start no other.
            ResourceError: the system starts no process now; `start` may be called again later.
        """
        if self._connection is not None:
            return
        for pause in PAUSES:
            try:
                self._launch()
                break
            except ResourceError:
                self._closed.wait(pause)
        else:
            self._launch()
        self.fresh = True
        self.starts += 1
        try:
            self.receive()
        except LostError as lost:
            self.stop()
            if lost.large:
                raise ConfigError(f"loading the models {lost.reason}: allow more") from lost
            raise RuntimeError(lost.reason) from lost
        except BaseException:
            self.stop()
            raise

    def _launch(self) -> None:
        """Start the process; if that fails, nothing of it is left.

        Raises:
            InputError: `close` was called.
            ConfigError: this process may start no other.
            ResourceError: the system starts no process now.
        """
        if self._closed.is_set():
            raise self._gone()
        if multiprocessing.current_process().daemon:
            raise ConfigError(
                "a worker of multiprocessing.Pool may start no process: read with OCR there, or "
                "use concurrent.futures.ProcessPoolExecutor"
            )
        # Not forked: a fork would lack Paddle's threads but keep their locks.
        context = multiprocessing.get_context("spawn")
        try:
            ours, theirs = context.Pipe()
        except OSError as error:
            raise _refused(error) from error
        process = context.Process(target=serve, args=(theirs, self.load), daemon=True)
        try:
            # Ctrl-C is handled by the parent, even while the child is still importing; SIGTERM must
            # not reach the child in the middle of Paddle's import.
            with signals_held(signal.SIGINT, signal.SIGTERM):
                process.start()
        except BaseException as error:
            ours.close()
            if process.pid is not None:
                process.kill()
            if isinstance(error, (OSError, MemoryError)):
                raise _refused(error) from error
            raise
        finally:
            theirs.close()
        self._process, self._connection = process, ours

    def send(self, request: Request) -> None:
        """Send a request to the process.

        Raises:
            LostError: the process has ended.
        """
        if self._connection is None:
            raise self._gone()
        try:
            self._connection.send(request)
        except OSError as error:
            raise self._gone() from error

    def receive(self, timeout: float | None = None, limit: float | None = None) -> Message:
        """Wait for a message from the process within its limits.

        Args:
            timeout: longest time to wait, in seconds.
            limit: the limit that `timeout` is what is left of; None if it is `timeout` itself.

        Raises:
            LostError: the process exceeded a limit, or has ended.
            Exception: the error that the process reports.
        """
        connection = self._connection
        if connection is None:
            raise self._gone()
        end = time.monotonic() + timeout if timeout else None
        try:
            while not connection.poll(POLL):
                if self._closed.is_set():
                    raise self._gone()
                if end and time.monotonic() > end:
                    raise LostError(f"took longer than {limit or timeout:g} s", slow=True)
                if self.max_memory and self._memory() > self.max_memory:
                    raise LostError(f"took more than {self.max_memory >> 20} MB", large=True)
            message: Message = connection.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        if isinstance(message, Failed):
            raise message.error from RuntimeError(f"in the process that reads\n{message.trace}")
        return message

    def stop(self) -> None:
        """End the process at once; the next `start` makes a new one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def close(self) -> None:
        """End the process for good, also while another thread waits for a message of it."""
        self._closed.set()
        process = self._process
        if process is not None:
            process.kill()

    def _memory(self) -> int:
        """Return the memory of the process in bytes; 0 if it cannot be determined."""
        pid = self._process.pid if self._process else None
        return resident_bytes(pid) if pid else 0

    def _gone(self) -> Exception:
        """Return the error that says how the process ended."""
        if self._closed.is_set() or self._process is None:
            return InputError("reading was interrupted")
        self._process.join(1)
        if was_killed(self._process.exitcode):
            return LostError("the process that reads was killed; perhaps the memory ran out")
        return LostError(f"the process that reads ended with code {self._process.exitcode}")


def _refused(error: OSError | MemoryError) -> ResourceError:
    reason = getattr(error, "strerror", None) or str(error) or "not enough memory"
    return ResourceError(f"the process that reads cannot be started: {reason}")
