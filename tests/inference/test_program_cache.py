"""What processes leave in the cache that were killed while they filled it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ocrlc.inference.program_cache import LEFT_SECONDS, cached_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path))
    return tmp_path


def save(folder: Path) -> None:
    (folder / "program").write_text("whole")


def test_unfinished_folders_are_removed_once_no_process_can_be_filling_them(cache: Path) -> None:
    for name, age in ((".key.old", LEFT_SECONDS + 60), (".key.new", 0), (".other.old", 1e6)):
        (cache / name).mkdir()
        (cache / name / "program").write_text("half")
        os.utime(cache / name, (time.time() - age, time.time() - age))
    assert (cached_folder("key", save) / "program").read_text() == "whole"
    assert {path.name for path in cache.iterdir()} == {"key", ".key.new", ".other.old"}


def test_nothing_is_left_of_what_could_not_be_made(cache: Path) -> None:
    def fail(folder: Path) -> None:
        save(folder)
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        cached_folder("key", fail)
    assert list(cache.iterdir()) == []
