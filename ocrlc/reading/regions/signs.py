"""Signs before a line of text: logos, icons, pictograms, told from letters by their weight."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.reading.regions.gutters import Gap
from ocrlc.structure.frame import Box
from ocrlc.structure.seen.ink import text_box

_GAP = 0.15
"""Narrowest white between a sign and the text, in line heights."""
_WIDE = 1.6
"""Widest sign, in line heights and in its own: blurred words are wider."""
_HIGH = 0.45
"""Lowest sign, in line heights: bullets are lower, and they are text."""
_HEAVY = 1.8
"""By how much a sign's strokes are thicker than most of the text's."""
_SOLID = 0.2
"""Thickness of a sign's strokes from which on it is no letter, as a share of its height: of bold
letters it is 0.17."""
_SOFT = 2.0
"""By how much soft edges make strokes seem thicker, in pixels."""
_BEFORE = 1.2
"""Largest distance of a sign of its own to the text, in line heights."""
_MARGIN = 0.15
"""White that is left before the text, in line heights."""
_LETTERS = 4
"""Smallest number of letters beside a sign."""


def gap_after_sign(letters: NDArray[np.bool_], box: Box) -> Gap | None:
    """Return the white between a sign at the beginning of a line and the text, if there is a sign.

    Args:
        letters: where there is ink that belongs to no rule. Shape: H, W.
        box: the line's box, in pixels.
    """
    left, top, right, bottom = text_box(box, letters.shape)
    left = _whole(letters[top:bottom], left, round(_WIDE * box.height))
    inside = letters[top:bottom, left:right]
    filled = np.flatnonzero(inside.any(axis=0))
    if len(filled) < 2:
        return None
    steps = np.diff(filled)
    gaps = np.flatnonzero(steps > _GAP * box.height)
    if not len(gaps):
        return None
    end, start = int(filled[gaps[0]]) + 1, int(filled[gaps[0] + 1])
    if end - filled[0] > _WIDE * box.height:
        return None
    mark = inside[:, :end]
    rows = np.flatnonzero(mark.any(axis=1))
    height = np.ptp(rows) + 1
    if height < max(_HIGH * box.height, (end - filled[0]) / _WIDE):
        return None
    strokes = _strokes(mark)
    if len(strokes) != 1 or strokes[0] < _SOLID * height:
        return None
    text = _strokes(inside[:, start:])
    if len(text) < _LETTERS or strokes[0] < _HEAVY * np.median(text):
        return None
    return float(left + end), left + start - _MARGIN * box.height


def is_sign_before(letters: NDArray[np.bool_], box: Box, others: NDArray[np.float64]) -> bool:
    """Whether a region of its own is a sign before the text of another.

    Args:
        letters: where there is ink that belongs to no rule. Shape: H, W.
        box: the region's box, in pixels.
        others: left, top, right and bottom of all boxes. Shape: N, 4.
    """
    if box.width > _WIDE * box.height:
        return False
    left, top, right, bottom = others.T
    height, gap, middle = bottom - top, left - box.right, (box.top + box.bottom) / 2
    beside = (gap >= -_GAP * height) & (gap < _BEFORE * height) & (left > box.left)
    beside &= (top < middle) & (middle < bottom) & (right - left > 2 * height)
    if not beside.any():
        return False
    text = others[np.flatnonzero(beside)[np.argmin(gap[beside])]]
    whole = Box(box.left, float(text[1]), float(text[2]), float(text[3]))
    return gap_after_sign(letters, whole) is not None


def _whole(rows: NDArray[np.bool_], left: int, reach: int) -> int:
    """Return where the ink at the left end of a line begins, which its box may have cut."""
    filled = np.any(rows[:, max(0, left - reach) : left + 1], axis=0)
    white = np.flatnonzero(np.logical_not(filled)[::-1])
    return left - int(white[0]) + 1 if len(white) and white[0] else left


def _strokes(ink: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each connected part of ink how thick it is, in pixels."""
    padded = np.pad(ink, 1).view(np.uint8)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)
    count, labels = cv2.connectedComponents(padded, connectivity=8)
    deepest = np.zeros(count)
    np.maximum.at(deepest, labels.ravel(), depth.ravel())
    return np.maximum(2 * deepest[1:] - _SOFT, 0.5)
