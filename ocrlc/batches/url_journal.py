"""The journal of an output folder at a URL: which inputs are done, as an object each.

Stores append to no file and lock none, but an object is there completely or not at all, and one
call lists them all. What an object stands for is therefore in its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from ocrlc.batches.journal import digest
from ocrlc.system.storage import absolute, is_folder, list_url, write_url
from ocrlc.writers import FORMATS

NAME = ".ocrlc-done"
"""Folder of the objects, in the output folder."""


class UrlJournal:
    """The journal of an output folder at a URL.

    Several processes may write to it at the same time, if no two have inputs whose results have
    the same name: a store does not tell them of each other.

    Args:
        folder: the output folder's URL.
        settings: all settings that the results depend on.
        resume: whether to look for what earlier runs have done.

    Raises:
        InputError: the folder cannot be listed.
    """

    def __init__(self, folder: str, settings: Mapping[str, Any], *, resume: bool = False) -> None:
        self.folder = folder.rstrip("/")
        self._settings = digest(settings)
        self._present = list_url(folder) if resume else set()

    def claim(self, name: str, path: str | Path, content: str, kinds: Iterable[str]) -> None:
        """Do nothing: in a store, results cannot be claimed."""

    def has(self, name: str, content: str, kinds: Iterable[str]) -> bool:
        """Whether an input is done: it was read with these settings and its results exist.

        Args:
            name: the input's path relative to the folder.
            content: what tells the input's content from others.
            kinds: the names of the formats that are wanted.
        """
        return all(
            {self._object(name, content, kind), self._result(name, kind)} <= self._present
            for kind in kinds
        )

    def add(
        self, name: str, path: str | Path, content: str, results: Mapping[str, Sequence[object]]
    ) -> None:
        """Record an input whose results are written.

        Args:
            name: the input's path relative to the folder.
            path: the input, or its URL.
            content: what tells the input's content from others.
            results: the places written to, by format.

        Raises:
            ConfigError: the journal cannot be written.
        """
        for kind in results:
            row = {"input": name, "path": absolute(path), "format": kind}
            write_url(self._object(name, content, kind), f"{json.dumps(row)}\n".encode("ascii"))

    def _object(self, name: str, content: str, kind: str) -> str:
        return f"{self.folder}/{NAME}/{digest([name, content, self._settings, kind])}.json"

    def _result(self, name: str, kind: str) -> str:
        return f"{self.folder}/{PurePosixPath(name)}{FORMATS[kind].ending}"


def has_results(folder: str) -> bool:
    """Whether a run has written results into a folder at a URL, whatever has become of them."""
    return is_folder(f"{folder}/{NAME}")
