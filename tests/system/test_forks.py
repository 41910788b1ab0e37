"""Children of forks read, whatever the parent's other threads do, and so does the parent."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from multiprocessing import get_context

import pytest

from ocrlc import OCR, Detector, LineClassifier, Recognizer
from ocrlc.batches.isolated_reader import IsolatedReader
from ocrlc.errors import ConfigError
from tests.support.fake_readers import ScriptReader


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


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("openvino", marks=pytest.mark.openvino),
        pytest.param("onnxruntime", marks=pytest.mark.onnx),
        "paddle",
    ],
)
def test_processes_that_are_forked_read_and_end(root, engine):
    # Newer Pythons warn of forks beside threads, which is what is tested.
    command = [sys.executable, "-W", "ignore::DeprecationWarning"]
    command += ["-m", "tests.programs.fork_reads", engine]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "after"


@pytest.mark.parametrize(
    "make",
    [
        OCR,
        Recognizer,
        Detector,
        lambda: IsolatedReader(ScriptReader),
        pytest.param(LineClassifier, marks=pytest.mark.slow),
    ],
)
def test_readers_are_not_sent_to_other_processes(make):
    reader = make()
    for attempt in (pickle.dumps, copy.deepcopy):
        with pytest.raises(ConfigError, match="cannot be copied or sent to another process: make"):
            attempt(reader)


def _read_in_a_process(path):
    return IsolatedReader(ScriptReader).recognize(path).text


@pytest.mark.slow
def test_workers_that_may_start_no_process_say_so(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with (
        get_context("fork").Pool(1) as pool,
        pytest.raises(ConfigError, match=r"may start no process: .*ProcessPoolExecutor"),
    ):
        pool.apply_async(_read_in_a_process, (tmp_path / "a.txt",)).get(60)
