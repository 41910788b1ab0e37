"""Writing files atomically: completely or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.system.platforms import sync_folder
from ocrlc.system.refusals import REFUSED

TEMPORARY = ".ocrlc-tmp"
"""File-name ending of unfinished files; a killed process leaves them behind."""


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path that replaces `target` when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Not named after the target, whose name may already have the maximum length.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=TEMPORARY)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _sync(temporary)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        # Where writing itself fails, as on a full disk, the system does not say which file it is.
        if error.errno in REFUSED and error.filename is None:
            error.filename = str(target)
        raise
    finally:
        temporary.unlink(missing_ok=True)


def home_folder() -> Path:
    """Return the user's home folder; one that does not exist for a user who has none."""
    try:
        return Path.home()
    except RuntimeError:  # a user whom the system does not know, as in containers
        return Path("/nonexistent")


def remove_temporaries(folder: Path) -> None:
    """Remove unfinished files of killed processes; no other process may be writing there."""
    for path in folder.glob(f".*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def write_atomic(target: Path, data: str | bytes) -> None:
    """Write text (UTF-8) or bytes atomically."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


def _sync(path: Path) -> None:
    """Wait until a file's content is on disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def expand_path(path: str) -> str:
    """Expand `~` and environment variables.

    Raises:
        ConfigError: a variable is not set.
    """
    expanded = os.path.expandvars(os.path.expanduser(path))
    missing = re.search(r"\$\{?(\w+)", expanded)
    if missing:
        raise ConfigError(f"path {path}: environment variable {missing[1]} is not set")
    return expanded
