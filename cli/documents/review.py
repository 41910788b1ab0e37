"""`ocrlc recognize --review`: a sheet of the words of all inputs to look at first."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ocrlc.document import Document
from ocrlc.errors import ConfigError
from ocrlc.loading.options import LoadOptions
from ocrlc.system.storage import is_url
from ocrlc.writers.output import write_output
from ocrlc.writers.review import Review, find_doubts

from ..common import say
from .batch import open_input
from .inputs import Input
from .outputs import file_beside
from .reopening import Opener

SHEET = "review.html"


@dataclass(frozen=True)
class ReviewSheet:
    """Collects words, and writes them as one HTML file at the end."""

    path: Path
    load_options: LoadOptions
    review: Review

    def add(self, item: Input, document: Document, opener: Opener) -> None:
        """Take the words of a document."""
        source = open_input(item, self.load_options)
        found = opener.call(
            find_doubts,
            *(document, source, item.name, self.load_options),
            *(self.review.count, self.review.most),
            pages=len(document.pages),
        )
        self.review.take(found)

    def close(self, done_before: int, total: int) -> None:
        """Write the sheet, and say where it is.

        Args:
            done_before: number of the inputs that `--resume` skipped: their words are not known.
                If all were, the sheet of that time is left alone.
            total: number of all inputs.
        """
        if done_before == total:
            say(f"all inputs were done before: no sheet of their words is written to {self.path}")
            return
        write_output(self.path, self.review.sheet())
        without = f", without those of {done_before} inputs done before" if done_before else ""
        say(f"{len(self.review.doubts)} words to look at first{without}: {self.path}")


def review_sheet(
    count: int | None,
    sheet: str | None,
    output: str | None,
    folder: str | None,
    items: Sequence[Input],
    load_options: LoadOptions,
) -> ReviewSheet | None:
    """Return the sheet that `--review` asks for.

    Raises:
        ConfigError: it would take the place of an input, of a result or of a folder.
    """
    if count is None:
        if sheet:
            raise ConfigError("--sheet needs --review N, the number of words on it")
        return None
    place = folder or (os.path.dirname(output) if output else "")
    path = sheet or os.path.join(place, SHEET)
    if path == "-":
        raise ConfigError("--sheet names a file: stdout is for the results")
    if output and os.path.realpath(output) == os.path.realpath(path):
        raise ConfigError(f"{path} is named by -o and by --review")
    if is_url(path):
        raise ConfigError(f"{path}: the sheet is written to a path only; --sheet names one")
    if os.path.isdir(path):
        raise ConfigError(f"{path} is a folder: --sheet names a file")
    return ReviewSheet(Path(file_beside(items, path)), load_options, Review(count))
