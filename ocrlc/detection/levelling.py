"""The common angle of a page's lines, used for regions too short to show their own.

The smallest rectangle around a short word depends on its ascenders: on a level page it may be
tilted by up to 7 degrees. The angle of long lines is reliable, so short ones take that.
"""

from __future__ import annotations

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
MIN_LINES = 5
SPREAD = 1.0
"""Median difference from the common angle, in degrees, from which on there is no common angle, as
on crumpled paper."""


def page_angle(contours: Sequence[Contour]) -> float | None:
    """Return the common angle of a page's long regions; None if they are few or differ.

    Args:
        contours: outlines of the regions in pixels. Shape of each: N, 1, 2.

    Returns:
        The median weighted by length, in degrees between -45 and 45; horizontal and vertical text
        give the same angle.
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
    """Whether a region is too short to determine its angle."""
    _, size, _ = rectangle
    return max(size) < LONG * max(min(size), 1)


def levelled(contour: Contour, angle: float) -> Rectangle:
    """Return the smallest rectangle around a region that has the given angle in degrees."""
    radians = np.deg2rad(angle)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    points = contour.reshape(-1, 2).astype(np.float64)
    along, across = points @ [cos, sin], points @ [-sin, cos]
    u, v = float(along.min() + along.max()) / 2, float(across.min() + across.max()) / 2
    size = (float(np.ptp(along)), float(np.ptp(across)))
    return (u * cos - v * sin, u * sin + v * cos), size, angle
