"""Why lines are not covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from ocrlc.datasets.text_maps import outlines

Polygon = npt.NDArray[np.float32]

CAUSES = {
    "missed": "missed",
    "cut": "cut short",
    "split": "in several boxes",
    "joined": "joined with others",
    "large": "in too large a box",
}
"""Causes, and what they are called."""


def causes(
    found: Sequence[Polygon],
    lines: Sequence[Polygon],
    inside: float = 0.9,
    excess: float = 2.5,
    least: float = 0.3,
) -> Counter[str]:
    """Count the lines of a page that no box covers, by why.

    Args:
        found: polygons of boxes in pixels. Shape of each: corners, 2.
        lines: polygons of true lines, likewise.
        inside: share of a line that a box must hold to cover it, as `score_page` has it.
        excess: largest area of such a box as a multiple of the line's, as `score_page` has it.
        least: a line is missed if boxes together hold less than this share of it.
    """
    if not found or not lines:
        return Counter(missed=len(lines))
    boxes, true = outlines(found), outlines(lines)
    areas = np.maximum(shapely.area(true), 1e-6)
    share = shapely.area(shapely.intersection(true[:, None], boxes[None, :])) / areas[:, None]
    holds = share >= inside
    covered = holds & (shapely.area(boxes)[None, :] <= excess * areas[:, None])
    several = (share >= 0.7).sum(axis=0) > 1
    count: Counter[str] = Counter()
    for line in np.flatnonzero(~covered.any(axis=1)):
        if holds[line].any():
            count["joined" if several[holds[line]].any() else "large"] += 1
            continue
        together = shapely.union_all(boxes[share[line] > 0])
        whole = shapely.area(shapely.intersection(true[line], together)) / areas[line]
        if whole >= inside:
            count["split"] += 1
        else:
            count["missed" if whole < least else "cut"] += 1
    return count
