"""Whether what stands on two sides of a gutter are columns, or cells of rows.

It is told by where lines begin and end alone, because the order is found before the text is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]

MIN_LINES = 2
"""Smallest number of lines in a column."""
_SEVERAL = 3
"""Lines from which on where they stand beside one another tells something."""
_LEVEL = 0.25
"""Distance of middles up to which lines are in one row, in line heights."""
_PAIRED = 0.9
"""Share of a side's lines that stand beside one of the other's where the two make rows."""
_ALONE = 2
"""Lines by which a column is longer than the other, where that tells them from rows."""
_LOOSE, _DENSE, _TIGHT = 2.4, 1.9, 1.55
"""Largest distance from line to line of columns, of blocks, and of those near one another."""
_FULL, _MOSTLY = 0.8, 0.6
"""Share of the lines around it that a line of prose is as wide as, and share of such lines."""
_AROUND = 4
"""Lines above and below that a line is compared with."""
_WIDTH, _FEW_WIDTH = 10.0, 12.0
"""Width of a column of prose, and of one that has few lines; in line heights."""
_MOST = 0.5
"""Share of a column's text that is in lines close together."""
_BLOCK, _FEW = 8, 6
"""Rows of a block such as an address, at most, and where it is near another."""
_NEAR, _FAR = 1.5, 4.0
"""Gap between blocks, and one that labels and their values do not have; in line heights."""
_FACTS, _WORDS, _LONG, _SENTENCE = 4.5, 6.0, 8.5, 17.0
"""Width of facts, of an address, of what is wider than labels are, and of what is no address."""
_RAGGED = 0.5
"""Deviation of the ends of lines from where they end flush, in line heights."""
_EVEN = 1.4
"""Ratio of the largest distance between rows of a block to the smallest, at most."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Lines as boxes, on a page rotated so that its text runs along x. Shape of each: N."""

    x0: Floats
    x1: Floats
    y: Floats
    height: Floats


def are_columns(boxes: Boxes, left: Indices, right: Indices, start: float) -> bool:
    """Decide whether two sides of a gutter are columns rather than cells of rows.

    The lines of columns are close together, and one of these holds:

    - both sides are filled with long lines (prose), be they few;
    - both are blocks of a few left-aligned lines that end ragged (addresses, facts about a letter).
      Amounts are right-aligned, and tables have more space between rows or several cells on a side;
    - the lines of the two sides have no common baselines, or few where one side is prose, or both
      sides have many lines beside none of the other (lists, tables);
    - one side is prose, and its lines and the other's go together one by one until one side ends
      and the other goes on (a list).

    Args:
        boxes: the lines of the page.
        left: those left of the gutter.
        right: those right of it.
        start: the x at which the column right of the gutter begins.
    """
    height = float(np.median(boxes.height[np.concatenate((left, right))]))
    column = right[np.abs(boxes.x0[right] - start) <= 0.75 * height]
    sides = (left, column)
    if min(len(side) for side in sides) < MIN_LINES:
        return False
    if all(_is_prose(boxes, s, height) for s in (left, _firsts(boxes, right, height))):
        return True
    pitch = max(_pitch(boxes, side, height) for side in sides)
    inside = _shared(boxes, left, column, height)
    beside = [side[inside[side]] for side in sides]
    if min(len(side) for side in beside) < MIN_LINES or pitch > _LOOSE:
        return False
    if pitch < _DENSE and _are_blocks(boxes, left, right, column, height, pitch):
        return True
    if min(len(side) for side in beside) < _SEVERAL:
        return False
    offset = float(np.median(_distances(boxes, beside[1], beside[0]))) / height
    paired = _paired(boxes, beside[0], beside[1], height)
    prose = [len(side) >= 2 * _SEVERAL and _is_prose(boxes, side, height) for side in sides]
    if offset > _LEVEL / 2 and (
        _are_apart(boxes, beside[0], right[inside[right]], height)
        or any(_is_block_of_prose(boxes, side, height) for side in sides)
        or (max(paired) < _PAIRED and (offset > _LEVEL or any(prose)))
    ):
        return True
    if pitch > _DENSE or min(paired) < _PAIRED:
        return False
    alone = max(_count_rows(boxes, side[~inside[side]], height) for side in (left, right))
    wide = [_width(boxes, side) >= _FACTS * height for side in (right, left)]
    # A list may have numbers of its own: two cells per row.
    plain = len(column) >= max(0.5 * len(right), 0.75 * _count_rows(boxes, right, height))
    return alone >= _ALONE and plain and any(all(one) for one in zip(prose, wide, strict=True))


