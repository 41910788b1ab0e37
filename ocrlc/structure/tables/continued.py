"""Tables that go on in the next column, or on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocrlc.blocks import Table
from ocrlc.structure.frame import Box, Frame

_LOW = 0.6
"""A table that is continued ends, in parts of the page's height, not above this place."""
_NEAR = 0.03
"""How far the sides of a table and of what continues it may differ, in widths of the page."""


def goes_on(above: Table, below: Table, frame: Frame, next_frame: Frame | None) -> bool:
    """Whether a table at the top of a column or page continues the one that comes before it.

    It is as wide, has as many columns, and repeats the header; or it has none, which shows in
    figures where the columns above have figures.

    Args:
        above: the table that comes before.
        below: the table that may continue it.
        frame: the level frame of the page of the former.
        next_frame: that of the next page if the latter is there; None if both are on one page.
    """
    upper = _share_of_page(above, frame)
    lower = _share_of_page(below, next_frame or frame)
    if next_frame:
        placed = upper.bottom > _LOW and lower.top < 1 - _LOW
        shift = abs(upper.left - lower.left)
    else:
        placed = lower.left > upper.right - _NEAR and lower.top < upper.bottom
        shift = 0.0
    if not placed or max(shift, abs(upper.width - lower.width)) > _NEAR:
        return False
    if above.shape[1] != below.shape[1]:
        return False
    return repeats_header(above, below) or _begins_with_figures(above, below)


def repeats_header(above: Table, below: Table) -> bool:
    """Whether a table has the header of the one above."""
    rows = below.header_rows
    return 0 < rows == above.header_rows and above.grid[:rows] == below.grid[:rows]


def without_header(table: Table) -> Table:
    """Return a table whose header rows are rows as all others."""
    return replace(table, cells=tuple(replace(cell, header=False) for cell in table.cells))


def joined(above: Table, below: Table) -> Table:
    """Return a table with the rows of the one that continues it; a repeated header is left out."""
    start = below.header_rows
    shift = above.shape[0] - start
    rows = tuple(replace(c, row=c.row + shift) for c in below.cells if c.row >= start)
    return replace(above, cells=above.cells + rows)


def _share_of_page(table: Table, frame: Frame) -> Box:
    """Return a table's box in parts of the page's width and height."""
    left, top, right, bottom = frame.box(table.polygon)
    width, height = frame.upright_size
    return Box(left / width, top / height, right / width, bottom / height)


def _begins_with_figures(above: Table, below: Table) -> bool:
    """Whether there are columns of figures above, and the first row has figures in them."""
    first = below.grid[0]
    columns = zip(*above.grid[above.header_rows :], strict=True)
    figures = [_are_figures(column) for column in columns]
    named = [text for text, wanted in zip(first, figures, strict=True) if wanted and text]
    return bool(named) and all(_is_figure(text) for text in named)


def _are_figures(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and sum(map(_is_figure, filled)) > 0.7 * len(filled)


def _is_figure(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 0.4 * len(text.replace(" ", ""))
