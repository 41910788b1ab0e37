"""Reading with Ray: the budget of an actor, and clusters whose workers and drivers are killed."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow.dataset as data_sets
import pytest

pytestmark = [pytest.mark.ray, pytest.mark.timeout(3600)]  # starting Ray alone takes a minute
ROOT = Path(__file__).parent.parent.parent
PROGRAM = ROOT / "tests/programs/ray_check.py"
FILES = int(os.environ.get("OCRLC_RAY_FILES", "500"))
MANY = int(os.environ.get("OCRLC_RAY_MANY", "5000"))


def start(*args: object) -> subprocess.Popen[str]:
    """Start the program, whose workers are to find the tests' readers too."""
    command = [sys.executable, str(PROGRAM), *map(str, args)]
    # Ray gives its workers a low priority, at which they starve beside other tests.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_worker_niceness": "0"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
def test_an_actor_reads_with_the_cpus_that_it_has():
    """In a process of its own: Ray stays as long as the process that started it."""
    with start("budget") as program:
        printed, _ = program.communicate(timeout=600)
    found = json.loads(printed.splitlines()[-1])
    assert found["threads"] == 2
    assert found["columns"] == ["path", "page_count", "error"]
    assert found["rows"] == [["a", 2, None], ["b", 0, "b: damaged"]]


@pytest.fixture
def scripts(tmp_path):
    """Files of which every fiftieth cannot be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(FILES):
        bad = number % 50 == 7
        text = ("bad", "killed")[number // 50 % 2] if bad else f"page of {number}"
        (folder / f"{number:04}.png").write_text(text)
    return folder


@pytest.mark.long
def test_workers_and_driver_are_killed_and_every_file_has_one_row(scripts, tmp_path):
    out = tmp_path / "out"
    with start("cluster", scripts, out) as program:
        address = program.stdout.readline().strip()
        assert address, "the cluster did not start"
        driver = start("drive", address, scripts, out, "kill-a-worker")
        end = time.monotonic() + 1200
        while len(list(out.glob("*.parquet"))) < 3 or not (tmp_path / "killed").exists():
            assert driver.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        before = sum(1 for _ in out.glob("*.parquet"))
        (out / "half.parquet").write_bytes(b"PAR1 and no end")
        with start("drive", address, scripts, out) as again:
            printed, _ = again.communicate(timeout=1800)
        program.terminate()
    done, total = json.loads(printed.splitlines()[-1])
    assert 0 < done < total == FILES
    assert before >= 3
    rows = data_sets.dataset(str(out)).to_table(columns=["path", "page_count", "error"]).to_pylist()
    assert set(Counter(row["path"] for row in rows).values()) == {1}
    assert {Path(row["path"]).name for row in rows} == {path.name for path in scripts.iterdir()}
    failed = {int(Path(row["path"]).stem) for row in rows if row["error"]}
    assert failed == set(range(7, FILES, 50))
    assert all(row["page_count"] == 1 for row in rows if not row["error"])


@pytest.mark.long
def test_the_drivers_memory_does_not_grow_with_the_files(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number:05}.png").write_text(f"page of {number}")
    with start("memory", folder, tmp_path / "out") as program:
        printed, _ = program.communicate(timeout=3000)
    files, seen = json.loads(printed.splitlines()[-1])
    assert files == MANY
    blocks = seen[-1][0]
    early, late = (
        [megabytes for done, megabytes in seen if low * blocks <= done <= high * blocks]
        for low, high in ((0.1, 0.3), (0.8, 1))
    )
    assert early
    assert late
    assert statistics.median(late) < statistics.median(early) + 15


@pytest.mark.long
def test_the_command_reads_on_a_cluster_of_its_own(root, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    receipt = root / "data/samples/receipt.jpg"
    call = [sys.executable, "-m", "ocrlc.cli.main", "recognize", receipt, tmp_path / "broken.jpg"]
    call += ["-o", tmp_path / "out", "--cluster", "local"]
    first = subprocess.run(call, capture_output=True, text=True, timeout=900)
    assert (first.returncode, first.stdout) == (5, "")
    assert "1 of 2 inputs read, 1 pages" in first.stderr
    assert f"1 of 2 inputs failed: {tmp_path / 'broken.jpg'}" in first.stderr
    again = subprocess.run(call, capture_output=True, text=True, timeout=900)
    assert again.returncode == 2
    assert "--resume" in again.stderr
    rows = data_sets.dataset(str(tmp_path / "out")).to_table().to_pylist()
    assert "28.01" in next(row for row in rows if not row["error"])["pages"][0]["text"]
