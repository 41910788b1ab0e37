"""What other systems lack is done without, in one place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ocrlc.cli.documents import readers
from ocrlc.cli.documents.readers import Workers, open_isolated
from ocrlc.errors import ConfigError
from ocrlc.system import platforms
from ocrlc.system.scratch import scratch_folder
from ocrlc.training.run_lock import locked_run

LINUX_ONLY = re.compile(
    r"^\s*import (fcntl|resource|msvcrt|pwd|grp|termios)\b|/proc/|\bsys/fs/|pthread_sigmask|"
    r"SIGKILL|SIGHUP|os\.(fork|register_at_fork|geteuid|getuid|sysconf|O_NOFOLLOW|O_DIRECTORY|"
    r"killpg|setsid|nice|mkfifo|getrlimit|sched_\w+)|CDLL\(None\)",
    re.MULTILINE,
)
OWN = {"platforms.py", "cpu.py", "memory.py"}


def test_only_the_modules_for_it_call_what_linux_alone_has(root: Path) -> None:
    found = {
        str(path.relative_to(root)): LINUX_ONLY.findall(path.read_text(encoding="utf-8"))
        for folder in ("ocrlc", "cli")
        for path in (root / folder).rglob("*.py")
        if not (path.parent.name == "system" and path.name in OWN)
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system without locks, /proc, limits, masks of signals and owners of files."""
    monkeypatch.setattr(platforms, "fcntl", None)
    monkeypatch.setattr(platforms, "resource", None)
    monkeypatch.setattr(platforms, "PROC", tmp_path / "proc")
    monkeypatch.delattr(signal, "pthread_sigmask")
    monkeypatch.delattr(os, "geteuid")
    monkeypatch.delattr(os, "register_at_fork")


@pytest.mark.usefixtures("elsewhere")
def test_what_is_missing_is_done_without(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as file:
        assert platforms.lock_file(file.fileno()) == "none"
    assert not platforms.can_watch_memory()
    assert platforms.resident_bytes(os.getpid()) == platforms.peak_bytes() == 0
    assert platforms.children_usage() == (0.0, 0)
    assert platforms.most_open_files() == platforms.USUAL_FILES
    before = platforms.block_signals({signal.SIGTERM})
    platforms.restore_signals(before)
    platforms.unblock_signals({signal.SIGTERM})
    assert platforms.is_ours_alone(tmp_path.stat())
    platforms.at_fork(exit, exit, exit)


@pytest.mark.usefixtures("elsewhere")
def test_folders_can_be_used_without_locks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with locked_run(tmp_path / "run") as run, locked_run(run):
        assert run.is_dir()
    with scratch_folder("ocrlc-test-") as first, scratch_folder("ocrlc-test-") as second:
        assert first != second
        assert first.is_dir(), "whether it is in use is not known, so it stays"


def test_locks_where_there_are_some(tmp_path: Path) -> None:
    with (
        locked_run(tmp_path) as run,
        pytest.raises(ConfigError, match="another training"),
        locked_run(run),
    ):
        pass
    with (tmp_path / "a").open("w") as one, (tmp_path / "a").open("w") as other:
        assert platforms.lock_file(one.fileno(), shared=True) == "held"
        assert platforms.lock_file(other.fileno()) == "busy"
        assert platforms.lock_file(other.fileno(), shared=True) == "held"


def test_memory_of_this_process_and_of_others() -> None:
    own = platforms.resident_bytes(os.getpid())
    assert 1e6 < own <= platforms.peak_bytes() * 1.1
    assert platforms.resident_bytes(2**30) == 0


def test_peak_memory_without_proc(monkeypatch, tmp_path: Path) -> None:
    with_proc = platforms.peak_bytes()
    monkeypatch.setattr(platforms, "PROC", tmp_path)
    assert 0.5 < platforms.peak_bytes() / with_proc < 2


def test_a_limit_that_cannot_be_kept_is_said(monkeypatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr(platforms, "PROC", tmp_path)
    with open_isolated(dict, Workers(max_memory=500)) as (reader,):
        assert reader._child.max_memory is None
    assert "no limit of memory" in capsys.readouterr().err
    assert readers.can_watch_memory is platforms.can_watch_memory


@pytest.mark.slow
@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_the_command_reads_elsewhere(root: Path, tmp_path: Path, system: str) -> None:
    program = [sys.executable, str(root / "tests/programs/elsewhere.py"), system, "recognize"]
    picture = root / "data/samples/receipt.jpg"
    options = ["--timeout", "100", "--threads", "1", "-o", "out/", "-f", "text,json"]
    done = subprocess.run(
        [*program, str(picture), *options], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/receipt.jpg.txt").stat().st_size > 200
    again = subprocess.run(
        [*program, str(picture), *options, "--resume"], cwd=tmp_path, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
