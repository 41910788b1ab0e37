"""Tables that go on on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocrlc.blocks import Table
from ocrlc.structure.frame import Box, Frame

_LOW = 0.6
"""A table that is continued ends, in parts of the page's height, not above this place."""
_NEAR = 0.03
"""How far the sides of a table and of what continues it may differ, in widths of the page."""


def goes_on(above: Table, below: Table, frames: tuple[Frame, Frame]) -> bool:
    """Whether a table at the top of a page continues the one at the end of the page before.

    It is as wide, has as many columns, and repeats the header; or it has none, which shows in
    figures where the columns above have figures.

    Args:
        above: the table at the end of a page.
        below: the table at the top of the next.
        frames: the level frames of the two pages.
    """
    upper, lower = map(_share_of_page, (above, below), frames)
    if upper.bottom < _LOW or lower.top > 1 - _LOW:
        return False
    if max(abs(upper.left - lower.left), abs(upper.right - lower.right)) > _NEAR:
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
