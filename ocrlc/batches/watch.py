"""When reading a document ends early: it takes too long, or is not wanted any more."""

from __future__ import annotations

import math
import threading
import time

from ocrlc.errors import ConfigError, TimeLimitError


class StoppedError(Exception):
    """The remaining pages are not wanted."""


class Watch:
    """Ends the reading of a document early, at the steps that ask it.

    Args:
        within: longest time to read the document, in seconds, from now; None for no limit.
        stop: event that is set when its remaining pages are not wanted; None for never.

    Raises:
        ConfigError: `within` is no time.
    """

    def __init__(self, within: float | None = None, stop: threading.Event | None = None) -> None:
        if within is not None and (math.isnan(within) or within <= 0):
            raise ConfigError(f"within must be more than 0 seconds, not {within}")
        self.within = within
        self.stop = stop
        self._end = None if within is None else time.monotonic() + within

    def check(self, name: str) -> None:
        """Return if reading is to go on.

        Args:
            name: the document's name in messages.

        Raises:
            StoppedError: the remaining pages are not wanted.
            TimeLimitError: the time is over.
        """
        if self.stop is not None and self.stop.is_set():
            raise StoppedError
        if self._end is not None and time.monotonic() >= self._end:
            raise TimeLimitError(f"{name}: took longer than {self.within:g} s")
