"""Columns of an unruled table: ranges of x that hold the cells' text, with white between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ocrlc.structure.frame import Box

Row = Sequence[Box]
Range = tuple[float, float]


@dataclass(slots=True)
class Column:
    """A range of x, and how many rows have text in it."""

    left: float
    right: float
    rows: set[int] = field(default_factory=set)

    def shares(self, box: Box) -> float:
        """Over what length a box stands in the column, in pixels."""
        return min(self.right, box.right) - max(self.left, box.left)


def find_columns(rows: Sequence[Row], height: float) -> list[Column]:
    """Return the columns of rows, from left to right.

    The narrowest texts come first: each is in a column that is there, or begins one. Wide ones that
    reach over several columns span them.

    Args:
        rows: the boxes of each row.
        height: usual height of a line in pixels.
    """
    boxes = [(box, place) for place, row in enumerate(rows) for box in row]
    columns: list[Column] = []
    for box, place in sorted(boxes, key=lambda pair: pair[0].width):
        own = [column for column in columns if column.shares(box) > _slack(column, box, height)]
        if len(own) > 1:
            continue
        if not own:
            columns.append(Column(box.left, box.right, {place}))
            continue
        own[0].left, own[0].right = min(own[0].left, box.left), max(own[0].right, box.right)
        own[0].rows.add(place)
    columns.sort(key=lambda column: column.left)
    return _united(columns, rows, height)


def _slack(column: Column, box: Box, height: float) -> float:
    """How far a text may reach into a column that it is not in: boxes are not exact."""
    return min(0.5 * height, 0.4 * box.width, 0.4 * (column.right - column.left))


def _united(columns: list[Column], rows: Sequence[Row], height: float) -> list[Column]:
    """Unite neighbours that are one column: short texts flush left and right may not overlap.

    They are never filled in one row, and one of them hardly ever is: the other half of a column of
    debits and credits has a heading of its own.
    """
    place = 0
    while place + 1 < len(columns):
        left, right = columns[place], columns[place + 1]
        apart = right.left - left.right
        rare = min(len(left.rows), len(right.rows))
        free = not left.rows & right.rows
        near = apart < 2.5 * height or rare == 1
        if (free and near and rare <= max(1, 0.2 * len(rows))) or apart < -0.75 * height:
            rows_together = left.rows | right.rows
            united = Column(left.left, max(left.right, right.right), rows_together)
            columns[place : place + 2] = [united]
        else:
            place += 1
    return columns


def reach(columns: Sequence[Column], box: Box, height: float) -> tuple[int, int]:
    """Return the first column that a text is in, and the number of columns that it spans."""
    own = [
        place
        for place, column in enumerate(columns)
        if column.shares(box) > _slack(column, box, height)
    ]
    if not own:
        nearest = max(range(len(columns)), key=lambda place: columns[place].shares(box))
        return nearest, 1
    return own[0], own[-1] + 1 - own[0]


def not_over_split(columns: list[Column], rows: Sequence[Row], height: float) -> list[Column]:
    """Unite neighbours that are one column: more rows have a text over both than one in each."""
    place = 0
    while place + 1 < len(columns):
        left, right = columns[place], columns[place + 1]
        over = both = 0
        for row in rows:
            spots = [reach(columns, box, height) for box in row]
            over += (place, 2) in spots
            both += (place, 1) in spots and (place + 1, 1) in spots
        if over > both:
            united = Column(left.left, right.right, left.rows | right.rows)
            columns = [*columns[:place], united, *columns[place + 2 :]]
        else:
            place += 1
    return columns
