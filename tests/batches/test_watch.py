"""When reading a document ends early."""

from __future__ import annotations

import threading
import time

import pytest

from ocrlc.batches.watch import StoppedError, Watch
from ocrlc.errors import ConfigError, TimeLimitError


def test_without_limits_reading_goes_on() -> None:
    Watch().check("a.png")
    Watch(within=60, stop=threading.Event()).check("a.png")


def test_time_counts_from_the_start() -> None:
    watch = Watch(within=0.01)
    time.sleep(0.02)
    with pytest.raises(TimeLimitError, match=r"a\.png: took longer than 0\.01 s"):
        watch.check("a.png")


def test_an_event_ends_it() -> None:
    stop = threading.Event()
    watch = Watch(stop=stop)
    watch.check("a.png")
    stop.set()
    with pytest.raises(StoppedError):
        watch.check("a.png")


@pytest.mark.parametrize("within", [0, -1, float("nan")])
def test_no_time_is_an_error(within: float) -> None:
    with pytest.raises(ConfigError, match="more than 0"):
        Watch(within)
