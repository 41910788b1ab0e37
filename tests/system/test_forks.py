"""Children of forks read, whatever the parent's other threads do, and so does the parent."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    "check",
    [
        "collector_that_ends_an_iterator_does_not_wait_for_the_lock",
        "child_can_read_while_another_thread_reads",
        "child_computes_with_a_network_of_its_own",
        "child_computes_while_other_threads_load_and_compute",
    ],
)
def test_nothing_waits_for_ever(root, check):
    command = [sys.executable, "-m", "tests.programs.fork_check", check]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
