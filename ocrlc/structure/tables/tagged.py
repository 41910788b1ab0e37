"""Tables of tagged PDFs: the cells are those that the file tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.frame import Box, around
from ocrlc.structure.pieces import Piece
from ocrlc.structure.tables.cells import Grid, GridCell, filled
from ocrlc.tags import EMPTY, Tag

_MOST = 10_000
"""Largest number of places in a table."""

Find = Callable[[list[tuple[int, int]]], list[Piece]]
"""Returns words as pieces."""


class UnsoundError(Exception):
    """The structure that a file tells cannot be right."""


def tagged_table(table: Tag, pieces_of: Find) -> Grid:
    """Return the grid of a table.

    Raises:
        UnsoundError: it has no rows and columns, holds another table, or its rows are not in order.
    """
    rows = [row for row in _rows(table) if any(_is_cell(part) for part in row.parts)]
    told = [[part for part in row.parts if _is_cell(part)] for row in rows]
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for place, row in enumerate(told):
        column = 0
        for tag in row:
            while (place, column) in taken:
                column += 1
            down = min(tag.row_span, len(told) - place)
            cell = GridCell(place, column, down, tag.column_span, pieces_of([*tag.words()]))
            covered = {(place + r, column + c) for r in range(down) for c in range(tag.column_span)}
            if covered & taken or len(taken) + len(covered) > _MOST or _has_table(tag):
                raise UnsoundError
            taken |= covered
            cells.append(cell)
    words = sum(len([*tag.words()]) for row in told for tag in row)
    all_words = len([*table.words("Caption")])
    count = 1 + max((column for _, column in taken), default=-1)
    if count < 2 or len(rows) < 2 or words != all_words:
        raise UnsoundError
    _move_to_columns(cells, taken, count)
    ys, xs = _edges(cells, len(rows), False), _edges(cells, count, True)
    heads = next((place for place, row in enumerate(told) if not _is_header(row)), len(told))
    return Grid(filled(cells, len(rows), count), xs, ys, max(1, min(heads, len(rows) - 1)))


def _move_to_columns(cells: Sequence[GridCell], taken: set[tuple[int, int]], columns: int) -> None:
    """Move the cells of rows that have too few to the columns that they stand in.

    Chromium leaves out cells that are empty.

    Raises:
        UnsoundError: no row has a cell in each column.
    """
    rows = {cell.row for cell in cells}
    short = {row for row in rows if any((row, column) not in taken for column in range(columns))}
    if not short:
        return
    sides = [
        [_box(c) for c in cells
         if c.row not in short and c.column == column and c.column_span == 1 and c.pieces]
        for column in range(columns)
    ]  # fmt: skip
    if not all(sides):
        raise UnsoundError
    boxes = [around(own) for own in sides]
    for row in short:
        own = [cell for cell in cells if cell.row == row]
        above = {
            column
            for cell in cells
            if cell.row < row < cell.row + cell.row_span
            for column in range(cell.column, cell.column + cell.column_span)
        }
        free = [column for column in range(columns) if column not in above]
        for place, cell in enumerate(own):
            # As many columns stay free as the cells after it need.
            rest = sum(one.column_span for one in own[place:])
            fitting = free[: len(free) - rest + 1]
            if not fitting or not cell.pieces:
                raise UnsoundError
            box, span = _box(cell), cell.column_span
            cell.column = max(
                fitting, key=lambda one: around(boxes[one : one + span]).overlap_x(box)
            )
            free = [column for column in free if column >= cell.column + span]


def _rows(table: Tag) -> Iterator[Tag]:
    for part in table.parts:
        if part.kind == "TR":
            yield part
        elif part.kind not in ("Caption", "Table", "TD", "TH"):
            yield from _rows(part)


def _is_cell(tag: Tag) -> bool:
    return tag.kind in ("TD", "TH", EMPTY)


def _has_table(tag: Tag) -> bool:
    return any(part.kind == "Table" or _has_table(part) for part in tag.parts)


def _is_header(row: Sequence[Tag]) -> bool:
    filled_ones = [tag for tag in row if any(True for _ in tag.words())]
    return bool(filled_ones) and all(tag.kind == "TH" for tag in filled_ones)


def _edges(cells: Sequence[GridCell], count: int, across: bool) -> tuple[float, ...]:
    """Return where columns (`across`) or rows begin, and where the last one ends."""
    sides: list[list[tuple[float, float]]] = [[] for _ in range(count)]
    for cell in cells:
        if cell.pieces and (cell.column_span if across else cell.row_span) == 1:
            sides[cell.column if across else cell.row].append(_side(_box(cell), across))
    known = [(place, own) for place, own in enumerate(sides) if own]
    if not known:
        raise UnsoundError
    middles = [median((low + high) / 2 for low, high in own) for _, own in known]
    if any(after < before for before, after in pairwise(middles)):
        raise UnsoundError
    whole = [_side(_box(cell), across) for cell in cells if cell.pieces]
    edges = [min(low for low, _ in whole)]
    for place in range(1, count):
        above = max((high for own in sides[:place] for _, high in own), default=edges[-1])
        below = min((low for own in sides[place:] for low, _ in own), default=above)
        edges.append(max(edges[-1], (above + below) / 2))
    return (*edges, max(edges[-1], *(high for _, high in whole)))


def _box(cell: GridCell) -> Box:
    return around(piece.box for piece in cell.pieces)


def _side(box: Box, across: bool) -> tuple[float, float]:
    return (box.left, box.right) if across else (box.top, box.bottom)
