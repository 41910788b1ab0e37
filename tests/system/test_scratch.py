"""Folders that killed processes leave behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ocrlc.system.scratch import scratch_folder

HOLD = """
import sys, time
from ocrlc.system.scratch import scratch_folder
with scratch_folder("ocrlc-test-") as folder:
    (folder / "document").write_text("private")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays():
    held = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert held.stdout is not None
    document = Path(held.stdout.readline().strip(), "document")
    with scratch_folder("ocrlc-test-"):
        assert document.read_text() == "private"
    held.send_signal(signal.SIGKILL)
    held.wait()
    held.stdout.close()
    assert document.exists()
    with scratch_folder("ocrlc-test-"):
        assert not document.parent.exists()


def test_folder_is_removed_at_the_end(tmp_path):
    with scratch_folder("ocrlc-test-") as folder:
        assert folder.parent == tmp_path
        (folder / "a").write_text("b")
    assert list(tmp_path.iterdir()) == []
