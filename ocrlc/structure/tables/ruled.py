"""Tables with rules in both directions: the cells are what the rules enclose.

Where a rule is missing between two places of the grid, they are one cell. A band between rules that
holds several rows of text, as below a ruled header, is divided by its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.frame import Box
from ocrlc.structure.pieces import Piece
from ocrlc.structure.seen.marks import Marks, Rule
from ocrlc.structure.stacked import baselines, stacked_rows
from ocrlc.structure.tables.cells import Grid, GridCell, filled

_REACH = 0.6
"""Rules meet, and are in line, if they miss each other by at most this many line heights."""
_DRAWN = 0.55
"""A border is drawn if this share of it is."""
_FILLED = 0.2
"""Grids with a smaller share of cells filled are drawings, not tables."""


def ruled_tables(pieces: Sequence[Piece], marks: Marks, height: float) -> list[Grid]:
    """Return the tables that rules enclose.

    Args:
        pieces: the page's pieces.
        marks: the page's rules.
        height: usual height of a line in pixels.
    """
    reach = _REACH * height
    grids = []
    for across, upright in _networks(marks, reach):
        grid = _grid(pieces, across, upright, height)
        if grid is not None:
            grids.append(grid)
    return grids


def _networks(marks: Marks, reach: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the sets of rules that cross or touch one another."""
    groups: list[tuple[list[Rule], list[Rule]]] = [([rule], []) for rule in marks.across]
    for upright in marks.upright:
        touched = [group for group in groups if any(_meet(one, upright, reach) for one in group[0])]
        if not touched:
            continue
        rest = [group for group in groups if not any(group is one for one in touched)]
        across = [rule for group in touched for rule in group[0]]
        down = [rule for group in touched for rule in group[1]]
        groups = [*rest, (across, [*down, upright])]
    return [group for group in groups if len(group[0]) >= 2 and group[1]]


def _meet(across: Rule, upright: Rule, reach: float) -> bool:
    return (
        across.start - reach <= upright.place <= across.end + reach
        and upright.start - reach <= across.place <= upright.end + reach
    )


def _grid(
    pieces: Sequence[Piece], across: list[Rule], upright: list[Rule], height: float
) -> Grid | None:
    reach = _REACH * height
    ys = _places(across, reach)
    xs = _places(upright, reach)
    # Outer borders are often left open.
    # A rule that only lies near the table, as one below it, may be longer than its rows.
    left, right = sorted(rule.start for rule in across)[1], sorted(rule.end for rule in across)[-2]
    top, bottom = min(rule.start for rule in upright), max(rule.end for rule in upright)
    xs = [left] * (left < xs[0] - 2 * reach) + xs + [right] * (right > xs[-1] + 2 * reach)
    ys = [top] * (top < ys[0] - 2 * reach) + ys + [bottom] * (bottom > ys[-1] + 2 * reach)
    if len(xs) < 3 or len(ys) < 2:
        return None
    inside = [piece for piece in pieces if _inside(piece.box, xs, ys)]
    xs = _with_text(xs, [piece.box.centre for piece in inside], height)
    ys = _with_text(ys, [piece.box.middle for piece in inside], 0.8 * height)
    if len(xs) < 3 or len(ys) < 2:
        return None
    cells = _merged(xs, ys, across, upright, reach)
    for piece in inside:
        cell = _cell_at(cells, xs, ys, piece.box)
        cell.pieces.append(piece)
    cells = [part for cell in cells for part in _unfolded(cell, xs)]
    share = sum(bool(cell.pieces) for cell in cells) / len(cells)
    if share < _FILLED or len(cells) < 3 or sum(bool(cell.pieces) for cell in cells) < 3:
        return None
    return _divided(Grid(tuple(cells), tuple(xs), tuple(ys)), height)


def _unfolded(cell: GridCell, xs: Sequence[float]) -> list[GridCell]:
    """Divide a wide cell whose texts stand in columns, as in a header of one colour.

    Each text reaches to the next one's column.
    """
    if cell.row_span > 1 or cell.column_span == 1 or len(cell.pieces) < 2:
        return [cell]
    pieces = sorted(cell.pieces, key=lambda piece: piece.box.left)
    starts = [sum(x <= piece.box.centre for x in xs[1:-1]) for piece in pieces]
    on_one_line = len(baselines([piece.box for piece in pieces])) == 1
    if len(set(starts)) < 2 or not on_one_line:
        return [cell]
    starts = [
        sum(x <= piece.box.left + 0.2 * piece.box.width for x in xs[1:-1]) for piece in pieces
    ]
    starts[0] = cell.column
    end = cell.column + cell.column_span
    parts: dict[int, GridCell] = {}
    for piece, start in zip(pieces, starts, strict=True):
        parts.setdefault(start, GridCell(cell.row, start)).pieces.append(piece)
    bounds = [*sorted(parts), end]
    for start, following in pairwise(bounds):
        parts[start].column_span = following - start
    return list(parts.values())


