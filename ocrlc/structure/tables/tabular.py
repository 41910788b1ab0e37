"""What tells a table from prose in columns, letterheads and other blocks beside one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.pieces import Piece, row_box
from ocrlc.structure.regions import is_prose
from ocrlc.structure.seen.marks import Marks
from ocrlc.structure.tables.columns import Column, find_columns

Row = list[Piece]

_FEW = 4
"""Tables of fewer rows with several texts must not look like prose with wide spaces."""
_PROSE = 45
"""Tables of two columns have shorter texts than this, in characters, on one side or the other."""
_GULF = 5.0
"""White beside the first column, in line heights, that may part a block from a small table."""
_BLOCK = 7
"""Rows of such a block and table, at most."""
_BOLD = 1.15
"""A row set in bold has heavier strokes than the other rows by this factor."""


def is_table(
    rows: Sequence[Row],
    places: Sequence[Sequence[tuple[int, int]]],
    columns: Sequence[Column],
    marks: Marks,
    height: float,
) -> bool:
    """Whether rows are a table rather than prose in columns, or blocks beside one another.

    Args:
        rows: the texts of each row.
        places: first column and number of columns of each text.
        columns: the columns.
        marks: the page's rules.
        height: usual height of a line in pixels.
    """
    count = len(columns)
    pieces = [(p, spot) for row, spots in zip(rows, places, strict=True)
              for p, spot in zip(row, spots, strict=True)]  # fmt: skip
    spanning = sum(span > 1 for _, (_, span) in pieces)
    full = sum(len(row) for row in rows if len(row) > 1)
    several = sum(len(row) > 1 for row in rows)
    if spanning > 0.3 * len(pieces) or full < 0.5 * count * several:
        return False
    if several < _FEW and _is_justified(rows, columns, height):
        return False
    own = [[p for p, spot in pieces if spot == (place, 1)] for place in range(count)]
    if sum(len(column) > 2 and is_prose(column) for column in own) > 1:
        return False
    if count > 2:
        return several >= _FEW or _is_marked(rows, own, marks, height)
    lengths = [
        [len(piece.text) for piece, (column, span) in pieces if column == side and span == 1]
        for side in (0, 1)
    ]
    return all(lengths) and min(median(side) for side in lengths) < _PROSE


def _is_marked(
    rows: Sequence[Row], own: Sequence[Sequence[Piece]], marks: Marks, height: float
) -> bool:
    """Whether a table of few rows shows that it is one: by rules, figures, or a bold header.

    Three blocks of a letterhead beside one another look like it otherwise.
    """
    weights = [piece.weight for row in rows[1:] for piece in row]
    bold = [piece.weight for piece in rows[0]]
    [column for column in own if column]
    return (
        has_rules(rows, marks, height)
        or any(
            sum(is_number(p.text) for p in column) > 0.6 * len(column) for column in own if column
        )
        or median(bold) > _BOLD * median(weights) > 0
    )


def has_rules(rows: Sequence[Row], marks: Marks, height: float) -> bool:
    """Whether rules run between rows, or both right above and right below them."""
    whole = row_box([piece for row in rows for piece in row])
    places = [
        rule.place
        for rule in marks.across
        if whole.top - height < rule.place < whole.bottom + height
        and min(rule.end, whole.right) - max(rule.start, whole.left) > 0.5 * whole.width
    ]
    inside = [y for y in places if whole.top + 0.6 * height < y < whole.bottom - 0.6 * height]
    return bool(inside) or (any(y < whole.middle for y in places) and max(places) > whole.middle)


def without_block(rows: Sequence[Row], marks: Marks, height: float) -> list[Row]:
    """Return rows without what is left of a wide gap: an address beside dates and numbers."""
    full = [row for row in rows if len(row) > 1]
    columns = find_columns([[piece.box for piece in row] for row in full], height)
    gaps = [right.left - left.right for left, right in pairwise(columns)]
    if len(rows) > _BLOCK or len(gaps) < 2 or has_rules(rows, marks, height):
        return list(rows)
    first = [piece for row in rows for piece in row if piece.box.left < columns[0].right]
    if gaps[0] < max(_GULF * height, 1.5 * max(gaps[1:])) or any(is_number(p.text) for p in first):
        return list(rows)
    kept = [[piece for piece in row if piece.box.left > columns[0].right] for row in rows]
    return [row for row in kept if row]


def _is_justified(rows: Sequence[Row], columns: Sequence[Column], height: float) -> bool:
    """Whether rows may be lines of prose whose spaces are wide because they fill their lines."""
    narrow = min(right.left - left.right for left, right in pairwise(columns)) < 1.5 * height
    return narrow and any(row[0].text[:1].islower() for row in rows)


def is_number(text: str) -> bool:
    """Whether a text is a figure, with a unit or currency at most."""
    return (
        re.fullmatch(r"[\W\d_]*\d[\W\d_]*|[\W\d_]*\d[\W\d_]*\s?[^\W\d_]{0,3}\W?", text) is not None
    )
