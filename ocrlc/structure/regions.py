"""Columns of text on a page, which are read one after the other.

Lines come in reading order, which was found without knowing what tables are; it takes a page of two
columns with tables in them for one wide table. Columns that are sure are parted here: both sides of
a gutter hold several lines of prose, or their lines have no common baselines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocrlc.structure.frame import around
from ocrlc.structure.pieces import Piece
from ocrlc.structure.stacked import baselines

_LINES = 4
"""Lines of prose that both columns have, at least."""
_LETTERS = 18
"""Characters that a line of prose has, at least."""
_FULL = 0.6
"""Share of its column that a line of prose fills, at least."""
_DENSE, _LONG = 0.75, 23
"""The same two where whether it is prose is all that decides between columns and cells."""
_ROWS = 6
"""Rows on each side of columns that are told by their baselines alone, at least."""
_WIDTH = 8.0
"""Width of such columns in line heights, at least."""
_STAGGERED = 0.3
"""Share of such rows on either side that have no row beside them, at least."""
_WORDED = 10
"""Letters of the longer texts in such columns, at least: amounts are no column of a page."""
_MIN_STARTS = 3
"""Lines that start at the left edge of a column, at least."""


def regions(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Return the pieces by columns, and what is above and below these; in reading order.

    Args:
        pieces: pieces in reading order.
        height: usual height of a line in pixels.
    """
    parts = _split(pieces, height)
    if parts is None:
        return [list(pieces)]
    return [region for part in parts if part for region in regions(part, height)]


def _split(pieces: Sequence[Piece], height: float) -> list[list[Piece]] | None:
    """Return what is above two columns, the left one, the right one, and what is below."""
    found = [
        (_prose_lines(band, start, height), start, band)
        for start in _starts(pieces, height)
        for band in _bands(pieces, start, height)
    ]
    lines, start, band = max(found, key=lambda one: one[0], default=(0, 0.0, []))
    if lines >= _LINES:
        band = _trimmed(band, start, height)
    else:
        # Of gutters between columns of tables, the one that divides best is that of the page.
        staggered = [
            (min(map(len, _sides(band, start, height))), start, band)
            for _, start, band in found
            if _is_staggered(band, start, height)
        ]
        if not staggered:
            return None
        _, start, band = max(staggered, key=lambda one: one[0])
    top, inside = min(piece.box.middle for piece in band), {id(piece) for piece in band}
    others = [piece for piece in pieces if id(piece) not in inside]
    left, right = _sides(band, start, height)
    return [
        [piece for piece in others if piece.box.middle < top],
        [piece for piece in pieces if id(piece) in {id(one) for one in left}],
        [piece for piece in pieces if id(piece) in {id(one) for one in right}],
        [piece for piece in others if piece.box.middle >= top],
    ]


def _is_staggered(band: Sequence[Piece], start: float, height: float) -> bool:
    """Whether the lines on the two sides of a gutter are not on common baselines.

    Lines of a cell beside a cell with one are not either, but then those of one side alone.
    """
    sides = _sides(band, start, height)
    rows = [[(line[0].top + line[0].bottom) / 2 for line in baselines([p.box for p in side])]
            for side in sides]  # fmt: skip
    wide = all(side and around(p.box for p in side).width >= _WIDTH * height for side in sides)
    worded = [sum(sum(map(str.isalpha, p.text)) >= _WORDED for p in side) for side in sides]
    return (
        wide
        and all(long >= 0.4 * len(own) for long, own in zip(worded, rows, strict=True))
        and min(map(len, rows)) >= _ROWS
        and all(
            sum(min(abs(y - other) for other in others) > 0.3 * height for y in own)
            >= _STAGGERED * len(own)
            for own, others in (rows, rows[::-1])
        )
    )


def _starts(pieces: Sequence[Piece], height: float) -> list[float]:
    """Return the x at which several lines start, the leftmost excepted."""
    ordered = sorted(piece.box.left for piece in pieces)
    groups: list[list[float]] = []
    for left in ordered:
        if groups and left - groups[-1][-1] <= 0.5 * height:
            groups[-1].append(left)
        else:
            groups.append([left])
    starts = [group[0] for group in groups if len(group) >= _MIN_STARTS]
    return [start for start in starts if start > ordered[0] + 5 * height]


def _bands(pieces: Sequence[Piece], start: float, height: float) -> list[list[Piece]]:
    """Return the runs of pieces between those that cross a gutter, which is left of a start."""
    ordered = sorted(pieces, key=lambda piece: piece.box.middle)
    crossing = [
        place
        for place, piece in enumerate(ordered)
        if piece.box.left < start - 0.5 * height and piece.box.right > start + 0.25 * height
    ]
    edges = [-1, *crossing, len(ordered)]
    return [ordered[above + 1 : below] for above, below in pairwise(edges) if below - above > 1]


def _sides(band: Sequence[Piece], start: float, height: float) -> tuple[list[Piece], list[Piece]]:
    right = [piece for piece in band if piece.box.left >= start - 0.5 * height]
    return [piece for piece in band if piece.box.left < start - 0.5 * height], right


def _prose_lines(band: Sequence[Piece], start: float, height: float) -> int:
    """Return how many lines of prose both sides of a gutter have."""
    return min(map(len, _prose(_trimmed(band, start, height), start, height)))


def _prose(band: Sequence[Piece], start: float, height: float) -> tuple[list[Piece], list[Piece]]:
    """Return the lines of prose left and right of a gutter."""
    left, right = _sides(band, start, height)
    return _lines_of_prose(left), _lines_of_prose(right)


def _lines_of_prose(
    pieces: Sequence[Piece], full: float = _FULL, letters: int = _LETTERS
) -> list[Piece]:
    if not pieces:
        return []
    width = around(piece.box for piece in pieces).width
    return [
        piece for piece in pieces if piece.box.width >= full * width and len(piece.text) >= letters
    ]


def is_prose(pieces: Sequence[Piece]) -> bool:
    """Whether most of some texts, which stand below one another, are lines of prose."""
    return len(_lines_of_prose(pieces, _DENSE, _LONG)) > 0.5 * len(pieces)


def _trimmed(band: Sequence[Piece], start: float, height: float) -> list[Piece]:
    """Return a band without what is above or below its prose, with white between."""
    prose = {id(piece) for side in _prose(band, start, height) for piece in side}
    strips: list[list[Piece]] = []
    bottom = float("-inf")
    for piece in sorted(band, key=lambda one: one.box.top):
        if piece.box.top > bottom + 0.8 * height:
            strips.append([])
        strips[-1].append(piece)
        bottom = max(bottom, piece.box.bottom)
    with_prose = [
        place for place, strip in enumerate(strips) if any(id(one) in prose for one in strip)
    ]
    if not with_prose:
        return []
    kept = strips[with_prose[0] : with_prose[-1] + 1]
    # A heading above a column's prose belongs to it.
    return [piece for strip in kept for piece in strip]
