"""The lock of a run's folder: two trainings would write over each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.system.platforms import lock_file

LOCK = ".ocrlc-lock"


@contextmanager
def locked_run(run: Path) -> Iterator[Path]:
    """Make a run's folder if there is none, and keep all other trainings out of it.

    On file systems without locks, nothing is kept out.

    Raises:
        ConfigError: another training is using the folder, or it cannot be made.
    """
    try:
        run.mkdir(parents=True, exist_ok=True)
        lock = os.open(run / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise ConfigError(f"train.output_dir: {error}") from error
    try:
        if lock_file(lock) == "busy":
            raise ConfigError(f"{run}: another training is writing into this folder")
        yield run
    finally:
        os.close(lock)