def _pitch(boxes: Boxes, part: Indices, height: float) -> float:
    """Return the median distance from a line to the next one below, in heights of its lines."""
    height = max(height, float(np.median(boxes.height[part])))
    steps = np.diff(np.sort(boxes.y[part])) / height
    steps = steps[steps > 0.5]
    return float(np.median(steps)) if len(steps) else np.inf


def _count_rows(boxes: Boxes, part: Indices, height: float) -> int:
    """Return in how many rows lines stand."""
    return int((np.diff(np.sort(boxes.y[part]), prepend=-np.inf) > 0.5 * height).sum())


def _width(boxes: Boxes, part: Indices) -> float:
    return float(boxes.x1[part].max() - boxes.x0[part].min())


def _shared(boxes: Boxes, left: Indices, right: Indices, height: float) -> Bools:
    """Return which lines of a page are as high up as lines of both sides are. Shape: N."""
    low = max(boxes.y[left].min(), boxes.y[right].min()) - height
    high = min(boxes.y[left].max(), boxes.y[right].max()) + height
    found: Bools = (boxes.y >= low) & (boxes.y <= high)
    return found


def _distances(boxes: Boxes, part: Indices, others: Indices) -> Floats:
    """Return each line's distance from its middle to that of the nearest of the others."""
    ys = np.sort(boxes.y[others])
    places = np.clip(np.searchsorted(ys, boxes.y[part]), 1, len(ys) - 1)
    y = boxes.y[part]
    found: Floats = np.minimum(np.abs(y - ys[places - 1]), np.abs(y - ys[places]))
    return found


def _paired(boxes: Boxes, left: Indices, right: Indices, height: float) -> tuple[float, float]:
    """Return the shares of the lines on either side that stand beside one of the other."""
    sides = ((left, right), (right, left))
    first, second = (np.mean(_distances(boxes, *side) <= _LEVEL * height) for side in sides)
    return float(first), float(second)


def _are_apart(boxes: Boxes, left: Indices, right: Indices, height: float) -> bool:
    """Whether each side has many lines that stand beside none of the other.

    A cell of several lines has such lines too, but those beside it then have none.
    """
    sides = ((left, right), (right, left))
    alone = [_distances(boxes, part, others) > _LEVEL * height for part, others in sides]
    return all(one.sum() >= 2 * _SEVERAL and one.mean() >= 0.2 for one in alone)


def _firsts(boxes: Boxes, part: Indices, height: float) -> Indices:
    """Return the lines that have no other of their part at their left."""
    ordered = part[np.argsort(boxes.y[part], kind="stable")]
    x0, y = boxes.x0[ordered], boxes.y[ordered]
    first = np.ones(len(part), np.bool_)
    for step in range(1, len(part)):
        beside = y[step:] - y[:-step] < 0.5 * height
        if not beside.any():
            break
        first[step:] &= ~(beside & (x0[:-step] < x0[step:] - height))
        first[:-step] &= ~(beside & (x0[step:] < x0[:-step] - height))
    return ordered[first]


