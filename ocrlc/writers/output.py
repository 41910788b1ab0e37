"""Putting a result where the user wants it, with errors the user can act on."""

from __future__ import annotations

import os
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.system.files import write_atomic


def write_output(path: Path, content: bytes) -> None:
    """Write a file complete or not at all; devices and pipes are written as they are.

    Links are followed: of `/dev/stdout` no file must take the place.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        if path.is_dir():
            raise ConfigError(f"cannot write {path}: it is a folder")
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            write_atomic(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror or error}") from error
