"""A glance at a page's letters, before any line is found: how does the page seem to lie?

It is a guess, which spares finding lines twice. Letters are closer to those of their own line than
to those of others, which tells whether lines run across the page. Neighbours of different height
mostly stand on the same ground: b, d, f, h, k, l, t, capitals and figures rise above the others,
and fewer letters hang below.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocrlc.detection.page_scale import letter_boxes

Image = NDArray[np.uint8]
Boxes = NDArray[np.int32]
"""Left, top, width and height of letters. Shape: N, 4."""

_PIXELS = 1_000_000
"""Pixels of a page at which its letters are looked at."""
_LETTERS = 50
"""Smallest number of letters from which on a page is judged."""
_LOOKED_AT = 400
_CLEAR = 2.0
"""By how much more letters of a page on its side have a neighbour below than beside them."""
_DIFFERENT = 0.15
"""By how much letters of different height differ, as a share of the higher one."""
_SAME = 0.08
"""By how much what stands on the same ground differs, as a share of the higher letter."""
_PAIRS = 20
"""Smallest number of neighbours with the same ground."""
_MORE = 1.6
"""By how much more neighbours must end at the same height at one end than at the other."""


class Guess(NamedTuple):
    """How a page seems to lie.

    Attributes:
        degrees: by how much its text seems to be turned clockwise: 0, 90, 180 or 270.
        is_likely: whether it is; else it may stand on its head when turned so.
    """

    degrees: int
    is_likely: bool


def glance(grey: Image) -> Guess:
    """Guess how a page lies; upright where its letters do not tell.

    Args:
        grey: the page. Shape: H, W.
    """
    boxes = letter_boxes(grey, _PIXELS)
    if len(boxes) < _LETTERS:
        return Guess(0, True)
    shown = boxes[:: max(1, len(boxes) // _LOOKED_AT)]
    mirrored, others = shown[:, [1, 0, 3, 2]], boxes[:, [1, 0, 3, 2]]
    across, down = _followers(shown, boxes), _followers(mirrored, others)
    if down.any(axis=1).mean() > _CLEAR * across.any(axis=1).mean():
        # Seen in a mirror, lines that run down begin at the left, and upright ones are on top.
        top, bottom = _level_ends(mirrored, others, down)
        return Guess(90 if top >= bottom else 270, _is_more(top, bottom) or _is_more(bottom, top))
    top, bottom = _level_ends(shown, boxes, across)
    return Guess(180 if _is_more(top, bottom) else 0, True)


def _followers(shown: Boxes, boxes: Boxes) -> NDArray[np.bool_]:
    """Tell for some letters which others follow closely along x. Shape: N, M."""
    left, top, width, height = (column[:, None] for column in shown.T)
    others_left, others_top, _, others_height = boxes.T
    shared = np.minimum(top + height, others_top + others_height) - np.maximum(top, others_top)
    gap = others_left - (left + width)
    close: NDArray[np.bool_] = shared >= 0.6 * np.minimum(height, others_height)
    close &= (gap >= -0.2 * width) & (gap <= 0.35 * np.maximum(width, height))
    close &= others_left > left
    return close


def _level_ends(shown: Boxes, boxes: Boxes, followers: NDArray[np.bool_]) -> tuple[int, int]:
    """Count the neighbours of different height that end at the same top, or bottom."""
    some, others = np.nonzero(followers)
    first, second = shown[some], boxes[others]
    higher = np.maximum(first[:, 3], second[:, 3])
    tops = np.abs(first[:, 1] - second[:, 1])
    bottoms = np.abs(first[:, 1] + first[:, 3] - second[:, 1] - second[:, 3])
    differ = np.abs(first[:, 3] - second[:, 3]) >= _DIFFERENT * higher
    differ &= higher <= 2 * np.minimum(first[:, 3], second[:, 3])
    same = _SAME * higher + 0.5
    counts = [
        int((differ & (one <= same) & (other > 1.5 * _SAME * higher)).sum())
        for one, other in ((tops, bottoms), (bottoms, tops))
    ]
    return counts[0], counts[1]


def _is_more(some: int, others: int) -> bool:
    return some >= max(_PAIRS, _MORE * others)
