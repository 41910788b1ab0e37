"""A document that was read, and saving it in any output format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ocrlc import writers
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Pages


@dataclass(frozen=True, slots=True)
class Document(Pages):
    """All pages of one input."""

    def save(
        self,
        path: str | Path,
        format: str | None = None,
        load_options: LoadOptions | None = None,
        *,
        word_boxes: bool = False,
    ) -> None:
        """Write the document to a file, completely or not at all.

        Args:
            path: the file to write, or its URL in a store: `s3://bucket/scan.json`.
            format: one of `ocrlc.writers.FORMATS`; None to choose by the file's ending.
            load_options: how the document was opened; needed for a searchable PDF of a protected
                file, which is opened again.
            word_boxes: whether HTML tells where each word is, in `data-box`.

        Raises:
            ConfigError: the format is unknown (the known ones are listed), or the file cannot be
                written.
            InputError: a searchable PDF cannot be made of the document's file.
        """
        writers.save(self, path, format, load_options, word_boxes)
