"""The description of an output format; each format's module has one, `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from ocrlc.errors import ConfigError
from ocrlc.results import Pages


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """An output format.

    Attributes:
        name: its name for `-f` and the server.
        title: its title in the web page's list.
        description: its description in help texts.
        write: returns the content of the file, text or bytes, for `Pages`; if `needs_source`, it
            also takes the `LoadOptions` with which the source was opened.
        ending: its file-name ending; all differ, so that formats can share a folder.
        media_type: its media type. If two formats have the same one, clients get the second only
            by its name.
        is_binary: whether it is not text, so that it cannot be shown on a terminal.
        separator: text between documents that follow one another in a stream; None if all pages
            must form one document, which is written only at the end.
        needs_source: whether it is made from the document's file, which is opened again.
        has_word_boxes: whether `write` also takes `word_boxes`: to tell where each word is.
        write_each: if a document may need several files, returns the content of each, all text;
            `write` then has all of them in one.
        package: the Python package that it needs, which the extra of the format's name installs;
            "" if it needs none but what is always installed.
    """

    name: str
    title: str
    description: str
    write: Callable[..., str | bytes]
    ending: str
    media_type: str
    is_binary: bool = False
    separator: str | None = None
    needs_source: bool = False
    has_word_boxes: bool = False
    write_each: Callable[[Pages], Sequence[str]] | None = None
    package: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the format's package is installed; it is not imported to find out."""
        return not self.package or find_spec(self.package) is not None

    def check_installed(self) -> None:
        """Check that the format can be written.

        Raises:
            ConfigError: its package is not installed.
        """
        if not self.is_installed:
            raise ConfigError(
                f"the format {self.name} needs {self.package}: pip install 'ocrlc[{self.name}]'"
            )
