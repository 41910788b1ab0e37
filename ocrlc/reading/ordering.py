"""Reading order: rows from top to bottom, columns one after the other.

The page is cut recursively at gutters. A gutter is the empty strip left of a column of lines that
start at the same x; it reaches from one line that crosses it to the next. Whether its two sides are
columns (read one after the other) or cells of rows (tables, label and amount) is decided by spacing
and shape, see `columns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocrlc.reading.columns import MIN_LINES, Boxes, are_columns
from ocrlc.reading.slants import dominant_angle, rotated, slanted_parts

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_OVERLAP = 0.6
"""Distance of the middles of two lines, one below the other, at least, in box heights."""
_STRAY = 0.4
"""Distance up to which the left ends of two lines, one below the other, may be those of a column
that leans, in line heights."""
_LEANING = 10
"""Such pairs of lines from which on they tell whether columns lean."""
_WHITE = 2.5
"""Distance between the middles of two lines, in line heights, from which on a block may end."""


def reading_order(polygons: Sequence[NDArray[np.float32]]) -> list[int]:
    """Return the order in which lines are read.

    Args:
        polygons: corners of the lines in pixels, clockwise from the text's top-left. Shape of
            each: 4, 2.

    Returns:
        Indices into `polygons`.
    """
    if len(polygons) == 0:
        return []
    corners = np.asarray(polygons, np.float64)
    return [
        int(part[index])
        for part in slanted_parts(corners)
        for index in _order(_straighten(corners[part]), np.arange(len(part)))
    ]


def _straighten(polygons: NDArray[np.float64]) -> Boxes:
    """Rotate the page so that its text runs along x, and shear it so that its columns run along y.

    Columns of a page photographed from the side lean.
    """
    x, y = np.moveaxis(rotated(polygons, dominant_angle(polygons)), -1, 0)
    top, bottom = (y[:, 0] + y[:, 1]) / 2, (y[:, 2] + y[:, 3]) / 2
    middle, height = (top + bottom) / 2, np.maximum(np.abs(bottom - top), 1.0)
    height = _without_overlap(x.min(axis=1), x.max(axis=1), middle, height)
    shift = _lean(x.min(axis=1), middle, height) * middle
    return Boxes(x.min(axis=1) - shift, x.max(axis=1) - shift, middle, height)


def _without_overlap(x0: Floats, x1: Floats, y: Floats, height: Floats) -> Floats:
    """Return the heights of lines, none higher than the distance to the next line below.

    Detected boxes reach beyond their lines, so those of close lines overlap.
    """
    order = np.argsort(y, kind="stable")
    x0, x1, y, whole = x0[order], x1[order], y[order], height[order]
    least = whole.copy()
    # Not all pairs at once: a page of noise has thousands of lines.
    for step in range(1, len(y)):
        down = y[step:] - y[:-step]
        if not (down < whole[:-step]).any():
            break
        over = (
            (x0[step:] < x1[:-step]) & (x1[step:] > x0[:-step]) & (down > _OVERLAP * whole[:-step])
        )
        least[:-step][over] = np.minimum(least[:-step], down)[over]
    found = np.empty_like(height)
    found[order] = least
    return found


def _lean(x0: Floats, y: Floats, height: Floats) -> float:
    """Return by how much left edges of columns move to the right per pixel down; 0 if unsure."""
    order = np.argsort(y, kind="stable")
    x0, y, height = x0[order], y[order], height[order]
    found = [np.empty(0)]
    # Not all pairs at once: a page of noise has thousands of lines.
    for step in range(1, len(y)):
        down, aside, unit = y[step:] - y[:-step], x0[step:] - x0[:-step], height[:-step]
        if not (down < _WHITE * unit).any():
            break
        near = (down > 0.7 * unit) & (down < _WHITE * unit) & (np.abs(aside) < _STRAY * unit)
        found.append(aside[near] / down[near])
    leans = np.concatenate(found)
    if len(leans) < _LEANING:
        return 0.0
    lean = float(np.median(leans))
    error = 1.5 * float(np.median(np.abs(leans - lean))) / np.sqrt(len(leans))
    return lean if abs(lean) > 3 * error else 0.0


def _order(boxes: Boxes, indices: Indices) -> list[int]:
    """Order some lines: those above a pair of columns, the left one, the right one, those below."""
    if len(indices) < 2 * MIN_LINES:
        return _rows(boxes, indices)
    parts = _split(boxes, indices[np.argsort(boxes.y[indices], kind="stable")])
    if parts is None:
        return _rows(boxes, indices)
    return [index for part in parts for index in _order(boxes, part)]


def _split(boxes: Boxes, indices: Indices) -> tuple[Indices, ...] | None:
    """Cut lines, sorted by y, at their best gutter; return None if there is none."""
    x0, x1 = boxes.x0[indices], boxes.x1[indices]
    height = float(np.median(boxes.height[indices]))
    found: list[tuple[int, float, int, int, NDArray[np.bool_]]] = []
    for start in _column_starts(x0, height):
        right = x0 >= start - 0.75 * height
        # Detected boxes may reach a little into the gutter.
        crossing = np.flatnonzero(~right & (x1 > start + 0.25 * height))
        for first, last in _bands(boxes.y[indices], crossing, height):
            inside = right[first:last]
            lines = min(int(inside.sum()), int((~inside).sum()))
            if lines >= MIN_LINES:
                found.append((lines, start, first, last, inside))
    for _, start, first, last, inside in sorted(found, key=lambda item: (-item[0], item[1])):
        run = indices[first:last]
        if are_columns(boxes, run[~inside], run[inside], start):
            parts = (indices[:first], run[~inside], run[inside], indices[last:])
            return tuple(part for part in parts if len(part))
    return None


def _bands(y: Floats, crossing: Indices, height: float) -> list[tuple[int, int]]:
    """Return the runs of lines that a gutter may divide: first and one past the last line of each.

    A run reaches from one line that crosses the gutter to the next. Wide white bands divide it
    again, for blocks above a table whose cells happen not to cross the gutter.
    """
    bands = []
    for above, below in pairwise([-1, *crossing.tolist(), len(y)]):
        first, last = above + 1, below
        white = first + 1 + np.flatnonzero(np.diff(y[first:last]) > _WHITE * height)
        parts = [first, *white.tolist(), last]
        bands += list(pairwise(parts)) if len(parts) > 2 else []
        bands.append((first, last))
    return bands


def _column_starts(x0: Floats, height: float) -> list[float]:
    """Return the x at which two or more lines start, the leftmost excepted."""
    ordered = np.sort(x0)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > 0.5 * height) + 1)
    starts = [float(np.median(group)) for group in groups if len(group) >= MIN_LINES]
    return [start for start in starts if start > ordered[0] + 2 * height]


def _rows(boxes: Boxes, indices: Indices) -> list[int]:
    """Order lines by rows from top to bottom; lines that overlap vertically form a row."""
    rows: list[list[int]] = []
    for index in indices[np.argsort(boxes.y[indices], kind="stable")].tolist():
        # Compared with the neighbour in the row, because a row may bend with the paper.
        if rows:
            row = np.array(rows[-1])
            gaps = np.maximum(boxes.x0[index] - boxes.x1[row], boxes.x0[row] - boxes.x1[index])
            nearest = row[np.argmin(gaps)]
            reach = 0.5 * min(boxes.height[index], boxes.height[nearest])
            apart = gaps.min() > -0.5 * boxes.height[index]
            down = boxes.y[index] - boxes.y[nearest]
            # Small type beside large type, as a label beside handwriting, stands on its ground,
            # which boxes around letters with tails and figures without do not end at.
            higher = (boxes.height[index] - boxes.height[nearest]) / 2
            ground = reach if abs(higher) < 0.5 * reach else 1.5 * reach
            if apart and (abs(down) < reach or abs(down + higher) < ground):
                rows[-1].append(index)
                continue
        rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda one: boxes.x0[one])]
