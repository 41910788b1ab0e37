"""Signals while something must not be interrupted; in a process of its own, which they may end."""

from __future__ import annotations

import subprocess
import sys

import pytest

INTERRUPTED = """
import signal
from ocrlc.system.processes import interrupts_delayed

done = []
try:
    with interrupts_delayed():
        signal.raise_signal(signal.SIGINT)
        done.append("import")
except KeyboardInterrupt:
    done.append("interrupt")
assert done == ["import", "interrupt"], done
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
"""
UNINTERRUPTED = """
import signal
from ocrlc.system.processes import interrupts_delayed

def blocked():
    return signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, set())

with interrupts_delayed():
    assert blocked()
assert not blocked()
try:
    with interrupts_delayed():
        raise ValueError("wrong")
except ValueError:
    pass
else:
    raise AssertionError("an error was lost")
"""
HEAD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


@pytest.mark.parametrize("program", [INTERRUPTED, UNINTERRUPTED])
def test_an_interrupt_is_raised_after_the_block_and_nothing_else_changes(program) -> None:
    command = [sys.executable, "-c", HEAD + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
