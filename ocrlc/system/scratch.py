"""A folder for files that nobody else shall keep, even if this process is killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlc.system.platforms import NO_FOLLOW, lock_file

LOCK = ".lock"


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Yield a new folder in the system's temporary folder, and remove it at the end.

    Folders of the same prefix that killed processes have left behind are removed first. A process
    locks a file in its folder: if the lock is free, the process has ended.

    Args:
        prefix: beginning of the folder's name; only one program uses it.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _remove_if_left(left)
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        lock = os.open(Path(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock_file(lock, wait=True)
            yield Path(folder)
        finally:
            os.close(lock)


def _remove_if_left(folder: Path) -> None:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | NO_FOLLOW)
    except OSError:  # another user's, or just being made
        return
    try:
        if lock_file(lock) == "held":
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
