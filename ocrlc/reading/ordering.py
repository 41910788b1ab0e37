"""Reading order: rows from top to bottom, columns one after the other.

The page is cut recursively at gutters. A gutter is the empty strip left of a column of lines that
start at the same x; it reaches from one line that crosses it to the next. Whether its two sides are
columns (read one after the other) or cells of rows (tables, label and amount) is decided by spacing
and shape, see `_are_columns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocrlc.polygons import weighted_median

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_MIN_LINES = 3
"""Smallest number of lines in a column: two lines beside two others may be anything."""
_WHITE = 2.5
"""Distance between the middles of two lines, in line heights, from which on a block may end."""


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Lines as boxes, on a page rotated so that its text runs along x. Shape of each: N."""

    x0: Floats
    x1: Floats
    y: Floats
    height: Floats


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
    boxes = _straighten(np.asarray(polygons, np.float64))
    return [int(index) for index in _order(boxes, np.arange(len(polygons)))]


def dominant_angle(polygons: NDArray[np.float64]) -> float:
    """Return the angle of most of the text in radians, clockwise. Shape of `polygons`: N, 4, 2."""
    along = polygons[:, 1] - polygons[:, 0] + polygons[:, 2] - polygons[:, 3]
    length = np.hypot(along[:, 0], along[:, 1])
    angles = np.arctan2(along[:, 1], along[:, 0])
    # Weighted by length: the angles of short boxes are inaccurate.
    return weighted_median(zip(angles.tolist(), length.tolist(), strict=True))


def _straighten(polygons: NDArray[np.float64]) -> _Boxes:
    """Rotate the page so that its text runs along x."""
    angle = dominant_angle(polygons)
    cosine, sine = np.cos(angle), np.sin(angle)
    x = polygons[:, :, 0] * cosine + polygons[:, :, 1] * sine
    y = polygons[:, :, 1] * cosine - polygons[:, :, 0] * sine
    top, bottom = (y[:, 0] + y[:, 1]) / 2, (y[:, 2] + y[:, 3]) / 2
    return _Boxes(
        x0=x.min(axis=1),
        x1=x.max(axis=1),
        y=(top + bottom) / 2,
        height=np.maximum(np.abs(bottom - top), 1.0),
    )


def _order(boxes: _Boxes, indices: Indices) -> list[int]:
    """Order some lines: those above a pair of columns, the left one, the right one, those below."""
    if len(indices) < 2 * _MIN_LINES:
        return _rows(boxes, indices)
    parts = _split(boxes, indices[np.argsort(boxes.y[indices], kind="stable")])
    if parts is None:
        return _rows(boxes, indices)
    return [index for part in parts for index in _order(boxes, part)]


def _split(boxes: _Boxes, indices: Indices) -> tuple[Indices, ...] | None:
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
            if lines >= _MIN_LINES:
                found.append((lines, start, first, last, inside))
    for _, start, first, last, inside in sorted(found, key=lambda item: (-item[0], item[1])):
        run = indices[first:last]
        if _are_columns(boxes, run[~inside], run[inside], start, height):
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
    """Return the x at which three or more lines start, the leftmost excepted."""
    ordered = np.sort(x0)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > 0.5 * height) + 1)
    starts = [float(np.median(group)) for group in groups if len(group) >= _MIN_LINES]
    return [start for start in starts if start > ordered[0] + 2 * height]


