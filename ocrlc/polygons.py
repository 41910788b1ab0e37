"""Quadrilaterals in pixels, as plain numbers: nothing here loads NumPy."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Point = tuple[float, float]

Polygon = tuple[Point, Point, Point, Point]
"""Four corners in pixels of the page as given, clockwise from the text's top-left."""


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


def turn_polygon(polygon: Polygon, degrees: int, width: float, height: float) -> Polygon:
    """Turn a quadrilateral with its page, counter-clockwise.

    Args:
        polygon: pixels.
        degrees: 0, 90, 180 or 270.
        width: of the page before it is turned, pixels.
        height: likewise.
    """

    def turn(point: Point) -> Point:
        x, y = point
        return {
            0: (x, y),
            90: (y, width - x),
            180: (width - x, height - y),
            270: (height - y, x),
        }[degrees]

    a, b, c, d = polygon
    return turn(a), turn(b), turn(c), turn(d)


def side_lengths(corners: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the lengths of the sides, pixels: the top one first, then clockwise.

    Args:
        corners: Shape: 4, 2.

    Returns:
        Shape: 4.
    """
    # Polygons are imported with every document, NumPy is not.
    import numpy as np

    lengths: NDArray[np.floating] = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return lengths


def weighted_median(values: Iterable[tuple[float, float]]) -> float:
    """Return the value in the middle of the weight.

    Args:
        values: with their weights; at least one.
    """
    ordered = sorted(values)
    sums = list(accumulate(weight for _, weight in ordered))
    middle = next(place for place, total in enumerate(sums) if total >= sums[-1] / 2)
    return ordered[middle][0]
