"""The journal of an output folder: which inputs are done, so that a batch can be continued.

A line of JSON is appended for each input after its results are written completely. The journal is
therefore correct at whatever moment the process is killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from ocrlc.batches.result_owners import ALONE, ResultOwners
from ocrlc.errors import ConfigError
from ocrlc.system.files import remove_temporaries
from ocrlc.system.platforms import lock_file
from ocrlc.system.resources import model_folders
from ocrlc.system.storage import absolute
from ocrlc.version import __version__

NAME = ".ocrlc-journal.jsonl"

Results = Mapping[str, Sequence[str | Path]]
"""The files written for an input, by format name or "overlay"."""


@dataclass(frozen=True)
class Entry:
    """An input that is done.

    Attributes:
        content: hash of the input's content.
        settings: hash of the settings it was read with.
        results: for each format, the result files and their sizes in bytes.
    """

    content: str
    settings: str
    results: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Journal:
    """The journal of an output folder; several processes may write to it at the same time."""

    folder: Path
    settings: str
    handle: int
    entries: dict[str, Entry] = field(default_factory=dict)

    @cached_property
    def owners(self) -> ResultOwners:
        """The owners of all results in the folder."""
        return ResultOwners(self.handle, self._intact)

    def claim(self, name: str, path: str | Path, content: str, kinds: Iterable[str]) -> None:
        """Claim the results of an input, so that no other call writes them.

        Args:
            name: the input's path relative to the folder.
            path: the input, or its URL.
            content: what tells its content from others, such as its `content_hash`.
            kinds: the results that will be written: format names or "overlay".

        Raises:
            ConfigError: they are the results of another input, or the journal cannot be written.
        """
        try:
            other = self.owners.claim(name, path, content, kinds)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        if other:
            raise ConfigError(
                f"{path}: its result in {self.folder} would replace that of {other}; give it "
                "another folder, or read both in one call"
            )

    def has(self, name: str, content: str, kinds: Iterable[str]) -> bool:
        """Whether an input is done: it was read with these settings and its results exist.

        Args:
            name: the input's path relative to the folder.
            content: the input's `content_hash`.
            kinds: the results that are wanted: format names or "overlay".
        """
        entry = self.entries.get(name)
        if entry is None or (entry.content, entry.settings) != (content, self.settings):
            return False
        return all(kind in entry.results and self._intact(entry.results[kind]) for kind in kinds)

    def add(self, name: str, path: str | Path, content: str, results: Results) -> None:
        """Record an input whose results are written.

        Args:
            name: the input's path relative to the folder.
            path: the input, or its URL.
            content: what tells its content from others, such as its `content_hash`.
            results: the files written.

        Raises:
            ConfigError: the journal cannot be written.
        """
        sizes = {
            kind: {os.path.relpath(file, self.folder): os.stat(file).st_size for file in files}
            for kind, files in results.items()
        }
        row = {
            "input": name,
            "path": absolute(path),
            "content": content,
            "settings": self.settings,
            "results": sizes,
        }
        try:
            # A single write to a file opened for appending: rows of two processes do not mix.
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
        folder: the output folder; it exists.
        settings: all settings that the results depend on.
        places: the folders that results are written to: `folder` or folders below it.
        resume: whether to use the entries of earlier runs, and remove files they left half-written.

    Raises:
        ConfigError: the journal cannot be written.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        journal = Journal(folder, digest(settings), handle)
        content = (folder / NAME).read_bytes()
        if content and not content.endswith(b"\n"):
            os.write(handle, b"\n")
        # The exclusive lock is granted only if no other process is writing into the folder.
        alone = lock_file(handle) == "held"
        if alone:
            os.write(handle, f"{json.dumps(ALONE)}\n".encode("ascii"))
        if resume:
            for row in content.splitlines():
                _take(journal.entries, _parse(row))
            if alone:
                for place in {folder, *places}:
                    remove_temporaries(place)
        lock_file(handle, shared=True, wait=True)
        yield journal
    finally:
        os.close(handle)


def known_results(folder: Path) -> set[Path]:
    """Return the results that a folder's journal lists, if they are as they were written."""
    try:
        rows = (folder / NAME).read_bytes().splitlines()
    except OSError:
        return set()
    found: set[Path] = set()
    for row in map(_parse, rows):
        for sizes in row.get("results", {}).values():
            for name, size in sizes.items():
                path = folder / name
                if path.is_file() and path.stat().st_size == size:
                    found.add(path.absolute())
    return found


def content_hash(file: BinaryIO) -> str:
    """Return a hash of a file's content from the current position to its end."""
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def model_hash(name: str | None) -> str | None:
    """Return a hash of the files in a model's folder, or the model's name if it has no folder."""
    folder = model_folders().get(name or "", Path(name or ""))
    if not name or not folder.is_dir():
        return name
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return digest(
        [
            (str(path.relative_to(folder)), content_hash(BytesIO(path.read_bytes())))
            for path in files
        ]
    )


def digest(value: Any) -> str:
    """Return a hash of a value made of what JSON knows, and of the version that reads."""
    text = json.dumps([__version__, value], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _parse(row: bytes) -> dict[str, Any]:
    """Return a row of the journal; an empty one if a killed process left it incomplete."""
    try:
        value = json.loads(row)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _take(entries: dict[str, Entry], row: Mapping[str, Any]) -> None:
    """Add a row to the entries; results of the same content and settings are joined."""
    if not {"input", "content", "settings", "results"} <= row.keys() or not row["results"]:
        return
    name, content, settings = row["input"], row["content"], row["settings"]
    before = entries.get(name)
    results = dict(row["results"])
    if before and (before.content, before.settings) == (content, settings):
        results = {**before.results, **results}
    entries[name] = Entry(content, settings, results)


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(f"cannot write {folder / NAME}: {error.strerror or error}")
