"""Ctrl-C: whatever the command is doing, it ends soon and with exit code 130."""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import threading
import time
from types import FrameType

CODE = 130
PATIENCE = 3.0
"""Seconds within which the command ends by itself before it is ended."""


class Interrupts:
    """Remembers that Ctrl-C was pressed.

    `KeyboardInterrupt` alone is not reliable: C code turns it into other errors, and in callbacks
    it is ignored.

    Attributes:
        received: whether Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.received = False
        self._told = False

    def watch(self) -> None:
        """Handle Ctrl-C from now on, unless it is ignored as in background jobs of a shell."""
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._handle)

    def told(self) -> None:
        """Note that the user has been told."""
        self._told = True

    def end(self, code: int) -> None:
        """End the process if Ctrl-C was pressed; otherwise ignore it from now on.

        Python's own end would wait for threads that are still computing.
        """
        if not self.received:
            if signal.getsignal(signal.SIGINT) == self._handle:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            return
        atexit._run_exitfuncs()
        os._exit(code)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self.received:  # pressed again
            self._leave()
        self.received = True
        # Not a `Thread`: it takes locks, which the interrupted code may hold.
        _thread.start_new_thread(self._insist, ())
        raise KeyboardInterrupt

    def _insist(self) -> None:
        time.sleep(PATIENCE)
        self._leave()

    def _leave(self) -> None:
        if not self._told:
            os.write(2, b"ocrlc: interrupted\n")
        os._exit(CODE)
