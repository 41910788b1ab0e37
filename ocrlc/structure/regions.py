"""Columns of text on a page, which are read one after the other.

Lines come in reading order, which was found without knowing what tables are; it takes a page of two
columns with tables in them for one wide table. Columns that are sure are parted here: both sides of
a gutter hold several lines of prose, whatever else is between these.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocrlc.structure.frame import around
from ocrlc.structure.pieces import Piece

_LINES = 4
"""Lines of prose that both columns have, at least."""
_LETTERS = 18
"""Characters that a line of prose has, at least."""
_FULL = 0.6
"""Share of its column that a line of prose fills, at least."""
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
    best: tuple[int, float, list[Piece]] | None = None
    for start in _starts(pieces, height):
        for band in _bands(pieces, start, height):
            trimmed = _trimmed(band, start, height)
            lines = min(map(len, _prose(trimmed, start, height)))
            if lines >= _LINES and (best is None or lines > best[0]):
                best = (lines, start, trimmed)
    if best is None:
        return None
    _, start, band = best
    top, inside = min(piece.box.middle for piece in band), {id(piece) for piece in band}
    others = [piece for piece in pieces if id(piece) not in inside]
    left, right = _sides(band, start, height)
    return [
        [piece for piece in others if piece.box.middle < top],
        [piece for piece in pieces if id(piece) in {id(one) for one in left}],
        [piece for piece in pieces if id(piece) in {id(one) for one in right}],
        [piece for piece in others if piece.box.middle >= top],
    ]


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


def _prose(band: Sequence[Piece], start: float, height: float) -> tuple[list[Piece], list[Piece]]:
    """Return the lines of prose left and right of a gutter."""
    left, right = _sides(band, start, height)
    return _lines_of_prose(left), _lines_of_prose(right)


def _lines_of_prose(pieces: Sequence[Piece]) -> list[Piece]:
    if not pieces:
        return []
    width = around(piece.box for piece in pieces).width
    return [
        piece
        for piece in pieces
        if piece.box.width >= _FULL * width and len(piece.text) >= _LETTERS
    ]


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
