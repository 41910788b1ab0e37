"""Tables as papers set them: a rule above, one below the header, one below all, none upright.

What stands between such rules is one table, whatever the white in it. The rule below the header
tells how many rows that has, and short rules within it which columns a name stands over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ocrlc.structure.pieces import WIDE, Piece, row_box
from ocrlc.structure.regions import is_prose
from ocrlc.structure.roles import CAPTION
from ocrlc.structure.seen.marks import Marks, Rule
from ocrlc.structure.stacked import baselines
from ocrlc.structure.tables.cells import Grid, GridCell, filled
from ocrlc.structure.tables.columns import Column, find_columns, not_over_split, reach
from ocrlc.structure.tables.rows import Row, body_cells, borders
from ocrlc.structure.tables.short_rules import header_cells, is_above, short_rules
from ocrlc.structure.tables.tabular import is_table

_SAME = 1.0
"""The ends of a table's rules differ by less, in line heights."""
_LONG = 8.0
"""Shortest rule around a table, in line heights."""
_WIDE = 0.75
"""A row of which one text fills more of the width is a line of prose."""
_FULL, _PART = 0.9, 0.4
"""The same of a row without wide gaps: how much of the width it fills, and its longest text."""
_HEADER = 6
"""Most lines of a header."""
_ROWS = 1.5
"""Tables of more bands with fewer rows in each have a rule below every row."""
_CLOSE = 1.1
"""Rows whose middle is nearer to a rule, in line heights, stand right above or below it."""
_LOW = 2.5
"""Highest band between rules that has the name of a group of rows alone, in line heights."""


Cut = Callable[[Piece, Sequence[float]], list[Piece]]
"""Returns the parts of a text, cut at those of some x that lie between its words."""


def framed_tables(
    pieces: Sequence[Piece], marks: Marks, height: float, cut: Cut
) -> tuple[list[Grid], list[Piece]]:
    """Return the tables between rules of one length, and the pieces that are in none.

    Args:
        pieces: the page's pieces, without those of ruled tables.
        marks: the page's rules.
        height: usual height of a line in pixels.
        cut: cuts texts that reach over columns between their words.
    """
    left = list(pieces)
    grids = []
    for rules in _equal(marks.across, height):
        level = [piece for piece in left if not piece.sideways]
        bands = [_rows_between(level, upper, lower, height) for upper, lower in pairwise(rules)]
        for first, last in _runs(bands, rules, height):
            own = rules[first : last + 1]
            if _goes_on(level, own, height):
                continue
            grid = _grid(bands[first:last], own, marks, height, cut)
            if grid is not None:
                grids.append(grid)
                taken = {id(piece) for band in bands[first:last] for row in band for piece in row}
                left = [piece for piece in left if id(piece) not in taken]
    return grids, left


def _equal(rules: Iterable[Rule], height: float) -> list[list[Rule]]:
    """Return the rules that begin and end at the same places, from top to bottom."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.place):
        if rule.end - rule.start < _LONG * height:
            continue
        for group in groups:
            near = max(abs(rule.start - group[-1].start), abs(rule.end - group[-1].end))
            if near < _SAME * height:
                if rule.place - group[-1].place > 0.6 * height:  # not the second of a double rule
                    group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) > 1]


def _rows_between(pieces: Sequence[Piece], upper: Rule, lower: Rule, height: float) -> list[Row]:
    """Return the texts between two rules, by their baselines."""
    inside = [
        piece
        for piece in pieces
        if upper.place < piece.box.middle < lower.place
        and upper.start - height < piece.box.centre < upper.end + height
    ]
    by_box = {id(piece.box): piece for piece in inside}
    rows = baselines([piece.box for piece in inside])
    return [[by_box[id(box)] for box in sorted(row)] for row in rows]


def _runs(
    bands: Sequence[Sequence[Row]], rules: Sequence[Rule], height: float
) -> list[tuple[int, int]]:
    """Return first and last of the bands between rules that make one table."""
    width = rules[0].end - rules[0].start
    tabular = [_is_tabular(band, width, height) for band in bands]
    for place in range(1, len(bands) - 1):
        low = rules[place + 1].place - rules[place].place < _LOW * height
        if tabular[place - 1] and tabular[place + 1] and len(bands[place]) == 1 and low:
            tabular[place] = True
    edges = [place for place in range(len(bands)) if not tabular[place]]
    return [
        (above + 1, below)
        for above, below in pairwise([-1, *edges, len(bands)])
        if below > above + 1
    ]


def _goes_on(pieces: Sequence[Piece], rules: Sequence[Rule], height: float) -> bool:
    """Whether texts stand beside one another right above or below a table's rules.

    Then it has further rows, and these are rules between rows, some of which were not seen.
    """
    top, bottom = rules[0], rules[-1]
    above = replace(top, place=top.place - _CLOSE * height)
    below = replace(bottom, place=bottom.place + _CLOSE * height)
    near = [
        *_rows_between(pieces, above, top, height),
        *_rows_between(pieces, bottom, below, height),
    ]
    return any(len(row) > 1 for row in near)


def _is_tabular(rows: Sequence[Row], width: float, height: float) -> bool:
    """Whether rows between two rules may be a table's, not the text between two tables."""
    if any(CAPTION.match(row[0].text) for row in rows):
        return False
    several = sum(len(row) > 1 for row in rows)
    worded = [row for row in rows if _has_words(row)]
    wide = sum(max(piece.box.width for piece in row) > _WIDE * width for row in worded)
    close = sum(_is_close(row, width, height) for row in worded)
    if wide > 0.2 * len(rows) or close > 0.45 * len(rows):
        return False
    return several > 0 and several >= 0.4 * len(rows)


