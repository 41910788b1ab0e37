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
"""Regions this many times as long as high keep their own angle."""
MIN_LENGTH = 50
"""Smallest length, in pixels of the map, of regions that determine the page's angle."""
MIN_LINES = 3
NEAR = 3.0
"""A long region keeps its own angle if with the page's its ends lay this many pixels off."""
SPREAD = 1.0
"""Median difference from the common angle, in degrees, from which on there is no common angle, as
on crumpled paper."""


def page_angle(contours: Sequence[Contour]) -> float | None:
    """Return the common angle of a page's long regions; None if they are few or differ.

    Args:
        contours: outlines of the regions in pixels. Shape of each: N, 1, 2.

    Returns:
        The median weighted by the square of the length, because the direction of a longer line is
        known better, in degrees between -45 and 45; horizontal and vertical text give the same.
    """
    angles: list[float] = []
    weights: list[float] = []
    for contour in contours:
        length = max(cv2.boundingRect(contour)[2:])
        if length >= MIN_LENGTH and not _is_short(cv2.minAreaRect(contour)):
            angles.append(_direction(contour))
            weights.append(length**2)
    if len(angles) < MIN_LINES:
        return None
    middle = weighted_median(zip(angles, weights, strict=True))
    return middle if np.median(np.abs(np.array(angles) - middle)) < SPREAD else None


def turned(smallest: Rectangle, contour: Contour, angle: float | None) -> Rectangle:
    """Turn the rectangle around a region as its text stands.

    Args:
        smallest: the smallest rectangle around the region.
        contour: outline of the region in pixels. Shape: N, 1, 2.
        angle: the page's angle in degrees, if it is known.

    Returns:
        The smallest rectangle with the page's angle; for a long region that runs otherwise, with
        the region's own. Short ones stay as they are if the page's angle is not known.
    """
    if _is_short(smallest):
        return smallest if angle is None else _levelled(contour, angle)
    own = _direction(contour)
    if angle is not None:
        apart = math.radians(abs(math.remainder(own - angle, 90))) * max(smallest[1])
        own = angle if apart < NEAR else own
    return _levelled(contour, own)


def _is_short(rectangle: Rectangle) -> bool:
    """Whether a region is too short to determine its angle."""
    _, size, _ = rectangle
    return max(size) < LONG * max(min(size), 1)


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