def _are_columns(boxes: _Boxes, left: Indices, right: Indices, start: float, height: float) -> bool:
    """Decide whether two sides of a gutter are columns rather than cells of rows.

    The lines of columns are close together, and one of these holds: the lines of the two sides
    have no common baselines, or few where one side is a block of prose, or both sides have many
    lines beside none of the other (lists, tables); or both sides are filled with long lines
    (prose); or there is a wide gap between two blocks whose lines are left-aligned and end
    ragged (address blocks). Amounts are right-aligned, and tables have more space between rows
    or several cells on a side.
    """
    column = right[np.abs(boxes.x0[right] - start) <= 0.75 * height]
    if len(column) < _MIN_LINES:
        return False
    low = max(boxes.y[left].min(), boxes.y[column].min()) - height
    high = min(boxes.y[left].max(), boxes.y[column].max()) + height
    beside = [part[(boxes.y[part] >= low) & (boxes.y[part] <= high)] for part in (left, column)]
    if min(len(part) for part in beside) < _MIN_LINES:
        return False
    pitches = [_pitch(boxes, part) / height for part in (left, column)]
    if max(pitches) > 2.2:
        return False
    offset = _offset(boxes, beside[0], beside[1]) / height
    across = right[(boxes.y[right] >= low) & (boxes.y[right] <= high)]
    return (
        offset > 0.25
        or (offset > 0.12 and _are_apart(boxes, beside[0], across, height))
        or (offset > 0.12 and any(_is_block_of_prose(boxes, p, height) for p in (left, column)))
        or all(_is_prose(boxes, part, height) for part in (left, column))
        or (max(pitches) < 1.9 and _are_blocks(boxes, left, right, column, height))
    )


def _pitch(boxes: _Boxes, part: Indices) -> float:
    """Return the median distance from a line to the next one below."""
    steps = np.diff(np.sort(boxes.y[part]))
    steps = steps[steps > 0.5 * np.median(boxes.height[part])]
    return float(np.median(steps)) if len(steps) else np.inf


def _offset(boxes: _Boxes, left: Indices, right: Indices) -> float:
    """Return the median distance from a right line's middle to that of the nearest left line."""
    return float(np.median(_distances(boxes, right, left)))


def _distances(boxes: _Boxes, part: Indices, others: Indices) -> Floats:
    """Return each line's distance from its middle to that of the nearest of the others."""
    ys = np.sort(boxes.y[others])
    places = np.clip(np.searchsorted(ys, boxes.y[part]), 1, len(ys) - 1)
    y = boxes.y[part]
    found: Floats = np.minimum(np.abs(y - ys[places - 1]), np.abs(y - ys[places]))
    return found


def _are_apart(boxes: _Boxes, left: Indices, right: Indices, height: float) -> bool:
    """Whether each side has many lines that stand beside none of the other.

    A cell of several lines has such lines too, but those beside it then have none.
    """
    sides = ((left, right), (right, left))
    alone = [_distances(boxes, part, others) > 0.25 * height for part, others in sides]
    return all(one.sum() >= 2 * _MIN_LINES and one.mean() >= 0.2 for one in alone)


def _is_prose(boxes: _Boxes, part: Indices, height: float) -> bool:
    """Whether most lines fill a column that is about twenty characters wide or more."""
    extent = boxes.x1[part].max() - boxes.x0[part].min()
    filled = np.median(boxes.x1[part] - boxes.x0[part]) / extent
    return bool(extent >= 10 * height and filled >= 0.7)


def _is_block_of_prose(boxes: _Boxes, part: Indices, height: float) -> bool:
    """Whether a part is prose, of several lines that fill their column nearly all."""
    extent = boxes.x1[part].max() - boxes.x0[part].min()
    full = np.mean(boxes.x1[part] - boxes.x0[part] >= 0.9 * extent)
    return len(part) >= 2 * _MIN_LINES and full >= 0.7 and _is_prose(boxes, part, height)


def _are_blocks(
    boxes: _Boxes, left: Indices, right: Indices, column: Indices, height: float
) -> bool:
    """Whether there is a wide gap between two left-aligned blocks, the right one ending ragged."""
    gap = boxes.x0[right].min() - boxes.x1[left].max()
    flush = np.abs(boxes.x0[left] - np.median(boxes.x0[left])) <= 0.75 * height
    ragged = float(np.std(boxes.x1[column])) > 0.75 * height
    # A block may hold labels and values: two cells per row; tables mostly have more.
    few = len(column) >= 0.45 * len(right)
    wide = np.max(boxes.x1[column] - boxes.x0[column]) >= 4 * height
    return bool(gap >= 4 * height and np.mean(flush) >= 0.75 and ragged and few and wide)


def _rows(boxes: _Boxes, indices: Indices) -> list[int]:
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
            ground = reach if abs(higher) < 0.5 * reach else 1.4 * reach
            if apart and (abs(down) < reach or abs(down + higher) < ground):
                rows[-1].append(index)
                continue
        rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda one: boxes.x0[one])]
