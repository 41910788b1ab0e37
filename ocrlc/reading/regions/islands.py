"""Islands of ink: what stands close together, with white around it, as a word or a mark does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.structure.frame import Box

Boxes = NDArray[np.float64]
"""Left, top, right and bottom of boxes in pixels. Shape: N, 4."""

_ACROSS, _DOWN = 0.2, 0.05
"""Reach over which ink belongs together, to either side, in line heights."""
_MANY = 5000
"""Number of islands from which on most are dust, or the pattern of a picture."""


@dataclass(frozen=True, eq=False, slots=True)
class Traces:
    """What a page shows besides its regions' text; lengths are in pixels of the ink.

    Attributes:
        letters: where there is ink that belongs to no rule. Shape: H, W.
        unit: usual height of a line.
        boxes: the regions' boxes.
        level: for each region, whether it holds dark text that runs along x.
        islands: the islands of ink.
    """

    letters: NDArray[np.bool_]
    unit: float
    boxes: Sequence[Box]
    level: Sequence[bool]
    islands: Boxes


def find_traces(
    letters: NDArray[np.bool_], unit: float, boxes: Sequence[Box], level: Sequence[bool]
) -> Traces:
    """Return the traces of a page, whose islands are looked for; see `Traces`."""
    return Traces(letters, unit, boxes, level, islands(letters, unit))


def islands(letters: NDArray[np.bool_], unit: float) -> Boxes:
    """Return the boxes of a page's islands; none where they are so many that they are dust.

    Args:
        letters: where there is ink that belongs to no rule. Shape: H, W.
        unit: usual height of a line in pixels.
    """
    across, down = max(1, round(_ACROSS * unit)), max(1, round(_DOWN * unit))
    kernel = np.ones((2 * down + 1, 2 * across + 1), np.uint8)
    spread = cv2.dilate(letters.view(np.uint8), kernel)
    stats = cv2.connectedComponentsWithStats(spread, connectivity=8)[2][1:].astype(np.float64)
    left, top, width, height = stats[:, :4].T
    boxes = np.stack((left, top, left + width, top + height), axis=1)
    # What reaches the page's edge may be cut off there.
    inner = (boxes[:, :2] > 0).all(axis=1) & (boxes[:, 2:] < letters.shape[::-1]).all(axis=1)
    if len(boxes) > _MANY:
        return boxes[:0]
    found: Boxes = boxes[inner] + np.array((across, down, -across, -down))
    return found


def overlaps(some: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return the shared area of each of some boxes with each of others. Shape: N, M."""
    sides = np.minimum(some[:, None, 2:], others[:, 2:])
    sides -= np.maximum(some[:, None, :2], others[:, :2])
    shared: NDArray[np.float64] = np.maximum(sides, 0).prod(axis=2)
    return shared


def as_boxes(boxes: Sequence[Box]) -> Boxes:
    """Return boxes as an array."""
    return np.array(boxes, np.float64).reshape(-1, 4)