def _has_words(row: Row) -> bool:
    """Whether a row is mostly letters: figures that stand close are read as one text, too."""
    text = "".join(piece.text for piece in row)
    return sum(map(str.isalpha, text)) > 0.5 * len(text)


def _is_close(row: Row, width: float, height: float) -> bool:
    """Whether a row may be a line of prose whose spaces are somewhat wide."""
    widest = max(piece.box.width for piece in row)
    gaps = [right.box.left - left.box.right for left, right in pairwise(row)]
    full = row_box(row).width > _FULL * width and widest > _PART * width
    return full and max(gaps, default=0.0) < WIDE * height


def _grid(
    bands: Sequence[Sequence[Row]],
    rules: Sequence[Rule],
    marks: Marks,
    height: float,
    cut: Cut,
) -> Grid | None:
    """Return the grid of a table's bands; None if they are no table, or one of ruled rows."""
    if len(bands) > 2 and sum(map(len, bands)) < _ROWS * len(bands):
        return None
    headed = len(bands) > 1 and len(bands[0]) <= _HEADER
    head = list(bands[0]) if headed else []
    body = [row for band in bands[1 if headed else 0 :] for row in band]
    short = short_rules(marks.across, rules[0], rules[1]) if headed else []
    lowest = [[p for p in row if not is_above(p, short)] for row in head]
    every = [row for row in (*lowest, *body) if len(row) > 1]
    boxes = [[piece.box for piece in row] for row in every]
    columns = not_over_split(find_columns(boxes, height), boxes, height)
    body = [_cut(row, columns, height, cut) for row in body]
    if len(columns) < 2 or not body or len(head) + len(body) < 3:
        return None
    places = [[reach(columns, piece.box, height) for piece in row] for row in body]
    own = [
        [p for row, spots in zip(body, places, strict=True)
         for p, spot in zip(row, spots, strict=True) if spot == (place, 1)]
        for place in range(len(columns))
    ]  # fmt: skip
    if sum(len(column) > 2 and is_prose(column) for column in own) > 1:
        return None
    if not headed and not is_table(body, places, columns, marks, height):
        return None
    above: list[GridCell] = []
    if short:
        above, tops = header_cells(head, short, columns, rules, height)
    # Where rules do not lie as in a header, some text may have no place there.
    placed = sum(len(cell.pieces) for cell in above) == sum(map(len, head))
    if not short or not placed:
        body = [*head, *body]
        places = [[reach(columns, piece.box, height) for piece in row] for row in body]
    cells, ys = body_cells(body, places, marks, height)
    if short and placed:
        cells = [*above, *(replace(cell, row=cell.row + len(tops)) for cell in cells)]
        ys = [*tops, rules[1].place, *ys[1:]]
        count = len(tops)
    else:
        count = sum(y < rules[1].place - 0.3 * height for y in ys[:-1]) if headed else 0
    xs = borders(columns)
    return Grid(
        filled(cells, len(ys) - 1, len(columns)),
        (min(xs[0], rules[0].start), *xs[1:-1], max(xs[-1], rules[0].end)),
        (min(ys[0], rules[0].place), *ys[1:-1], max(ys[-1], rules[-1].place)),
        header_rows=count,
    )


def _cut(row: Row, columns: Sequence[Column], height: float, cut: Cut) -> Row:
    """Return a row whose texts are cut between columns: what stands close was read as one."""
    if len(row) < 2:
        return row
    inner = borders(columns)[1:-1]
    parts: Row = []
    for piece in row:
        start, span = reach(columns, piece.box, height)
        parts += cut(piece, inner[start : start + span - 1]) if span > 1 else [piece]
    return parts
