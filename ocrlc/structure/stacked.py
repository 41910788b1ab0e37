"""Rows of text that no rule parts: which lines begin a row, and which go on with the one above."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocrlc.structure.frame import Box, around


def stacked_rows(columns: Sequence[Sequence[Box]]) -> list[float]:
    """Return the y between each two rows of cells that are not parted by rules.

    A line of text begins a row where the first filled column has one, or most columns have. Lines
    without one go on with the cells above.

    Args:
        columns: the boxes of the text in each column.
    """
    lines = baselines([box for column in columns for box in column])
    if len(lines) < 3:
        return []
    counts = [
        [any(box in line for box in column) for column in columns if column] for line in lines
    ]
    width = len(counts[0])
    if width < 2:
        return []
    begins = [own[0] or sum(own) > width / 2 for own in counts]
    # Where the first column is mostly empty it says nothing about rows.
    if sum(own[0] for own in counts) < 0.4 * len(lines):
        begins = [sum(own) > width / 2 for own in counts]
    if sum(begins) < 3 or sum(sum(own) >= 2 for own in counts) < 3:
        return []
    places = []
    for place, (upper, lower) in enumerate(pairwise(lines), 1):
        if begins[place]:
            places.append((around(upper).bottom + around(lower).top) / 2)
    return places


def baselines(boxes: Sequence[Box]) -> list[list[Box]]:
    """Group boxes that stand on one line, from top to bottom."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.middle):
        if lines and box.middle - median(one.middle for one in lines[-1]) < 0.5 * box.height:
            lines[-1].append(box)
        else:
            lines.append([box])
    return lines
