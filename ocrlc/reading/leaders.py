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
_LEVEL = 0.15
"""About how much lower or higher than the last a dot may stand, in letter heights."""
_DOTS = 6
"""Fewest dots of a leader; an ellipsis has three."""
_MOST = 20_000
"""So many dots are noise."""
_LENGTH = 3.0
"""Shortest leader, in letter heights."""
_LOW, _HIGH = 0.6, 3.0
"""Heights of what may be letters, in those of the usual one."""
_BELOW = 0.6
"""Height of the plain paper below a dot, in letter heights."""


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
    ink, scale, _ = ink_of(grey, _PIXELS)
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2]
    letters = is_letter(stats)
    if not letters.any():
        return nothing
    unit = float(np.median(stats[letters, 3]))
    small = (stats[:, 3] <= max(2.0, _DOT * unit)) & (stats[:, 2] <= _TOUCHING * unit)
    dots = stats[small]
    dots = dots[_is_clear(ink, dots, unit)]
    if len(dots) > _MOST:
        return nothing
    # Letters that touch are one component.
    text = stats[(stats[:, 3] >= _LOW * unit) & (stats[:, 3] <= _HIGH * unit)]
    kept = [run for run in _runs(dots, unit) if _follows_text(dots[run[0]], text, unit)]
    if not kept:
        return nothing
    found = dots[np.concatenate(kept)]
    # Their soft edges lie a pixel further out.
    low = np.floor((found[:, :2] - 1) / scale).astype(np.intp)
    high = np.ceil((found[:, :2] + found[:, 2:4] + 1) / scale).astype(np.intp)
    step = int((high - low)[:, 1].max())
    low[:, 0] = np.maximum(low[:, 0], 0)
    high = np.minimum(high, grey.shape[::-1])
    return np.hstack([low, high])[low[:, 1] >= step], step


def _runs(dots: Stats, unit: float) -> list[list[int]]:
    """Return the dots that follow one another at about the same height, where they are many."""
    apart, tall = _APART * unit, max(2, round(_LEVEL * unit))
    runs: list[list[int]] = []
    last: dict[int, tuple[list[int], int]] = {}
    """By height, in steps of `tall`: the run that ends there, and its right end."""
    order = np.argsort(dots[:, 0], kind="stable").tolist()
    for index, (left, top, width, height, _) in zip(order, dots[order].tolist(), strict=True):
        row = (top + height // 2) // tall
        run: list[int] = []
        for near in (row, row - 1, row + 1):
            if near in last and left - last[near][1] <= apart:
                run, _ = last.pop(near)
                break
        else:
            runs.append(run)
        run.append(index)
        last[row] = run, left + width
    return [
        run
        for run in runs
        if len(run) >= _DOTS and dots[run[-1], 0] - dots[run[0], 0] >= _LENGTH * unit
    ]


def _is_clear(ink: Image, dots: Stats, unit: float) -> NDArray[np.bool_]:
    """Tell of each dot whether there is no ink above it, for the height of a letter, or below.

    Above and below those that letters of a dot matrix consist of there is.
    """
    total = cv2.integral(ink)
    left, top, width, height = dots[:, :4].T
    right, bottom = left + width, top + height

    def is_blank(start: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.bool_]:
        inside = total[end, right] - total[start, right] - total[end, left] + total[start, left]
        return np.asarray(inside == 0, np.bool_)

    above, below = np.maximum(top - round(unit), 0), bottom + max(1, round(_BELOW * unit))
    return is_blank(above, top) & is_blank(bottom, np.minimum(below, len(ink)))


def _follows_text(first: NDArray[np.int32], text: Stats, unit: float) -> bool:
    """Whether a letter stands before the first of some dots."""
    left, top, _, height, _ = first
    gap = left - (text[:, 0] + text[:, 2])
    beside = (text[:, 1] < top + height) & (text[:, 1] + text[:, 3] > top - 0.3 * unit)
    return bool((beside & (gap > -2) & (gap < 2 * _APART * unit)).any())
