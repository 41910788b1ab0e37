"""Signals while something must not be interrupted."""

from __future__ import annotations

import signal

import pytest

from ocrlc.system.processes import interrupts_delayed


def test_interrupt_is_raised_after_the_block():
    done = []

    def do():
        with interrupts_delayed():
            signal.raise_signal(signal.SIGINT)
            done.append("import")

    with pytest.raises(KeyboardInterrupt):
        do()
    assert done == ["import"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_block_without_interrupt_changes_nothing():
    with interrupts_delayed():
        assert signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    with pytest.raises(ValueError, match="wrong"), interrupts_delayed():
        raise ValueError("wrong")