def _places(rules: Sequence[Rule], reach: float) -> list[float]:
    """Return where rules lie; those in line with one another are one."""
    places: list[list[float]] = []
    for place in sorted(rule.place for rule in rules):
        if places and place - places[-1][-1] < 0.5 * reach:
            places[-1].append(place)
        else:
            places.append([place])
    return [median(group) for group in places]


def _inside(box: Box, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] < box.centre < xs[-1] and ys[0] < box.middle < ys[-1]


def _with_text(places: list[float], middles: Sequence[float], narrow: float) -> list[float]:
    """Return the places without those that only make double rules: strips too narrow for text."""
    kept = [places[0]]
    for place in places[1:]:
        if place - kept[-1] < narrow and not any(kept[-1] < one < place for one in middles):
            continue
        kept.append(place)
    return kept


def _merged(
    xs: Sequence[float],
    ys: Sequence[float],
    across: Sequence[Rule],
    upright: Sequence[Rule],
    reach: float,
) -> list[GridCell]:
    """Return cells; places of the grid without a border between them are one."""
    columns, rows = len(xs) - 1, len(ys) - 1
    taken = [[False] * columns for _ in range(rows)]

    def open_right(row: int, column: int) -> bool:
        return column + 1 < columns and not _is_drawn(
            upright, xs[column + 1], ys[row], ys[row + 1], reach
        )

    def open_below(row: int, column: int) -> bool:
        return row + 1 < rows and not _is_drawn(
            across, ys[row + 1], xs[column], xs[column + 1], reach
        )

    cells = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            last = column
            while open_right(row, last) and not taken[row][last + 1]:
                last += 1
            end = row
            while all(open_below(end, one) for one in range(column, last + 1)) and not any(
                taken[end + 1][column : last + 1]
            ):
                end += 1
            for covered in range(row, end + 1):
                taken[covered][column : last + 1] = [True] * (last + 1 - column)
            cells.append(GridCell(row, column, end + 1 - row, last + 1 - column))
    return cells


def _is_drawn(rules: Sequence[Rule], place: float, start: float, end: float, reach: float) -> bool:
    """Whether rules run along most of a border."""
    shared = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.place - place) < reach
    )
    return shared >= _DRAWN * (end - start)


def _cell_at(
    cells: Sequence[GridCell], xs: Sequence[float], ys: Sequence[float], box: Box
) -> GridCell:
    column = sum(x <= box.centre for x in xs[1:-1])
    row = sum(y <= box.middle for y in ys[1:-1])
    return next(
        cell
        for cell in cells
        if cell.row <= row < cell.row + cell.row_span
        and cell.column <= column < cell.column + cell.column_span
    )


def _divided(grid: Grid, height: float) -> Grid:
    """Divide bands that hold several rows of text without rules between them."""
    bands = [lower - upper for upper, lower in pairwise(grid.ys)]
    tops: dict[int, list[float]] = {}
    for row, band in enumerate(bands):
        own = [cell for cell in grid.cells if cell.row == row]
        others = [one for index, one in enumerate(bands) if index != row]
        whole = all(cell.row_span == 1 for cell in own) and not any(
            cell.row < row < cell.row + cell.row_span for cell in grid.cells
        )
        usual = median(others) if len(others) > 2 else 2 * height
        if whole and band > 2.5 * usual:
            tops[row] = stacked_rows([[p.box for p in cell.pieces] for cell in own])
    if not any(tops.values()):
        return grid
    return _cut_rows(grid, tops)


def _cut_rows(grid: Grid, tops: dict[int, list[float]]) -> Grid:
    """Return a grid with further borders inside some of its rows."""
    ys: list[float] = []
    first: list[int] = []
    for row, y in enumerate(grid.ys):
        first.append(len(ys))
        ys += [y, *tops.get(row, [])]
    cells: list[GridCell] = []
    for cell in grid.cells:
        start, end = first[cell.row], first[cell.row + cell.row_span]
        if cell.row_span > 1 or end - start == 1:
            cells.append(GridCell(start, cell.column, end - start, cell.column_span, cell.pieces))
            continue
        parts = [GridCell(row, cell.column, 1, cell.column_span) for row in range(start, end)]
        for piece in cell.pieces:
            place = sum(y <= piece.box.middle for y in ys[start + 1 : end])
            parts[place].pieces.append(piece)
        cells += parts
    columns = len(grid.xs) - 1
    return Grid(filled(cells, len(ys) - 1, columns), grid.xs, tuple(ys), grid.header_rows)
