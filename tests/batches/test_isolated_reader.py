"""Reading in a process that may be given up."""

from __future__ import annotations

import errno
import math
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
import pytest

from ocrlc.batches import reader_process
from ocrlc.batches.isolated_reader import IsolatedReader, is_given_up
from ocrlc.errors import ConfigError, InputError, ModelError, ResourceError, TimeLimitError
from tests.support.fake_readers import (
    ScriptReader,
    Sleeper,
    no_disk,
    no_memory,
    no_model,
    no_start,
)


@pytest.fixture
def reader():
    made: list[IsolatedReader] = []

    def make(timeout=None, max_memory=None, load=ScriptReader) -> IsolatedReader:
        made.append(IsolatedReader(load, timeout, max_memory))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def script(tmp_path):
    def make(*words: str) -> Path:
        path = tmp_path / f"{'-'.join(words)}.txt"
        path.write_text("\n".join(words))
        return path

    return make


def texts(document) -> list[str]:
    return [page.text for page in document.pages]


def test_one_process_reads_all_documents(reader, script):
    one = reader()
    pids = {one.recognize(script("pid")).text for _ in range(3)}
    assert len(pids) == 1
    assert pids != {str(os.getpid())}
    assert texts(one.recognize(script("a", "b"))) == ["a", "b"]


def test_slow_page_is_given_up_and_the_others_are_read(reader, script):
    document = reader(timeout=3).recognize(script("a", "slow", "c", "slow", "e"))
    assert texts(document) == ["a", "", "c", "", "e"]
    assert [is_given_up(page) for page in document.pages] == [False, True, False, True, False]
    assert document.pages[1].warnings == ("given up: took longer than 3 s",)
    assert (document.pages[1].width, document.pages[1].height) == (30, 20)


@pytest.mark.slow
def test_greedy_page_is_given_up_and_the_others_are_read(reader, script):
    document = reader(max_memory=350 << 20).recognize(script("a", "greedy", "c"))
    assert texts(document) == ["a", "", "c"]
    assert document.pages[1].warnings == ("given up: took more than 350 MB",)


def test_less_memory_than_the_models_take_is_a_setting_to_change(reader, script):
    with pytest.raises(ConfigError, match="loading the models took more than 1 MB"):
        reader(max_memory=1 << 20).recognize(script("a"))


@pytest.mark.slow
def test_page_after_a_hoard_is_read_by_a_fresh_process(reader, script):
    one = reader(max_memory=450 << 20)
    assert one.recognize(script("hoard", "b")).text == "hoard\fb"
    document = one.recognize(script("hoard", "hoard", "d"))
    assert not any(is_given_up(page) for page in document.pages)


def test_death_of_the_process_costs_one_page(reader, script):
    document = reader().recognize(script("a", "killed", "c"))
    assert texts(document) == ["a", "", "c"]
    assert "was killed" in document.pages[1].warnings[0]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["slow", "undecodable"])
def test_document_of_which_nothing_was_read_is_an_error(reader, script, word):
    one = reader(timeout=3)
    with pytest.raises(TimeLimitError, match=rf"{word}.txt: page 1 given up: took longer than 3 s"):
        one.recognize(script(word))
    assert one.recognize(script("a")).text == "a"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "slow"), [(["killed"], False), (["slow", "killed"], False), (["slow"] * 2, True)]
)
def test_only_what_was_too_slow_altogether_is_said_to_be(reader, script, words, slow):
    with pytest.raises(InputError, match="given up") as caught:
        reader(timeout=3).recognize(script(*words))
    assert isinstance(caught.value, TimeLimitError) is slow


def test_errors_come_through_and_the_process_lives_on(reader, script):
    one = reader()
    first = one.recognize(script("pid")).text
    with pytest.raises(InputError, match="damaged"):
        one.recognize(script("a", "bad"))
    with pytest.raises(RuntimeError, match="ZeroDivisionError: unforeseen") as caught:
        one.recognize(script("bug"))
    assert "fake_readers.py" in str(caught.value.__cause__)
    with pytest.raises(ModelError):
        one.recognize(script("model"))
    assert one.recognize(script("pid")).text == first


def test_reader_that_cannot_be_made_is_told(reader, script):
    with pytest.raises(ModelError, match="no such model"):
        reader(load=no_model).recognize(script("a"))
    with pytest.raises(RuntimeError, match="ended with code 3"):
        reader(load=no_start).recognize(script("a"))


@pytest.mark.parametrize(
    ("load", "message"),
    [(no_memory, "there is not enough memory"), (no_disk, r"No space left on device \(program\)")],
)
def test_reader_that_the_system_refuses_is_no_bug(reader, script, load, message):
    with pytest.raises(ResourceError, match=message):
        reader(load=load).recognize(script("a"))


def test_document_that_there_is_no_memory_for_is_named(reader, script):
    with pytest.raises(InputError, match=r"a-vast\.txt: there is not enough memory"):
        reader().recognize(script("a", "vast"))


def test_document_has_no_more_than_its_time(reader, script):
    one = reader()
    one.load()
    begun = time.monotonic()
    with pytest.raises(TimeLimitError, match=r"a-slow-c.txt: took longer than 2 s"):
        one.recognize(script("a", "slow", "c"), within=2)
    assert time.monotonic() - begun < 10
    assert one.recognize(script("a"), within=60).text == "a"
    assert one.restarts == 1


def test_document_nobody_waits_for_is_not_read_on(reader, script):
    one, stop = reader(), threading.Event()
    first = one.recognize(script("pid")).text
    stop.set()
    assert len(one.recognize(script(*"a" * 100), stop=stop).pages) < 100
    assert one.recognize(script("pid")).text == first


