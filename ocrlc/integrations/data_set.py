"""A data set of files that were read: Parquet files in a folder, which says itself what is in it.

A killed writer may leave a file without an end in a folder (in a store it leaves none). Such a file
has no footer; it is removed before anything is added.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.dataset as data_sets
import pyarrow.fs as file_systems
import pyarrow.parquet as pq

from ocrlc.errors import ConfigError
from ocrlc.system.storage import file_system, is_url
from ocrlc.version import __version__

OPENED = 16
"""Files that are looked at at the same time."""


@dataclass
class Summary:
    """What is in a data set.

    Attributes:
        files: number of files.
        pages: number of their pages.
        failed: paths of those that could not be read, or not all of their pages.
    """

    files: int = 0
    pages: int = 0
    failed: list[str] = field(default_factory=list)


class DataSet:
    """A folder of Parquet files with the columns of `ocrlc.writers.arrow.FILES`.

    Args:
        place: the folder's path or URL. URLs are reached through fsspec, so that the same
            credentials hold for documents and results.

    Attributes:
        files: Arrow's file system.
        folder: the folder there.

    Raises:
        ConfigError: a URL needs a package that is not installed.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        if is_url(place):
            files, path = file_system(place)
            self.files = file_systems.PyFileSystem(file_systems.FSSpecHandler(files))
            self.folder = path.rstrip("/")
        else:
            self.files = file_systems.LocalFileSystem()
            self.folder = os.path.abspath(place)

    def remove_unfinished(self) -> None:
        """Remove files that a killed writer has left without an end; no other may be writing."""
        with ThreadPoolExecutor(OPENED) as pool:
            paths = self._paths()
            for path, finished in zip(paths, pool.map(self._is_finished, paths), strict=True):
                if not finished:
                    self.files.delete_file(path)

    def missing(self, paths: Sequence[str]) -> list[str]:
        """Return those of the paths that have no row yet, each once."""
        wanted = pa.array(dict.fromkeys(paths), pa.string())
        for batch in self._batches(["path"]):
            wanted = wanted.filter(compute.invert(compute.is_in(wanted, batch["path"])))
        left: list[str] = wanted.to_pylist()
        return left

    def check(self, settings: str) -> None:
        """Check that all rows were read with these settings, by this version.

        Raises:
            ConfigError: they were not.
        """
        for batch in self._batches(["ocrlc", "settings"]):
            found = set(zip(batch["ocrlc"].to_pylist(), batch["settings"].to_pylist(), strict=True))
            if found - {(__version__, settings)}:
                raise ConfigError(
                    f"{self.place} holds results of other settings, models or of another version: "
                    "choose another folder"
                )

    def summary(self) -> Summary:
        """Return what is in it; it need not exist."""
        summary = Summary()
        for batch in self._batches(["path", "page_count", "error"]):
            summary.files += batch.num_rows
            summary.pages += compute.sum(batch["page_count"]).as_py() or 0
            summary.failed += batch["path"].filter(batch["error"].is_valid()).to_pylist()
        return summary

    def _batches(self, columns: list[str]) -> Iterable[Any]:
        paths = self._paths()
        if not paths:
            return ()
        found = data_sets.dataset(paths, format="parquet", filesystem=self.files)
        batches: Iterable[Any] = found.to_batches(columns=columns)
        return batches

    def _paths(self) -> list[str]:
        selector = file_systems.FileSelector(self.folder, allow_not_found=True)
        infos = self.files.get_file_info(selector)
        return sorted(info.path for info in infos if info.path.endswith(".parquet"))

    def _is_finished(self, path: str) -> bool:
        try:
            pq.read_metadata(path, filesystem=self.files)
        except pa.ArrowInvalid:
            return False
        return True
