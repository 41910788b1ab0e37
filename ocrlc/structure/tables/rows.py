"""Rows of a table without rules in both directions: its lines, of which cells may have several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.frame import Box
from ocrlc.structure.pieces import Piece, row_box
from ocrlc.structure.seen.marks import Marks
from ocrlc.structure.tables.cells import GridCell
from ocrlc.structure.tables.columns import Column
from ocrlc.structure.tables.tabular import is_number

Row = list[Piece]


def body_cells(
    rows: Sequence[Row],
    places: Sequence[Sequence[tuple[int, int]]],
    marks: Marks,
    height: float,
) -> tuple[list[GridCell], list[float]]:
    """Return the cells of lines of a table, and the tops of its rows and the last one's bottom.

    Args:
        rows: the texts of each line.
        places: first column and number of columns of each text.
        marks: the page's rules.
        height: usual height of a line in pixels.
    """
    groups = _groups(rows, places, marks, height)
    cells: list[GridCell] = []
    ys = [row_box(rows[0]).top]
    for number, (first, last) in enumerate(groups):
        own: dict[int, GridCell] = {}
        for row, spots in zip(rows[first:last], places[first:last], strict=True):
            for piece, (column, span) in zip(row, spots, strict=True):
                cell = own.setdefault(column, GridCell(number, column, 1, span))
                cell.column_span = max(cell.column_span, span)
                cell.pieces.append(piece)
        cells += _apart(list(own.values()))
        bottom = row_box(rows[last - 1]).bottom
        ys.append((bottom + row_box(rows[last]).top) / 2 if last < len(rows) else bottom)
    return cells, ys


def _apart(cells: list[GridCell]) -> list[GridCell]:
    """Return a row's cells so that none reaches into the next."""
    ordered = sorted(cells, key=lambda cell: cell.column)
    for left, right in pairwise(ordered):
        left.column_span = min(left.column_span, right.column - left.column)
    return ordered


def borders(columns: Sequence[Column]) -> list[float]:
    """Return where columns begin, and where the last one ends."""
    inner = [(left.right + right.left) / 2 for left, right in pairwise(columns)]
    return [columns[0].left, *inner, columns[-1].right]


def _groups(
    rows: Sequence[Row],
    places: Sequence[Sequence[tuple[int, int]]],
    marks: Marks,
    height: float,
) -> list[tuple[int, int]]:
    """Return first and last line of each row of the table: cells may have several lines."""
    boxes = [row_box(row) for row in rows]
    steps = [lower.middle - upper.middle for upper, lower in pairwise(boxes)]
    begins = [0]
    for place in range(1, len(rows)):
        above, own = rows[place - 1], rows[place]
        if _is_parted(boxes[place - 1], boxes[place], marks) or not _is_continued(
            above, own, places[begins[-1]], places[place], steps, place, height
        ):
            begins.append(place)
    return list(pairwise([*begins, len(rows)]))


def _is_parted(upper: Box, lower: Box, marks: Marks) -> bool:
    """Whether a rule runs between two rows, over most of their width."""
    return any(
        upper.middle < rule.place < lower.middle
        and min(rule.end, lower.right) - max(rule.start, lower.left) > 0.5 * lower.width
        for rule in marks.across
    )


def _is_continued(
    above: Row,
    own: Row,
    first: Sequence[tuple[int, int]],
    spots: Sequence[tuple[int, int]],
    steps: Sequence[float],
    place: int,
    height: float,
) -> bool:
    """Whether a line goes on with the cells of the row above, and begins none of its own."""
    columns = {column for column, _ in spots}
    known = {column for column, _ in first}
    if 0 in columns or not columns <= known or any(span > 1 for _, span in spots):
        return False
    numbers = {column for piece, (column, _) in zip(above, first, strict=False)
               if is_number(piece.text)}  # fmt: skip
    if len(columns) > 0.5 * len(known) or columns & numbers:
        return False
    return steps[place - 1] <= 1.05 * median(steps)
