"""Lines of justified prose that a detector has parted at their wide spaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.structure.frame import Box

_WIDEST = 2.0
"""Widest space in a justified line, in line heights."""
_LEVEL = 0.3
"""Distance of middles up to which pieces stand in one row, in line heights."""
_PITCH = 2.2
"""Largest distance of the middles of a line and the next, in line heights."""
_EDGE = 0.6
"""Distance up to which two lines end at the same place, in line heights."""
_INDENT = 3.5
"""Widest indent of a paragraph's first line, in line heights."""
_COLUMN = 8.0
"""Narrowest column, in line heights."""


def parted_lines(boxes: Sequence[Box], unit: float) -> list[list[int]]:
    """Return the pieces of each justified line that lies in several boxes, from left to right.

    The line above or below runs through the space between two pieces, and neither has white there,
    as it has between cells. The pieces begin and end where such a line does.

    Args:
        boxes: level boxes of a page's regions.
        unit: usual height of a line in pixels.
    """
    if not boxes:
        return []
    left, top, right, bottom = np.array(boxes, np.float64).T
    middle = (top + bottom) / 2
    following: dict[int, int] = {}
    for index in range(len(boxes)):
        beside = (np.abs(middle - middle[index]) <= _LEVEL * unit) & (left > left[index])
        space = left - right[index]
        beside &= (space > -0.5 * unit) & (space <= _WIDEST * unit)
        if beside.any():
            following[index] = int(np.where(beside, left, np.inf).argmin())
    sides = left, right, middle
    links = {
        first: second
        for first, second in following.items()
        if _is_space(sides, float(right[first]), float(left[second]), float(middle[first]), unit)
    }
    groups = []
    for first in sorted(set(links) - set(links.values())):
        group = [first]
        while group[-1] in links:
            group.append(links[group[-1]])
        start, end = float(left[first]), float(right[group].max())
        near = np.abs(middle - middle[first]) <= _PITCH * unit
        near[group] = False
        near &= (np.abs(right - end) <= _EDGE * unit) & (right - left >= _COLUMN * unit)
        near &= (left - start <= _EDGE * unit) & (start - left <= _INDENT * unit)
        if near.any():
            groups.append(group)
    return groups


def _is_space(
    sides: tuple[NDArray[np.float64], ...], start: float, end: float, row: float, unit: float
) -> bool:
    """Whether a white between pieces is that of a space, by the lines above and below."""
    left, right, middle = sides
    start, end = min(start, end), max(start, end)
    covers = (left < start - 0.3 * unit) & (right > end + 0.3 * unit)
    before = (right > start - _WIDEST * unit) & (left < start)
    behind = (left < end + _WIDEST * unit) & (right > end)
    covered = False
    for steps in (row - middle, middle - row):
        near = (before | behind) & (steps > 0.5 * unit) & (steps <= _PITCH * unit)
        if not near.any():
            continue
        line = near & (steps <= steps[near].min() + _LEVEL * unit)
        if (line & covers).any():
            covered = True
        elif (line & before).any() and (line & behind).any():
            return False
    return covered
