"""Writing a result to a path or a URL, with errors that users understand."""

from __future__ import annotations

import os
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.system.files import write_atomic
from ocrlc.system.storage import is_url, write_url


def numbered(place: str | Path, number: int) -> str | Path:
    """Return the place of one of several files: `name.csv` stands for `name-1.csv` and so on."""
    if isinstance(place, Path):
        return place.with_name(f"{place.stem}-{number}{place.suffix}")
    stem, dot, ending = place.rpartition(".")
    return f"{stem}-{number}{dot}{ending}"


def write_output(place: str | Path, content: bytes) -> None:
    """Write a file completely or not at all; devices and pipes are written to directly.

    Links are followed, so that a link such as `/dev/stdout` is not replaced by a file.

    Raises:
        ConfigError: the file cannot be written.
    """
    if is_url(place):
        write_url(str(place), content)
        return
    path = Path(place)
    try:
        if path.is_dir():
            raise ConfigError(f"cannot write {path}: it is a folder")
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            write_atomic(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror or error}") from error
