"""The angle of regions: that of the page's lines, or a line's own where it differs.

The smallest rectangle around a region depends on a few pixels of its outline: around a short word
on a level page it may be tilted by up to 7 degrees, and around a long line it hides a slight tilt,
as the outline then runs in steps. Second moments tell a long region's direction from all its
pixels, and the median over the page is the direction of its lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.polygons import weighted_median

Contour = NDArray[np.int32]
Rectangle = tuple[tuple[float, float], tuple[float, float], float]
"""Centre, size and angle in degrees, as OpenCV has them."""

LONG = 10.0
"""Regions this many times as long as high can have an angle of their own."""
MIN_LENGTH = 50
"""Smallest length, in pixels, of long regions that determine the page's angle."""
MIN_LINES = 3
WORD, MIN_WORD_LENGTH, MIN_WORDS = 3.0, 25, 8
"""Shape, smallest length in pixels and smallest number of the words that determine the page's angle
where there are not enough long regions."""
SQUARE = 1.5
"""Regions up to this many times as long as high, lone characters mostly, have no direction."""
NEAR = 3.0
"""A long region keeps its own angle if with the page's its ends lay this many pixels off."""
SPREAD, WORD_SPREAD = 1.0, 3.0
"""Median difference of long regions and of words from the common angle, in degrees, from which on
there is none, as on crumpled paper."""


def page_angle(contours: Sequence[Contour]) -> float | None:
    """Return the common angle of a page's regions; None if it is not known.

    Args:
        contours: outlines of the regions in pixels. Shape of each: N, 1, 2.

    Returns:
        The angle of the long regions or, if there are too few, of the words, in degrees between
        -45 and 45; horizontal and vertical text give the same. None if they are few or differ.
    """
    lines: list[tuple[float, float]] = []
    words: list[tuple[float, float]] = []
    for contour in contours:
        length = max(cv2.boundingRect(contour)[2:])
        if length < MIN_WORD_LENGTH:
            continue
        smallest = cv2.minAreaRect(contour)
        if length >= MIN_LENGTH and not _is_short(smallest):
            # The direction of a longer line is known better.
            lines.append((_direction(contour), length**2))
        elif not _is_short(smallest, WORD):
            words.append(((smallest[2] + 45) % 90 - 45, length))
    if len(lines) >= MIN_LINES:
        return _common(lines, SPREAD)
    return _common(words, WORD_SPREAD) if len(words) >= MIN_WORDS else None


def _common(angles: Sequence[tuple[float, float]], spread: float) -> float | None:
    """Return the median of weighted angles, if half of them are nearer to it than the spread."""
    middle = weighted_median(angles)
    off = [abs(angle - middle) for angle, _ in angles]
    return middle if np.median(off) < spread else None


def turned(smallest: Rectangle, contour: Contour, angle: float | None) -> Rectangle:
    """Turn the rectangle around a region as its text stands.

    Args:
        smallest: the smallest rectangle around the region.
        contour: outline of the region in pixels. Shape: N, 1, 2.
        angle: the page's angle in degrees, if it is known.

    Returns:
        The smallest rectangle with the page's angle; for a long region that runs otherwise, with
        the region's own. If the page's angle is not known, short ones stay as they are, and those
        nearly as high as long, whose outline tells no direction, are upright.
    """
    if _is_short(smallest):
        if angle is None and not _is_short(smallest, SQUARE):
            return smallest
        return _levelled(contour, angle or 0.0)
    own = _direction(contour)
    if angle is not None:
        apart = math.radians(abs(math.remainder(own - angle, 90))) * max(smallest[1])
        own = angle if apart < NEAR else own
    return _levelled(contour, own)


def _is_short(rectangle: Rectangle, ratio: float = LONG) -> bool:
    """Whether a region is less than `ratio` times as long as high."""
    _, size, _ = rectangle
    return max(size) < ratio * max(min(size), 1)


def _direction(contour: Contour) -> float:
    """Return the direction in which a region extends, in degrees between -45 and 45."""
    moments = cv2.moments(contour)
    twice = math.atan2(2 * moments["mu11"], moments["mu20"] - moments["mu02"])
    return (math.degrees(twice) / 2 + 45) % 90 - 45


def _levelled(contour: Contour, angle: float) -> Rectangle:
    """Return the smallest rectangle around a region that has the given angle in degrees."""
    radians = np.deg2rad(angle)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    points = contour.reshape(-1, 2).astype(np.float64)
    along, across = points @ [cos, sin], points @ [-sin, cos]
    u, v = float(along.min() + along.max()) / 2, float(across.min() + across.max()) / 2
    size = (float(np.ptp(along)), float(np.ptp(across)))
    return (u * cos - v * sin, u * sin + v * cos), size, angle
