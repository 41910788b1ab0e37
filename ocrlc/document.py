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
    ) -> None:
        """Write the document atomically; `format` defaults to what the file's ending says.

        Args:
            path: where to.
            format: one of `ocrlc.writers.FORMATS`.
            load_options: how the document was opened, where that took a password: a searchable
                PDF is made of the file once more.

        Raises:
            ConfigError: the format is unknown; the known ones are listed.
            InputError: a searchable PDF cannot be made of the document's file.
        """
        writers.save(self, Path(path), format, load_options)
