"""The structure of a page: frozen dataclasses of blocks, tables and their cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ocrlc.polygons import Polygon, to_list

if TYPE_CHECKING:
    import pandas

BLOCK_KINDS = (
    "heading",
    "paragraph",
    "list_item",
    "table",
    "caption",
    "header",
    "footer",
    "page_number",
)
"""What a block of a page can be. Header, footer and page number are what pages carry at their
edges, beside their text."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; places count from 0.

    Attributes:
        row: the row it is in, the first one if it spans several.
        column: the column it is in, the first one if it spans several.
        text: its text, without line breaks; "" if it is empty.
        polygon: corners in pixels of the page, clockwise from the text's top-left.
        row_span: over how many rows it reaches.
        column_span: over how many columns it reaches.
        header: whether it names what is below it.
    """

    row: int
    column: int
    text: str
    polygon: Polygon
    row_span: int = 1
    column_span: int = 1
    header: bool = False

    def moved(self, move: Callable[[Polygon], Polygon]) -> Cell:
        """Return the cell with its polygon moved by a function."""
        return replace(self, polygon=move(self.polygon))

    def to_dict(self) -> dict[str, Any]:
        """Return the cell as a dict, as in the JSON output."""
        return {
            "row": self.row,
            "column": self.column,
            "row_span": self.row_span,
            "column_span": self.column_span,
            "header": self.header,
            "text": self.text,
            "polygon": to_list(self.polygon),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells cover a grid of rows and columns without holes.

    Attributes:
        cells: the cells, row by row; empty ones too.
        polygon: corners in pixels of the page, clockwise from the text's top-left.
    """

    cells: tuple[Cell, ...]
    polygon: Polygon

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return (
            max((cell.row + cell.row_span for cell in self.cells), default=0),
            max((cell.column + cell.column_span for cell in self.cells), default=0),
        )

    @property
    def header_rows(self) -> int:
        """Number of rows at the top that name what is below them."""
        return max((cell.row + cell.row_span for cell in self.cells if cell.header), default=0)

    @property
    def grid(self) -> list[list[str]]:
        """The texts row by row; a spanning cell's text stands in its first place only."""
        rows, columns = self.shape
        grid = [[""] * columns for _ in range(rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid

    def moved(self, move: Callable[[Polygon], Polygon]) -> Table:
        """Return the table with its polygons moved by a function."""
        return Table(tuple(cell.moved(move) for cell in self.cells), move(self.polygon))

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a data frame of texts; header rows are joined into column names.

        Raises:
            ImportError: pandas is not installed.
        """
        # Loaded for those who ask for it: ocrlc does without.
        import pandas

        grid, heads = self.grid, self.header_rows
        names = [" ".join(filter(None, column)) for column in zip(*grid[:heads], strict=True)]
        return pandas.DataFrame(grid[heads:], columns=names or None)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page: a heading, a paragraph, a table and so on.

    Attributes:
        kind: one of `BLOCK_KINDS`.
        text: its text. Lines of prose are joined, hyphenated words rejoined; lines that stand for
            themselves, as in an address, are separated by line breaks. A table's is row by row,
            with tabs between its cells.
        polygon: corners in pixels of the page, clockwise from the text's top-left.
        lines: places in `Page.lines` of the lines that are in it, as a whole or in part.
        level: of a heading 1 to 4; of a list item how deep it is nested, from 1; else 0.
        marker: a list item's bullet or number, which is not in its text.
        continues: whether it goes on with the text of the paragraph or item before it, which
            stands in another column or on the page before, or with the rows of the table before
            it.
        table: the cells of a table.
        tagged: whether the PDF file itself says so, which is tagged.
    """

    kind: str
    text: str
    polygon: Polygon
    lines: tuple[int, ...] = ()
    level: int = 0
    marker: str = ""
    continues: bool = False
    table: Table | None = None
    tagged: bool = False

    def moved(self, move: Callable[[Polygon], Polygon]) -> Block:
        """Return the block with its polygons moved by a function."""
        table = self.table and self.table.moved(move)
        return replace(self, polygon=move(self.polygon), table=table)

    def to_dict(self) -> dict[str, Any]:
        """Return the block as a dict, as in the JSON output."""
        values: dict[str, Any] = {
            "kind": self.kind,
            "text": self.text,
            "polygon": to_list(self.polygon),
            "lines": list(self.lines),
        }
        if self.level:
            values["level"] = self.level
        if self.marker:
            values["marker"] = self.marker
        if self.continues:
            values["continues"] = True
        if self.tagged:
            values["tagged"] = True
        if self.table is not None:
            values["cells"] = [cell.to_dict() for cell in self.table.cells]
        return values
