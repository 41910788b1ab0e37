"""The structure that a PDF page tells of itself, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

EMPTY = "Empty"
"""The kind of elements that have nothing on the page; what they are is not known."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure of a tagged PDF's page.

    Attributes:
        kind: its type, as PDF names it: `H1`, `P`, `Table`, `NonStruct` and so on.
        content: what is in it, in order: words, each as the places of its line among the lines of
            the page and of itself in that line, and further elements.
        row_span: over how many rows it reaches, if it is a cell.
        column_span: over how many columns it reaches, if it is a cell.
    """

    kind: str
    content: tuple[tuple[int, int] | Tag, ...] = ()
    row_span: int = 1
    column_span: int = 1

    @property
    def parts(self) -> list[Tag]:
        """The elements in it."""
        return [part for part in self.content if isinstance(part, Tag)]

    def words(self, without: str = "") -> Iterator[tuple[int, int]]:
        """Yield all words in it, but for those of elements of one kind."""
        for part in self.content:
            if not isinstance(part, Tag):
                yield part
            elif part.kind != without:
                yield from part.words(without)
