"""Writing files that are there whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlc.errors import ConfigError


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target` that takes its name when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomic(target: Path, data: str | bytes) -> None:
    """Write text (UTF-8) or bytes atomically."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed have left in a folder and those below it."""
    for path in folder.rglob(".*.tmp"):
        path.unlink(missing_ok=True)


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
