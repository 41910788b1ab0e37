"""Dotted leaders, as in tables of contents and on forms, taken off a page before it is read.

Detectors take them for text, and end the line somewhere in them; recognisers count the dots.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.detection.page_scale import ink_of, is_letter
from ocrlc.system.stages import stage

Image = NDArray[np.uint8]
Stats = NDArray[np.int32]
"""Left, top, width, height and area of components. Shape: N, 5."""

_PIXELS = 1_500_000
"""Pixels of a page at which leaders are looked for."""
_DOT = 0.4
"""Largest height of a dot, in letter heights."""
_TOUCHING = 4.0
"""Greatest width of dots that touch, in letter heights; what is longer may be a rule."""
_APART = 1.6
"""Widest white between two dots, in letter heights."""
_DOTS = 6
"""Fewest dots of a leader; an ellipsis has three."""
_LENGTH = 3.0
"""Shortest leader, in letter heights."""
_LOW, _HIGH = 0.6, 3.0
"""Heights of what may be letters, in those of the usual one."""
_BELOW = 0.6
"""Height of the plain paper below a dot, in letter heights."""
_CLEAR = 0.9
"""Share of a leader's dots, at least, with nothing above and below; a dot matrix has letters there.
"""


@stage("leaders")
def without_leaders(image: Image, grey: Image) -> tuple[Image, Image]:
    """Return a page without leaders that follow a text; the arrays given if there are none.

    Args:
        image: the page. Shape: H, W or H, W, 3.
        grey: the same page in grey. Shape: H, W.
    """
    dots, height = _leaders(grey)
    if len(dots) == 0:
        return image, grey
    same = image is grey
    grey = grey.copy()
    image = grey if same else image.copy()
    for page in (grey,) if same else (grey, image):
        for left, top, right, bottom in dots:
            page[top:bottom, left:right] = page[top - height : bottom - height, left:right]
    return image, grey


def _leaders(grey: Image) -> tuple[NDArray[np.intp], int]:
    """Return what the dots of leaders cover, and how far above them there is paper to cover it.

    Returns:
        Left, top, right and bottom of each dot in pixels of the page. Shape: N, 4.
    """
    nothing = np.empty((0, 4), np.intp), 0
    ink, scale = ink_of(grey, _PIXELS)
    labels, stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[1:3]
    stats = np.asarray(stats, np.int32)
    letters = is_letter(stats)
    if not letters.any():
        return nothing
    unit = float(np.median(stats[letters, 3]))
    # Letters that touch are one component.
    text = stats[(stats[:, 3] >= _LOW * unit) & (stats[:, 3] <= _HIGH * unit)]
    small = (stats[:, 3] <= max(2.0, _DOT * unit)) & (stats[:, 2] <= _TOUCHING * unit)
    if small.sum() < _DOTS:
        return nothing
    rows = _rows(small[labels], unit)
    count, row_of = cv2.connectedComponents(rows, connectivity=8)
    if count == 1:
        return nothing
    places = np.flatnonzero(small)
    middle = stats[places, :2] + stats[places, 2:4] // 2
    row = row_of[middle[:, 1], middle[:, 0]]
    clear = _is_clear(ink, stats[places], unit)
    dots = np.bincount(row, minlength=count)
    free = np.bincount(row, clear, count)
    kept = [
        label
        for label in np.flatnonzero((dots >= _DOTS) & (free >= _CLEAR * dots))
        if label and _follows_text(stats[places[row == label]], text, unit)
    ]
    found = stats[places[np.isin(row, kept) & clear]]
    if len(found) == 0:
        return nothing
    # Their soft edges lie a pixel further out.
    low = np.floor((found[:, :2] - 1) / scale).astype(np.intp)
    high = np.ceil((found[:, :2] + found[:, 2:4] + 1) / scale).astype(np.intp)
    step = int((high - low)[:, 1].max())
    low[:, 0] = np.maximum(low[:, 0], 0)
    return np.hstack([low, high])[low[:, 1] >= step], step


def _rows(dots: NDArray[np.bool_], unit: float) -> NDArray[np.uint8]:
    """Return where dots stand in rows that are long enough, the white between them included."""
    white, length = round(_APART * unit), round(_LENGTH * unit)
    rows = cv2.dilate(dots.view(np.uint8), np.ones((3, 1), np.uint8))
    rows = cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, white + 2), np.uint8))
    rows = cv2.morphologyEx(rows, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # Where a row is tilted, its last dots are lower than the others.
    return np.asarray(cv2.dilate(rows, np.ones((3, 2 * white + 1), np.uint8)), np.uint8)


def _is_clear(ink: Image, dots: Stats, unit: float) -> NDArray[np.bool_]:
    """Tell of each dot whether there is no ink above it, for the height of a letter, or below."""
    total = cv2.integral(ink)
    left, top, width, height = dots[:, :4].T
    right, bottom = left + width, top + height

    def is_blank(start: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.bool_]:
        inside = total[end, right] - total[start, right] - total[end, left] + total[start, left]
        return np.asarray(inside == 0, np.bool_)

    above, below = np.maximum(top - round(unit), 0), bottom + max(1, round(_BELOW * unit))
    return is_blank(above, top) & is_blank(bottom, np.minimum(below, len(ink)))


def _follows_text(dots: Stats, text: Stats, unit: float) -> bool:
    """Whether a letter stands before the first of the dots."""
    first = dots[np.argmin(dots[:, 0])]
    gap = first[0] - (text[:, 0] + text[:, 2])
    ground = first[1] + first[3]
    beside = (text[:, 1] < ground) & (text[:, 1] + text[:, 3] > first[1] - 0.3 * unit)
    return bool((beside & (gap > -2) & (gap < 2 * _APART * unit)).any())
