"""Where the words of a line are, from the time steps at which CTC saw their characters."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocrlc.batching import COLUMNS_PER_STEP
from ocrlc.charset import Decoded
from ocrlc.crops import UPRIGHT_RATIO
from ocrlc.results import Point, Polygon, Word

Corners = NDArray[np.float32]


def text_corners(corners: Corners) -> Corners:
    """Turn a detected quadrilateral so that it starts at its text's top-left corner.

    A region much higher than wide is read turned by 90° counter-clockwise, as `crop_line` cuts
    it: its text runs downward and begins at the region's top-right corner.

    Args:
        corners: clockwise from the region's top-left, pixels. Shape: 4, 2.
    """
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    upright = max(sides[1], sides[3]) >= UPRIGHT_RATIO * max(sides[0], sides[2])
    return np.roll(corners, -1, axis=0) if upright else corners


def split_words(decoded: Decoded, width: int, polygon: Polygon) -> tuple[Word, ...]:
    """Cut a line at its spaces.

    Args:
        decoded: the line's reading.
        width: of the line's crop at the network's height, pixels, without padding.
        polygon: the line's.

    Returns:
        The words from left to right. A word reaches half way to its neighbouring characters,
        the first and the last to the line's ends; its score is the mean over its characters.
    """
    edges = _character_edges(decoded.steps, width)
    return tuple(
        Word(
            match.group(),
            sum(decoded.scores[match.start() : match.end()]) / len(match.group()),
            polygon_between(polygon, edges[match.start()], edges[match.end()]),
        )
        for match in re.finditer(r"\S+", decoded.text)
    )


def _character_edges(steps: tuple[int, ...], width: int) -> list[float]:
    """Return the borders between characters as fractions of the line, both ends included."""
    # The last character may be seen a step late, in the padding.
    borders = [min((a + b + 1) / 2 * COLUMNS_PER_STEP / width, 1.0) for a, b in pairwise(steps)]
    return [0.0, *borders, 1.0]


def polygon_between(polygon: Polygon, start: float, end: float) -> Polygon:
    """Return the part of a quadrilateral between two fractions of its top and bottom edges."""
    top_left, top_right, bottom_right, bottom_left = polygon
    return (
        _between(top_left, top_right, start),
        _between(top_left, top_right, end),
        _between(bottom_left, bottom_right, end),
        _between(bottom_left, bottom_right, start),
    )


def _between(a: Point, b: Point, fraction: float) -> Point:
    return (a[0] + fraction * (b[0] - a[0]), a[1] + fraction * (b[1] - a[1]))


def to_polygon(corners: NDArray[np.floating]) -> Polygon:
    """Return corners as plain numbers. Shape: 4, 2."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners.tolist()
    return ((ax, ay), (bx, by), (cx, cy), (dx, dy))