def test_stop_that_comes_too_late_stops_nothing(reader, script):
    one, stop = reader(), threading.Event()
    stop.set()
    assert texts(one.recognize(script("a"), stop=stop)) == ["a"]
    assert texts(one.recognize(script("b", "c"))) == ["b", "c"]


@pytest.mark.slow
def test_page_that_cannot_be_decoded_costs_itself_alone(reader, script):
    document = reader(timeout=3).recognize(script("a", "undecodable", "c"))
    assert texts(document) == ["a", "", "c"]
    assert document.pages[1].warnings == ("given up: took longer than 3 s",)


@pytest.mark.slow
def test_page_too_large_to_decode_is_given_up_and_the_pages_before_stay(reader, script):
    one = reader(max_memory=350 << 20)
    document = one.recognize(script("a", "bomb", "c"))
    assert texts(document) == ["a", "", "c"]
    assert [is_given_up(page) for page in document.pages] == [False, True, False]
    assert one.restarts == 2


def test_process_that_cannot_be_started_is_started_later(reader, script, monkeypatch):
    one = reader()
    monkeypatch.setattr(reader_process, "PAUSES", ())
    with monkeypatch.context() as patched:
        patched.setattr(SpawnProcess, "start", refuse)
        with pytest.raises(ResourceError, match="cannot be started: Too many open files"):
            one.recognize(script("a"))
    assert one.recognize(script("a")).text == "a"


def test_start_is_tried_again_after_a_pause(reader, script, monkeypatch):
    one, tries, start = reader(), [], SpawnProcess.start

    def refuse_twice(process):
        tries.append(process)
        return refuse(process) if len(tries) < 3 else start(process)

    monkeypatch.setattr(reader_process, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(SpawnProcess, "start", refuse_twice)
    assert one.recognize(script("a")).text == "a"
    assert len(tries) == 3


def test_threads_that_share_a_reader_get_their_own_documents(reader, script):
    one, words = reader(), "abcdef"
    paths = {word: script(*word * 5) for word in words}
    with ThreadPoolExecutor(len(words)) as pool:
        done = pool.map(lambda word: texts(one.recognize(paths[word])), words)
    assert list(done) == [[word] * 5 for word in words]


def test_reader_closed_in_another_thread_is_left_at_once(reader, script):
    one = reader()
    one.load()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(one.recognize, script("slow"))
        time.sleep(0.5)
        begun = time.monotonic()
        one.close()
        with pytest.raises(InputError, match="interrupted"):
            reading.result()
    assert time.monotonic() - begun < 10


def test_interrupted_document_does_not_answer_for_the_next(reader, script, monkeypatch):
    one = reader()
    one.load()
    with monkeypatch.context() as patched:
        patched.setattr(one._child, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            one.recognize(script("a"))
    assert one.recognize(script("b")).text == "b"


def test_bytes_are_not_told_as_a_name(reader):
    with pytest.raises(TimeLimitError, match="^the document: "):
        reader(timeout=1, load=Sleeper).recognize(b"many bytes")


@pytest.mark.slow
def test_child_of_a_fork_reads_in_a_process_of_its_own(reader, script, tmp_path):
    one = reader()
    pid = one.recognize(script("pid")).text
    child = os.fork()
    if child == 0:
        (tmp_path / "told").write_text(one.recognize(script("pid")).text)
        one.close()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert (tmp_path / "told").read_text() not in ("", pid)
    assert one.recognize(script("pid")).text == pid


def refuse(process):
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


def interrupt(*_):
    raise KeyboardInterrupt


def test_functions_are_called_in_the_process(reader, script):
    one = reader()
    assert str(one.call(os.getpid)) == one.recognize(script("pid")).text
    with pytest.raises(RuntimeError, match="ValueError: math domain error"):
        one.call(math.sqrt, -1)
    with pytest.raises(TimeLimitError, match="given up: took longer than 1 s"):
        one.call(time.sleep, 60, within=1)
    with pytest.raises(InputError, match="ended with code 3"):
        one.call(os._exit, 3)
    assert one.call(math.sqrt, 4) == 2


@pytest.mark.slow
def test_function_is_called_again_where_earlier_pages_have_filled_the_memory(reader, script):
    one = reader(max_memory=400 << 20)
    assert texts(one.recognize(script("hoard"))) == ["hoard"]
    assert one.call(fill, 200 << 20) == 200 << 20
    assert one.restarts == 1
    with pytest.raises(InputError, match="given up: took more than 400 MB"):
        one.call(fill, 900 << 20)
    assert one.restarts == 1


def fill(size: int) -> int:
    """Take memory for long enough to be seen."""
    held = np.ones(size, np.uint8)
    time.sleep(1)
    return held.nbytes


def test_closed_reader_reads_nothing(reader, script):
    one = reader()
    one.recognize(script("a"))
    one.close()
    with pytest.raises(InputError, match="interrupted"):
        one.recognize(script("a"))


@pytest.mark.slow
def test_process_ends_with_its_parent(script, tmp_path):
    code = (
        "import os, sys\n"
        "from ocrlc.batches.isolated_reader import IsolatedReader\n"
        "from tests.support.fake_readers import ScriptReader\n"
        "if __name__ == '__main__':\n"
        "    print(IsolatedReader(ScriptReader).recognize(sys.argv[1]).text, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "run.py").write_text(code)
    done = subprocess.run(
        [sys.executable, tmp_path / "run.py", script("pid")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    pid = int(done.stdout)
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < end, "the process outlives its parent"
        time.sleep(0.1)
