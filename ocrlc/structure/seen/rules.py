"""Ruled lines among the ink of a page: long ones, sides of boxes, dotted and dashed ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.structure.frame import Box
from ocrlc.structure.seen.marks import Rule

RULE = 2.2
"""Shortest rule, in line heights."""
BAR = 0.8
"""Shortest rule that runs down from one rule to another, in line heights."""
DOT = 0.3
"""Largest dot of a dotted rule, in line heights; the white between them may be as large."""
DASH = 0.5
"""Longest dash of a dashed rule, in line heights, and longest white between them."""
_THIN = 0.2
"""Thickest dash, in line heights."""
_MOST = 0.8
"""Share of the way between two rules that is ink where a bar may join them."""
_EDGE = 0.12
"""Upper and lower part of a line's box in which a rule underlines it or frames it, in heights."""


def rules_in(ink: NDArray[np.bool_], unit: float) -> tuple[list[Rule], NDArray[np.bool_]]:
    """Return the rules that run along x, and their pixels.

    Args:
        ink: what is darker than its surroundings.
        unit: usual height of a line in pixels.
    """
    length = _odd(RULE * unit)
    # Few rows hold a run so long. Looking at those alone spares most of the work.
    return _rules_among(ink, _rows_with_runs(ink, length), length, unit)


def _odd(length: float) -> int:
    """Round a length in pixels to an odd number: OpenCV moves what it opens with an even one."""
    return max(3, round(length) | 1)


