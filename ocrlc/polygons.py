"""Quadrilaterals in pixels, as plain numbers; importing this module does not load NumPy."""

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


def box_polygon(left: float, top: float, right: float, bottom: float) -> Polygon:
    """Return the corners of an upright box."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


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
    """Return an array of corners as plain numbers. Shape of `corners`: 4, 2."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners.tolist()
    return ((ax, ay), (bx, by), (cx, cy), (dx, dy))


def turn_polygon(polygon: Polygon, degrees: int, width: float, height: float) -> Polygon:
    """Return the corners of a quadrilateral after its page is turned counter-clockwise.

    Args:
        polygon: corners in pixels of the page before turning.
        degrees: angle by which the page is turned: 0, 90, 180 or 270.
        width: width of the page before turning, in pixels.
        height: height of the page before turning, in pixels.
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
    """Return the lengths of a quadrilateral's sides in pixels, clockwise from the top one.

    Args:
        corners: corners in pixels. Shape: 4, 2.

    Returns:
        Lengths. Shape: 4.
    """
    # Loaded here, because this module is imported with every document and NumPy is not.
    import numpy as np

    lengths: NDArray[np.floating] = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return lengths


def weighted_median(values: Iterable[tuple[float, float]]) -> float:
    """Return the weighted median.

    Args:
        values: pairs of a value and its weight, one pair or more.
    """
    ordered = sorted(values)
    sums = list(accumulate(weight for _, weight in ordered))
    middle = next(place for place, total in enumerate(sums) if total >= sums[-1] / 2)
    return ordered[middle][0]


def to_list(polygon: Polygon) -> list[list[float]]:
    """Return the corners as the JSON output has them: tenths of a pixel."""
    return [[round(float(x), 1), round(float(y), 1)] for x, y in polygon]
