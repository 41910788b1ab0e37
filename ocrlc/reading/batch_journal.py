"""What was read into a folder, so that an interrupted batch goes on where it stopped.

A line of JSON for each input whose results are complete, appended after them: whatever moment a
process is killed at, what the journal says is true.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from ocrlc.errors import ConfigError
from ocrlc.system.files import remove_temporaries
from ocrlc.system.resources import model_folders
from ocrlc.version import __version__

NAME = ".ocrlc-journal.jsonl"

Results = Mapping[str, Sequence[Path]]
"""Files by what they hold: a format's name or "overlay"."""


@dataclass(frozen=True)
class Entry:
    """An input that is done: its content, the settings it was read with, sizes of its results."""

    content: str
    settings: str
    results: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Journal:
    """The record of a folder; several processes may write into the same one."""

    folder: Path
    settings: str
    handle: int
    entries: dict[str, Entry] = field(default_factory=dict)

    def has(self, name: str, content: str, kinds: Iterable[str]) -> bool:
        """Whether an input is done: read with these settings, and its results still there.

        Args:
            name: the input's place below the folder.
            content: its `content_hash`.
            kinds: the results wanted of it.
        """
        entry = self.entries.get(name)
        if entry is None or (entry.content, entry.settings) != (content, self.settings):
            return False
        return all(kind in entry.results and self._intact(entry.results[kind]) for kind in kinds)

    def add(self, name: str, content: str, results: Results) -> None:
        """Record an input whose results are written.

        Raises:
            ConfigError: the journal cannot be written.
        """
        sizes = {
            kind: {os.path.relpath(path, self.folder): path.stat().st_size for path in paths}
            for kind, paths in results.items()
        }
        row = {"input": name, "content": content, "settings": self.settings, "results": sizes}
        try:
            # One write to a file opened for appending: rows of two processes do not mix.
            os.write(self.handle, f"{json.dumps(row)}\n".encode("ascii"))
            os.fsync(self.handle)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        _take(self.entries, row)

    def _intact(self, sizes: Mapping[str, int]) -> bool:
        places = ((self.folder / name, size) for name, size in sizes.items())
        return all(path.is_file() and path.stat().st_size == size for path, size in places)


@contextlib.contextmanager
def open_journal(
    folder: Path, settings: Mapping[str, Any], places: Iterable[Path] = (), *, resume: bool = False
) -> Iterator[Journal]:
    """Open the journal of an output folder.

    Args:
        folder: where the results go; it exists.
        settings: what the results depend on, beside the inputs.
        places: the folders that results go to, it or below it.
        resume: believe what earlier runs recorded, and remove what killed ones left half-written.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        journal = Journal(folder, _digest(settings), handle)
        content = (folder / NAME).read_bytes()
        if content and not content.endswith(b"\n"):
            os.write(handle, b"\n")
        if resume:
            for row in content.splitlines():
                _take(journal.entries, _parse(row))
            # Held alone only where no other process is writing into the folder.
            if _lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB):
                for place in {folder, *places}:
                    remove_temporaries(place)
        _lock(handle, fcntl.LOCK_SH)
        yield journal
    finally:
        os.close(handle)


def content_hash(file: BinaryIO) -> str:
    """Return what a file holds, from where it stands to its end, as a short text."""
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def model_hash(name: str | None) -> str | None:
    """Return what a model is: the content of its folder, or its name where it has none."""
    folder = model_folders().get(name or "", Path(name or ""))
    if not name or not folder.is_dir():
        return name
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return _digest(
        [
            (str(path.relative_to(folder)), content_hash(BytesIO(path.read_bytes())))
            for path in files
        ]
    )


def _digest(value: Any) -> str:
    text = json.dumps([__version__, value], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _parse(row: bytes) -> dict[str, Any]:
    """Return a row; an empty one for a row that a killed process began."""
    try:
        value = json.loads(row)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _take(entries: dict[str, Entry], row: Mapping[str, Any]) -> None:
    """Add a row to the entries; of the same reading, the results add up."""
    if set(row) != {"input", "content", "settings", "results"}:
        return
    name, content, settings = row["input"], row["content"], row["settings"]
    before = entries.get(name)
    results = dict(row["results"])
    if before and (before.content, before.settings) == (content, settings):
        results = {**before.results, **results}
    entries[name] = Entry(content, settings, results)


def _lock(handle: int, kind: int) -> bool:
    """Lock the journal until it is closed, where the file system can and nobody else has it."""
    try:
        fcntl.flock(handle, kind)
    except OSError:
        return False
    return True


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(f"cannot write {folder / NAME}: {error.strerror or error}")
