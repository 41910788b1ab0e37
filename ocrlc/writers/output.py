"""Writing a result to a path, with errors that users understand."""

from __future__ import annotations

import os
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.system.files import write_atomic


def write_output(path: Path, content: bytes) -> None:
    """Write a file completely or not at all; devices and pipes are written to directly.

    Links are followed, so that a link such as `/dev/stdout` is not replaced by a file.

    Raises:
        ConfigError: the file cannot be written.
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
