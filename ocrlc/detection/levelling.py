"""The angle of a page's lines, for regions too short to have one of their own.

The smallest rectangle around a short word follows its ascenders: on a level page it is tilted by up
to 7 degrees. Long lines are sure of their angle, and short ones stand as they do.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.polygons import weighted_median

Contour = NDArray[np.int32]
Rectangle = tuple[tuple[float, float], tuple[float, float], float]
"""Middle, size and angle in degrees, as OpenCV has them."""

LONG = 10.0
"""Regions this many times as long as high have an angle of their own."""
MIN_LENGTH = 50
"""Of those that tell the page's angle, pixels of the map."""
MIN_LINES = 5
SPREAD = 1.0
"""Degrees by which most lines may differ: the lines of crumpled paper have no common angle."""


def page_angle(contours: Sequence[Contour]) -> float | None:
    """Return the angle of a page's long regions, or None where they are few or differ.

    Args:
        contours: outlines of the regions, pixels. Shape of each: N, 1, 2.

    Returns:
        Degrees between -45 and 45, the same for text along the page and across it: the median,
        longer regions counting more.
    """
    long = [one for one in contours if max(cv2.boundingRect(one)[2:]) >= MIN_LENGTH]
    rectangles = [rectangle for one in long if not is_short(rectangle := cv2.minAreaRect(one))]
    if len(rectangles) < MIN_LINES:
        return None
    angles = [(angle + 45) % 90 - 45 for _, _, angle in rectangles]
    lengths = [max(size) for _, size, _ in rectangles]
    middle = weighted_median(zip(angles, lengths, strict=True))
    return middle if np.median(np.abs(np.array(angles) - middle)) < SPREAD else None


def is_short(rectangle: Rectangle) -> bool:
    """Whether a region is too short to tell an angle."""
    _, size, _ = rectangle
    return max(size) < LONG * max(min(size), 1)


def levelled(contour: Contour, angle: float) -> Rectangle:
    """Return the smallest rectangle at an angle in degrees around a region."""
    radians = np.deg2rad(angle)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    points = contour.reshape(-1, 2).astype(np.float64)
    along, across = points @ [cos, sin], points @ [-sin, cos]
    u, v = float(along.min() + along.max()) / 2, float(across.min() + across.max()) / 2
    size = (float(np.ptp(along)), float(np.ptp(across)))
    return (u * cos - v * sin, u * sin + v * cos), size, angle
