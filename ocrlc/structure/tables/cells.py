"""A grid of cells while a table is made: pieces with their place, and the table they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ocrlc.blocks import Block, Cell, Table
from ocrlc.structure.frame import Box, Frame, around
from ocrlc.structure.pieces import Piece
from ocrlc.structure.words import join_lines


@dataclass(slots=True)
class GridCell:
    """A cell: its first row and column, how many of each it covers, what is in it."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, read row by row."""
        return join_lines(piece.text for piece in _by_rows(self.pieces))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells and the edges of its rows and columns in the level frame.

    Attributes:
        cells: the cells; they cover the grid without holes.
        xs: left edges of the columns, and the last one's right edge.
        ys: tops of the rows, and the last one's bottom.
        header_rows: how many rows at the top name what is below them; 0 if that is not known.
    """

    cells: tuple[GridCell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    header_rows: int = 0

    @property
    def pieces(self) -> list[Piece]:
        """Everything in the cells."""
        return [piece for cell in self.cells for piece in cell.pieces]

    @property
    def box(self) -> Box:
        """The table's place, its rules and its text."""
        whole = Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])
        return around([whole, *(piece.box for piece in self.pieces)])

    def block(self, frame: Frame) -> Block:
        """Return the grid as a block of its page."""
        ordered = sorted(self.cells, key=lambda cell: (cell.row, cell.column))
        cells = tuple(self._cell(cell, frame) for cell in ordered)
        polygon = frame.polygon(self.box)
        table = Table(cells, polygon)
        text = "\n".join("\t".join(row) for row in table.grid)
        lines = tuple(sorted({piece.line for piece in self.pieces}))
        return Block("table", text, polygon, lines, table=table)

    def _cell(self, cell: GridCell, frame: Frame) -> Cell:
        end_row, end_column = cell.row + cell.row_span, cell.column + cell.column_span
        box = Box(self.xs[cell.column], self.ys[cell.row], self.xs[end_column], self.ys[end_row])
        return Cell(
            cell.row,
            cell.column,
            cell.text,
            frame.polygon(box),
            cell.row_span,
            cell.column_span,
            header=end_row <= max(1, self.header_rows),
        )


def filled(cells: Sequence[GridCell], rows: int, columns: int) -> tuple[GridCell, ...]:
    """Return cells together with an empty one for every place that none of them covers."""
    covered = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    holes = (
        GridCell(row, column)
        for row in range(rows)
        for column in range(columns)
        if (row, column) not in covered
    )
    return (*cells, *holes)


def _by_rows(pieces: Sequence[Piece]) -> list[Piece]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.box.middle):
        last = rows[-1][-1].box if rows else None
        if last is not None and abs(piece.box.middle - last.middle) < 0.5 * last.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda one: one.box.left)]
