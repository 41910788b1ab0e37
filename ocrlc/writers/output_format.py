"""What an output format is, said once: each format's module holds one, `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """An output format.

    Attributes:
        name: what `-f` and the server take.
        title: a few words, for the web page's list.
        description: a clause for help.
        write: makes the file of `Pages`, text or bytes; where the format needs the source, it
            also takes `LoadOptions`, how that was opened.
        ending: of file names; unlike for each, so that formats share a folder.
        media_type: what it is sent as. Where two have the same, a client gets the second by name.
        is_binary: it is not text: nothing to print on a terminal or beside another.
        separator: what stands between documents that follow one another in a stream; None where
            all of them have to make one document, which is complete at the end only.
        needs_source: it is made of the document's file once more.
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