def _rules_among(
    ink: NDArray[np.bool_], some: NDArray[np.bool_], length: int, unit: float
) -> tuple[list[Rule], NDArray[np.bool_]]:
    """Return the rules of at least a length that run along some rows, and their pixels."""
    rules: list[Rule] = []
    mask = np.zeros(ink.shape, np.bool_)
    # With two more on either side, what is not connected here is not on the page either.
    near = cv2.dilate(some.view(np.uint8).reshape(-1, 1), np.ones((5, 1), np.uint8))
    rows = np.flatnonzero(near)
    if not len(rows):
        return rules, mask
    inside = ink[rows]
    runs = cv2.morphologyEx(
        inside.view(np.uint8),
        cv2.MORPH_OPEN,
        np.ones((1, length), np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    # A rule that is not quite level is a staircase of runs; one that is worn has holes.
    # White around the page keeps them from growing to its edges.
    padded = cv2.copyMakeBorder(runs, 0, 0, length, length, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((3, length), np.uint8))
    joined = np.ascontiguousarray(joined[:, length:-length])
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    thin = np.zeros(inside.shape, np.bool_)
    for left, top, width, height, area in stats[1:].tolist():
        thick = area / width
        if thick <= max(2.0, 0.35 * unit) and height <= thick + max(3.0, 0.01 * width):
            wider = np.s_[max(0, top - 1) : top + height + 1, left : left + width]
            # Rules are a little thicker than their long runs: they have soft edges, or steps.
            thin[wider] |= cv2.dilate(runs[wider], np.ones((3, 1), np.uint8)).view(np.bool_)
            place = float(rows[top]) + height / 2
            rules.append(Rule(float(left), float(left + width), place, thick))
    mask[rows] = thin & inside
    return rules, mask


def _rows_with_runs(ink: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Tell of each row whether it may hold a run of ink of some length.

    Eight pixels make a byte: in a long run, several bytes one after the other are full.
    """
    full = (np.packbits(ink, axis=1) == 255).view(np.uint8)
    count = (length - 7) // 8
    long = ink if count < 1 else cv2.erode(full, np.ones((1, count), np.uint8))
    return np.asarray(long.any(axis=1), np.bool_)


def bars_in(
    columns: NDArray[np.bool_], across: Sequence[Rule], unit: float
) -> tuple[list[Rule], NDArray[np.bool_]]:
    """Return the short rules that run down from one of the rules across to another.

    Args:
        columns: what is darker than its surroundings. Shape: W, H.
        across: the rules across.
        unit: usual height of a line in pixels.
    """
    mask = np.zeros(columns.shape, np.bool_)
    if len(across) < 2:
        return [], mask
    reach = max(2.0, 0.1 * unit)

    def ends_on_rule(x: float, y: float) -> bool:
        return any(
            rule.start - reach <= x <= rule.end + reach
            and abs(rule.place - y) <= reach + rule.thickness / 2
            for rule in across
        )

    some = _joining(columns, across, reach)
    found, thin = _rules_among(columns, some, _odd(BAR * unit), unit)
    bars = [
        bar
        for bar in found
        if ends_on_rule(bar.place, bar.start) and ends_on_rule(bar.place, bar.end)
    ]
    for bar in bars:
        half = bar.thickness / 2 + 1
        place = np.s_[
            max(0, round(bar.place - half)) : round(bar.place + half) + 1,
            round(bar.start) : round(bar.end),
        ]
        mask[place] = thin[place]
    return bars, mask


def _joining(columns: NDArray[np.bool_], across: Sequence[Rule], reach: float) -> NDArray[np.bool_]:
    """Tell of each column whether most of it is ink from some rule across to the next.

    Args:
        columns: what is darker than its surroundings. Shape: W, H.
        across: the rules across.
        reach: how far a bar may end from a rule, in pixels.
    """
    joining = np.zeros(len(columns), np.bool_)
    for above, below in pairwise(sorted(across, key=lambda rule: rule.place)):
        start = round(above.place + above.thickness / 2 + reach)
        end = round(below.place - below.thickness / 2 - reach)
        if end > start:
            joining |= columns[:, start:end].mean(axis=1) >= _MOST
    return joining


def dots_in(ink: NDArray[np.bool_], unit: float) -> NDArray[np.bool_]:
    """Return the pixels of dots or dashes that stand in a column, one close above the other.

    Args:
        ink: where there is ink. Shape: H, W.
        unit: usual height of a line in pixels.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.view(np.uint8), connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    dot = (width <= DOT * unit) & (height <= DOT * unit)
    dash = (width <= max(2, _THIN * unit)) & (height <= DASH * unit)
    found = np.zeros(ink.shape, np.bool_)
    for small, white, length in ((dot, DOT, RULE), (dash, DASH, 2 * RULE)):
        small[0] = False
        found |= _columns_of(small[labels], _odd(white * unit), _odd(length * unit))
    return found


def _columns_of(dots: NDArray[np.bool_], white: int, length: int) -> NDArray[np.bool_]:
    """Return the dots that make a column, by the largest white between them and its length."""
    columns = dots.view(np.uint8)
    columns = cv2.morphologyEx(columns, cv2.MORPH_CLOSE, np.ones((white + 2, 1), np.uint8))
    columns = cv2.morphologyEx(columns, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    columns = cv2.dilate(columns, np.ones((1, 3), np.uint8))
    found: NDArray[np.bool_] = dots & (columns > 0)
    return found


def outside(rules: Sequence[Rule], boxes: Sequence[Box], upright: bool) -> tuple[Rule, ...]:
    """Return the rules without those that are strokes of large letters, or strike text out."""
    if not boxes:
        return tuple(rules)
    sides = np.array(boxes).T
    return tuple(rule for rule in rules if not _is_within(rule, sides, upright))


def _is_within(rule: Rule, sides: NDArray[np.float64], upright: bool) -> bool:
    """Whether most of a rule lies in the inner part of a line's box. Shape of `sides`: 4, N."""
    left, top, right, bottom = sides
    across, down = (rule.place, rule.place), (rule.start, rule.end)
    if not upright:
        across, down = down, across
    height = bottom - top
    middle = (down[0] + down[1]) / 2
    shared = np.minimum(right, across[1]) - np.maximum(left, across[0])
    inside = (top + _EDGE * height < middle) & (middle < bottom - _EDGE * height)
    inside &= down[1] - down[0] <= 1.3 * height
    inside &= shared >= 0.8 * (across[1] - across[0])
    return bool(inside.any())