def _full(boxes: Boxes, part: Indices) -> Bools:
    """Return which lines but the last are about as wide as the widest right above or below.

    Above or below, because columns are narrower beside a picture. Shape: N - 1.
    """
    width = boxes.x1[part] - boxes.x0[part]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(width, _AROUND), _AROUND + 1)
    above, below = windows[: len(width)].max(axis=1), windows[_AROUND:].max(axis=1)
    place = np.arange(len(width))
    inner = np.minimum(place, place[::-1]) >= _AROUND - 1
    widest = np.where(inner, np.minimum(above, below), np.maximum(above, below))
    found: Bools = (width >= _FULL * widest)[:-1]
    return found


def _is_prose(boxes: Boxes, part: Indices, height: float) -> bool:
    """Whether most lines fill a column that is about twenty characters wide or more.

    Looked at are the lines close together that hold the most text: a page has a running head, too.
    """
    ordered = part[np.argsort(boxes.y[part], kind="stable")]
    apart = np.flatnonzero(np.diff(boxes.y[ordered]) > _LOOSE * height) + 1
    width = boxes.x1 - boxes.x0
    run = max(np.split(ordered, apart), key=lambda lines: float(width[lines].sum()))
    if len(run) < 2 or width[run].sum() < _MOST * width[part].sum():
        return False
    full = float(np.mean(_full(boxes, run)))
    if len(run) <= _SEVERAL:
        return bool(full == 1 and width[run].max() >= _FEW_WIDTH * height)
    return bool(full >= _MOSTLY and width[run].max() >= _WIDTH * height)


def _is_block_of_prose(boxes: Boxes, part: Indices, height: float) -> bool:
    """Whether a part is prose, of several lines that fill their column nearly all."""
    extent = _width(boxes, part)
    full = np.mean(boxes.x1[part] - boxes.x0[part] >= 0.9 * extent)
    return bool(len(part) >= 2 * _SEVERAL and full >= 0.7 and extent >= _WIDTH * height)


def _are_blocks(
    boxes: Boxes, left: Indices, right: Indices, column: Indices, height: float, pitch: float
) -> bool:
    """Whether two sides are left-aligned blocks of a few lines, the right one ending ragged.

    A block may hold labels and values: two cells per row; tables mostly have more. What has as many
    rows as the block beside it may be labels and values themselves, unless both are wide.
    """
    sides = (left, right)
    rows = [_count_rows(boxes, side, height) for side in sides]
    flush = np.abs(boxes.x0[left] - np.median(boxes.x0[left])) <= 0.75 * height
    if (
        max(rows) > _BLOCK
        or np.mean(flush) < 0.75
        or len(column) < max(0.4 * len(right), 0.75 * rows[1])
        or float(np.std(boxes.x1[column])) <= _RAGGED * height
        or not all(_is_even(boxes, side, height) for side in sides)
    ):
        return False
    gap = (boxes.x0[right].min() - boxes.x1[left].max()) / height
    widths = [_width(boxes, side) / height for side in sides]
    if gap < _NEAR or widths[0] < _WORDS or widths[1] < _FACTS:
        return False
    if min(widths) > _SENTENCE and (gap < _FAR or pitch > _TIGHT):
        return False
    shared = _shared(boxes, left, right, height)
    beside = [side[shared[side]] for side in sides]
    alone = sum(map(len, beside)) < len(left) + len(right)
    if gap >= _FAR:
        return alone or (min(rows) >= _SEVERAL and min(widths) >= _WORDS)
    if alone:
        several = min(map(len, beside)) >= MIN_LINES
        return several and min(_paired(boxes, beside[0], beside[1], height)) >= _PAIRED
    return _SEVERAL <= max(rows) <= _FEW and min(widths) >= _LONG and pitch <= _TIGHT


def _is_even(boxes: Boxes, part: Indices, height: float) -> bool:
    """Whether rows come at even distances, as in an address, and not by label and value."""
    steps = np.diff(np.sort(boxes.y[part]))
    steps = steps[steps > 0.5 * height]
    return bool(len(steps) == 0 or steps.max() <= _EVEN * steps.min())
