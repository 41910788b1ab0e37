"""Tables without rules, or with rules along their rows only: rows whose texts stand in columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.frame import Box
from ocrlc.structure.lists import is_marker
from ocrlc.structure.pieces import Piece, row_box, rows_of
from ocrlc.structure.regions import is_prose
from ocrlc.structure.seen.marks import Marks
from ocrlc.structure.stacked import baselines
from ocrlc.structure.tables.cells import Grid, filled
from ocrlc.structure.tables.columns import find_columns, not_over_split, reach
from ocrlc.structure.tables.rows import Row, body_cells, borders
from ocrlc.structure.tables.tabular import is_number, is_table, without_block

_WHITE = 2.2
"""White between two rows, in line heights, from which on they are not of one table."""
_HEADING = 1.3
"""A lone line that is higher, in line heights, is the heading of what follows."""
_APART = 5.0
"""Columns of one table that reading order has parted are nearer to each other, in line heights."""
_FAR = 13.0
"""The same where every row has a text in both."""
_SINGLE = 3
"""Most rows in a row that have one text only: lines that go on, and headings of groups."""


def aligned_tables(pieces: Sequence[Piece], marks: Marks, height: float) -> list[Grid]:
    """Return the tables among pieces in reading order.

    Args:
        pieces: those pieces that rules do not enclose.
        marks: the page's rules.
        height: usual height of a line in pixels.
    """
    left = [piece for piece in pieces if not piece.sideways]
    rows = rows_of(left)
    grids = []
    start = 0
    while start < len(rows):
        begins = len(rows[start]) > 1 and not _is_item(rows[start])
        end = _end(rows, start, height) if begins else start
        own = without_block(rows[start:end], marks, height) if end - start > 1 else []
        grid = _grid(own, marks, height) if own else None
        if grid is None:
            start += 1
            continue
        wider = _widened(grid, left, height)
        grid = (wider and _grid(wider, marks, height)) or grid
        grids.append(grid)
        taken = {id(piece) for piece in grid.pieces}
        left = [piece for piece in left if id(piece) not in taken]
        rest = [[piece for piece in row if id(piece) not in taken] for row in rows[start:]]
        rows, start = [row for row in rest if row], 0
    return grids


def _widened(grid: Grid, pieces: Sequence[Piece], height: float) -> list[Row] | None:
    """Return the rows of a grid with the texts beside it that stand on the same lines.

    Reading order may have taken the columns of a wide table for columns of text.
    """
    own = {id(piece) for piece in grid.pieces}
    box = grid.box
    lines = [median(one.middle for one in line) for line in baselines([p.box for p in grid.pieces])]
    beside = [
        piece
        for piece in pieces
        if id(piece) not in own and box.top < piece.box.middle < box.bottom
    ]
    added: list[Piece] = []
    for side in (
        [piece for piece in beside if piece.box.left > box.right - height],
        [piece for piece in beside if piece.box.right < box.left + height],
    ):
        level = [
            piece
            for piece in side
            if min(abs(piece.box.middle - line) for line in lines) < 0.3 * height
        ]
        if not side or is_prose(side):
            continue
        met = {min(lines, key=lambda line: abs(one.box.middle - line)) for one in level}
        near = _distance(box, side) < (_FAR if len(met) == len(lines) else _APART) * height
        if near and len(level) >= 0.85 * len(side) and 2 < len(met) >= 0.6 * len(lines):
            added += side
    if not added:
        return None
    places = {id(piece.box): piece for piece in [*grid.pieces, *added]}
    rows = baselines([piece.box for piece in places.values()])
    return [[places[id(box)] for box in sorted(row)] for row in rows]


def _distance(box: Box, side: Sequence[Piece]) -> float:
    """Return how far the nearest of some texts beside a box is from it."""
    return min(-piece.box.overlap_x(box) for piece in side)


def _end(rows: Sequence[Row], start: int, height: float) -> int:
    """Return the place after the last row of the table that begins with a row."""
    table = [rows[start]]
    end = start + 1
    for place in range(start + 1, len(rows)):
        row = rows[place]
        whites = [row_box(b).top - row_box(a).bottom for a, b in pairwise(table)]
        usual = max(0.0, *whites) if whites else height
        if not _follows(table[-1], row, height, usual) or place - end >= _SINGLE:
            break
        if _is_item(row) or not _fits(table, row, height):
            break
        table.append(row)
        if len(row) > 1 or (place == end and _goes_on(table[:-1], row, height)):
            end = place + 1
    return end


def _is_item(row: Row) -> bool:
    """Whether a row is an item of a list, whose marker stands apart."""
    return len(row) == 2 and is_marker(row[0].text)


def _follows(above: Row, below: Row, height: float, usual: float) -> bool:
    """Whether a row is right below another: not much further than usual, and no heading."""
    upper, lower = row_box(above), row_box(below)
    white = lower.top - upper.bottom
    if len(below) == 1 and lower.height > _HEADING * height:
        return False
    return lower.middle > upper.middle and white < min(_WHITE * height, usual + 0.8 * height)


def _fits(table: Sequence[Row], row: Row, height: float) -> bool:
    """Whether a row's texts stand in the columns of the rows above it."""
    recent = [one for one in table if len(one) > 1][-6:]
    columns = find_columns([[piece.box for piece in one] for one in recent], height)
    whole = Box(columns[0].left, 0, columns[-1].right, 0)
    if len(row) == 1:
        box = row[0].box
        return whole.overlap_x(box) > 0.5 * box.width
    spanning = sum(reach(columns, piece.box, height)[1] > 1 for piece in row)
    return spanning <= len(row) / 2 and row_box(row).overlap_x(whole) > 0


def _goes_on(table: Sequence[Row], row: Row, height: float) -> bool:
    """Whether a row with one text goes on with a cell of the row above it."""
    (piece,) = row
    above = row_box(table[-1])
    if piece.box.top - above.bottom > 0.6 * height:
        return False
    return any(
        abs(cell.box.left - piece.box.left) < 0.5 * height
        and piece.box.right < cell.box.right + 2 * height
        and not is_number(cell.text)
        for cell in table[-1][1:]
    )


def _grid(rows: Sequence[Row], marks: Marks, height: float) -> Grid | None:
    """Return the grid that rows form; None if they are no table."""
    full = [row for row in rows if len(row) > 1]
    boxes = [[piece.box for piece in row] for row in full]
    columns = not_over_split(find_columns(boxes, height), boxes, height)
    count = len(columns)
    if count < 2 or len(full) < (3 if count == 2 else 2):
        return None
    places = [[reach(columns, piece.box, height) for piece in row] for row in rows]
    if not is_table(rows, places, columns, marks, height):
        return None
    cells, ys = body_cells(rows, places, marks, height)
    return Grid(filled(cells, len(ys) - 1, count), tuple(borders(columns)), tuple(ys))
