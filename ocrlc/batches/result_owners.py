"""Whose result is whose, in an output folder that several calls write to.

Inputs of the same name in different folders have results of the same name. Calls that know nothing
of each other therefore claim each result in the journal, before they read: of rows that are
appended to one file, every process sees the same one first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ocrlc.system.storage import absolute

Row = Mapping[str, Any]
ALONE = {"alone": True}
"""Row of a call that begins while no other writes: claims before it have no owner any more."""


class ResultOwners:
    """The owners of results, as the rows of the journal tell.

    Args:
        handle: the journal, opened for reading and appending.
        intact: tells whether result files, given with their sizes, are as they were written.
    """

    def __init__(self, handle: int, intact: Callable[[Mapping[str, int]], bool]) -> None:
        self._handle = handle
        self._intact = intact
        self._place = 0
        self._claims: dict[str, Row] = {}
        self._written: dict[tuple[str, str], Row] = {}

    def claim(self, name: str, path: str | Path, content: str, kinds: Iterable[str]) -> str:
        """Claim the results of an input.

        Args:
            name: the input's path relative to the output folder.
            path: the input, or its URL.
            content: hash of its content; inputs of the same content may share results.
            kinds: the results that will be written: format names or "overlay".

        Returns:
            Another input to which the results belong, or "" if they now belong to this one.

        Raises:
            OSError: the journal cannot be written.
        """
        mine = absolute(path)
        row = {"input": name, "path": mine, "content": content, "settings": "", "results": {}}
        os.write(self._handle, f"{json.dumps(row)}\n".encode("ascii"))
        self._follow()
        rows = [self._written[name, kind] for kind in kinds if (name, kind) in self._written]
        for other in [*rows, self._claims[name]]:
            differs = other["path"] != mine and other["content"] != content
            if differs and all(map(self._intact, other["results"].values())):
                return str(other["path"])
        return ""

    def _follow(self) -> None:
        """Take the rows that were appended since the last call, by any process."""
        data = b""
        while part := os.pread(self._handle, 1 << 20, self._place + len(data)):
            data += part
        complete = data[: data.rfind(b"\n") + 1]
        self._place += len(complete)
        for line in complete.splitlines():
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            row = json.loads(line)
        except ValueError:  # left incomplete by a killed process
            return
        if row == ALONE:
            self._claims.clear()
        elif isinstance(row, dict) and {"input", "path", "content", "results"} <= row.keys():
            if not row["results"]:
                self._claims.setdefault(row["input"], row)
            for kind in row["results"]:
                self._written[row["input"], kind] = row
