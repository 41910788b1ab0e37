"""The header of a table: how many rows it has, and names that stand over several columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ocrlc.structure.tables.cells import Grid, GridCell, filled

_BOLD = 1.15
"""Header rows set in bold have heavier strokes than the rows below by this factor."""
_MOST = 3
"""Most rows of a header."""


def with_header(grid: Grid) -> Grid:
    """Return a grid with the number of its header rows, and its group names spanning columns.

    The first row is the header. So are those below it that it reaches into, those below names of
    groups, and those that are bold too.
    """
    rows = len(grid.ys) - 1
    if rows < 2:
        return grid
    known = grid.header_rows
    if known != 1:
        grid = _with_groups(grid)
    if 0 < known < rows:
        return replace(grid, header_rows=known)
    first = [cell for cell in grid.cells if cell.row == 0]
    depth = max((cell.row_span for cell in first if cell.pieces), default=1)
    columns = len(grid.xs) - 1
    if any(1 < cell.column_span < columns for cell in first) and not _has_sums(grid, 1):
        depth = max(depth, 2)
    depth = max(depth, _bold_rows(grid))
    return replace(grid, header_rows=depth if depth <= min(_MOST, rows - 1) else 1)


def _bold_rows(grid: Grid) -> int:
    """Return how many rows at the top are bold while most of the table is not."""
    usual = median([piece.weight for piece in grid.pieces] or [0.0])
    if usual <= 0:
        return 1
    rows = len(grid.ys) - 1
    bold = 0
    for row in range(rows):
        weights = [p.weight for cell in grid.cells if cell.row == row for p in cell.pieces]
        if not weights or median(weights) < _BOLD * usual:
            break
        bold += 1
    return max(1, bold)


def _has_sums(grid: Grid, row: int) -> bool:
    """Whether most texts of a row are figures, so that it is no header."""
    texts = [cell.text for cell in grid.cells if cell.row == row and cell.pieces]
    figures = sum(sum(map(str.isdigit, text)) > 0.5 * len(text) for text in texts)
    return figures > 0.5 * len(texts)


def _with_groups(grid: Grid) -> Grid:
    """Let the names in the first row span those columns whose own names are in the second."""
    if any(cell.column_span > 1 or cell.row_span > 1 for cell in grid.cells if cell.row < 2):
        return grid
    rows = [{c.column: c for c in grid.cells if c.row == row and c.pieces} for row in (0, 1)]
    above, below = rows
    columns = len(grid.xs) - 1
    names = sorted(column for column in above if column in below)
    stubs = sorted(column for column in above if column not in below)
    others = sorted(column for column in below if column not in above)
    if len(grid.ys) < 4 or not others or not names or _has_sums(grid, 1):
        return grid
    if not set(others) - {0}:
        return grid
    spans = _shares(names, [column for column in sorted(below) if column or column in names])
    if spans is None:
        return grid
    cells = [cell for cell in grid.cells if cell.row > 1]
    cells += [GridCell(0, c, 2, 1, above[c].pieces) for c in stubs]
    if 0 in below and 0 not in names:
        cells.append(GridCell(0, 0, 2, 1, below[0].pieces))
    cells += [
        GridCell(0, start, 1, count, above[name].pieces)
        for name, (start, count) in zip(names, spans, strict=True)
    ]
    covered = {start + k for start, count in spans for k in range(count)}
    cells += [GridCell(1, c, 1, 1, below[c].pieces) for c in sorted(covered) if c in below]
    kept = {id(piece) for cell in cells for piece in cell.pieces}
    if any(id(piece) not in kept for piece in grid.pieces):
        return grid
    return replace(grid, cells=filled(cells, len(grid.ys) - 1, columns))


def _shares(names: Sequence[int], columns: Sequence[int]) -> list[tuple[int, int]] | None:
    """Divide columns among names, each of which stands over one of its own.

    Returns:
        First column and number of columns for each name; None if they cannot be divided.
    """
    if list(columns) != list(range(columns[0], columns[0] + len(columns))):
        return None
    size, rest = divmod(len(columns), len(names))
    even = [(columns[0] + place * size, size) for place in range(len(names))]
    if rest == 0 and all(
        start <= name < start + count for name, (start, count) in zip(names, even, strict=True)
    ):
        return even
    # Uneven groups begin with their names.
    if names[0] != columns[0]:
        return None
    ends = [*names[1:], columns[-1] + 1]
    return [(name, end - name) for name, end in zip(names, ends, strict=True)]
