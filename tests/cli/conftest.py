"""Running the command as a user does: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FAKE = [sys.executable, str(Path(__file__).with_name("fake_ocrlc.py"))]
REAL = [sys.executable, "-m", "ocrlc.cli.main"]


@pytest.fixture
def fake_command() -> list[str]:
    return FAKE


@pytest.fixture
def run(tmp_path):
    """Run the command with the fake reader (or the real one) in the test's folder."""

    def call(*args, stdin="", real=False):
        return subprocess.run(
            [*(REAL if real else FAKE), *map(str, args)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
        )

    return call


@pytest.fixture
def scans(tmp_path):
    """A folder with three documents (one without an ending) among other things."""
    folder = tmp_path / "scans"
    (folder / "march").mkdir(parents=True)
    (folder / "march" / "b.JPG").write_text("b")
    (folder / "a.png").write_text("a")
    (folder / "fax").write_text("%PDF- fax")
    (folder / "notes.txt").write_text("not a document")
    (folder / ".hidden.png").write_text("left over by something")
    return folder
