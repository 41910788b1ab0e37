"""Cutting lines out of a page."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.polygons import side_lengths

Image = NDArray[np.uint8]
Corners = NDArray[np.float32]

UPRIGHT_RATIO = 1.5
"""A region whose height is this many times its width holds vertical text."""
_MARGIN = 2
"""Pixels around a region that bicubic interpolation needs."""
_MOST = 32_000
"""Longest side of what is straightened at once, in pixels; OpenCV's limit is 32767."""

TIGHTEN = 0.03
"""Share of a detected region's height that `tighten` removes at the top, and at the bottom."""


def tighten(polygon: NDArray[np.float32], share: float = TIGHTEN) -> NDArray[np.float32]:
    """Move a region's long sides towards each other.

    Detected regions include some space above and below the letters. When they are cut closer, the
    letters are larger at the recogniser's height. `scripts/tune_crops.py` measures it.

    Args:
        polygon: corners in pixels, clockwise from top-left. Shape: 4, 2.
        share: share of the distance between the long sides that each of them is moved by.
    """
    corners = np.asarray(polygon, np.float32)
    w, h = _extent(corners)
    # From the corners of one long side to those of the other.
    first, second = ([0, 1], [3, 2]) if w >= h else ([1, 2], [0, 3])
    move = (corners[second] - corners[first]) * share
    moved = corners.copy()
    moved[first] += move
    moved[second] -= move
    # Boxes of whole pixels keep whole pixels, so that they can be cut by slicing.
    return np.round(moved) if np.array_equal(corners, np.round(corners)) else moved


def crop_line(image: Image, polygon: NDArray[np.float32], rotate: bool = True) -> Image:
    """Cut a quadrilateral out of a page and straighten it.

    Coordinates are continuous: pixel i covers i to i + 1, so a box with integer corners yields
    exactly the slice between them. Outside the page, the page's border is repeated.

    Args:
        image: the page. Shape: H, W or H, W, 3.
        polygon: corners in pixels, clockwise from top-left. Shape: 4, 2.
        rotate: whether regions much higher than wide are turned.

    Returns:
        The crop; with `rotate`, turned by 90° counter-clockwise if its height is 1.5 times its
        width or more. Shape: h, w or h, w, 3.
    """
    corners = np.asarray(polygon, np.float32)
    if rotate:
        # Starting from the next corner does the rotation, without a second pass.
        corners = text_corners(corners)
    w, h = _extent(corners)
    sliced = _sliced(image, corners)
    if sliced is not None:
        return sliced
    return _warped(image, corners, max(1, round(h)), max(1, round(w)))


def _extent(corners: NDArray[np.float32]) -> tuple[float, float]:
    """Return a quadrilateral's width and height in pixels: each the longer of its two sides."""
    sides = side_lengths(corners)
    return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


def _sliced(image: Image, corners: NDArray[np.float32]) -> Image | None:
    """Return the box by slicing; None unless it is upright, of whole pixels and inside the page."""
    (x0, y0), (x1, y1) = corners[0], corners[2]
    upright = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    if not np.array_equal(corners, upright) or not np.array_equal(corners, np.round(corners)):
        return None
    if not (0 <= x0 < x1 <= image.shape[1] and 0 <= y0 < y1 <= image.shape[0]):
        return None
    return image[int(y0) : int(y1), int(x0) : int(x1)]


def _warped(image: Image, corners: NDArray[np.float32], rows: int, columns: int) -> Image:
    """Map the quadrilateral onto rows x columns pixels, with bicubic interpolation."""
    if max(rows, columns, *np.ptp(corners, axis=0)) > _MOST:
        return _halves(image, corners, rows, columns)
    # Only the surrounding region is used: OpenCV warps no larger images.
    x0, y0 = (max(0, math.floor(v) - _MARGIN) for v in corners.min(axis=0))
    x1, y1 = (math.ceil(v) + _MARGIN for v in corners.max(axis=0))
    x0, y0 = min(x0, image.shape[1] - 1), min(y0, image.shape[0] - 1)
    region = image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    target = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(target, corners - np.array([x0, y0], np.float32))
    # From pixel indices to continuous coordinates (centres at + 0.5) and back.
    to_centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    to_index = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    warped: Image = cv2.warpPerspective(
        region,
        to_index @ matrix @ to_centre,
        (columns, rows),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return warped


def _halves(image: Image, corners: Corners, rows: int, columns: int) -> Image:
    """Straighten the halves of a quadrilateral that is too long, and put them together."""
    if rows > columns:  # as one that is wider than high, and back
        turned = _halves(image.swapaxes(0, 1), corners[[0, 3, 2, 1], ::-1], columns, rows)
        return turned.swapaxes(0, 1)
    first = columns // 2
    top_left, top_right, bottom_right, bottom_left = corners
    top = top_left + (top_right - top_left) * (first / columns)
    bottom = bottom_left + (bottom_right - bottom_left) * (first / columns)
    left = np.array([top_left, top, bottom, bottom_left], np.float32)
    right = np.array([top, top_right, bottom_right, bottom], np.float32)
    parts = _warped(image, left, rows, first), _warped(image, right, rows, columns - first)
    return np.hstack(parts)


def text_corners(corners: Corners) -> Corners:
    """Return a region's corners in an order that starts at its text's top-left.

    A region much higher than wide is read turned by 90° counter-clockwise, as `crop_line` cuts
    it: its text runs downward and begins at the region's top-right corner.

    Args:
        corners: corners in pixels, clockwise from the region's top-left. Shape: 4, 2.
    """
    w, h = _extent(corners)
    return np.roll(corners, -1, axis=0) if h >= UPRIGHT_RATIO * w else corners
