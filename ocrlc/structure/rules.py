"""Ruled lines among the ink of a page: long ones, sides of boxes, dotted ones."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.structure.frame import Box
from ocrlc.structure.marks import Rule

RULE = 2.2
"""Shortest rule, in line heights."""
BAR = 0.8
"""Shortest rule that runs down from one rule to another, in line heights."""
DOT = 0.3
"""Largest dot of a dotted rule, in line heights; the white between them may be as large."""


def rules_in(
    ink: NDArray[np.bool_], unit: float, shortest: float = RULE
) -> tuple[list[Rule], NDArray[np.bool_]]:
    """Return the rules that run along x, and their pixels.

    Args:
        ink: what is darker than its surroundings.
        unit: usual height of a line in pixels.
        shortest: length of the shortest rule, in units.
    """
    pixels = ink.view(np.uint8)
    length = max(3, round(shortest * unit))
    runs = cv2.morphologyEx(pixels, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # A rule that is not quite level is a staircase of runs; one that is worn has holes.
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, length), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    rules = []
    thin = np.zeros(ink.shape, np.bool_)
    for left, top, width, height, area in stats[1:].tolist():
        thick = area / width
        if thick <= max(2.0, 0.35 * unit) and height <= thick + max(3.0, 0.01 * width):
            wider = np.s_[max(0, top - 1) : top + height + 1, left : left + width]
            # Rules are a little thicker than their long runs: they have soft edges, or steps.
            thin[wider] |= cv2.dilate(runs[wider], np.ones((3, 1), np.uint8)).view(np.bool_)
            rules.append(Rule(float(left), float(left + width), top + height / 2, thick))
    return rules, thin & ink


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

    found, thin = rules_in(columns, unit, BAR)
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


def dots_in(ink: NDArray[np.bool_], unit: float) -> NDArray[np.bool_]:
    """Return the pixels of dots that stand in a column, one close above the other: a dotted rule.

    Args:
        ink: where there is ink. Shape: H, W.
        unit: usual height of a line in pixels.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.view(np.uint8), connectivity=8)
    small = (stats[:, 2] <= DOT * unit) & (stats[:, 3] <= DOT * unit)
    small[0] = False
    dots = small[labels]
    close, length = (max(3, round(share * unit)) for share in (DOT, RULE))
    columns = dots.view(np.uint8)
    columns = cv2.morphologyEx(columns, cv2.MORPH_CLOSE, np.ones((close + 1, 1), np.uint8))
    columns = cv2.morphologyEx(columns, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    columns = cv2.dilate(columns, np.ones((1, 3), np.uint8))
    found: NDArray[np.bool_] = dots & (columns > 0)
    return found


def outside(rules: Sequence[Rule], boxes: Sequence[Box], upright: bool) -> tuple[Rule, ...]:
    """Return the rules without those that are strokes of large letters, or strike text out."""
    kept = []
    for rule in rules:
        if upright:
            own = Box(rule.place, rule.start, rule.place, rule.end)
        else:
            own = Box(rule.start, rule.place, rule.end, rule.place)
        if not any(_within(own, box, 0.12 * box.height) for box in boxes):
            kept.append(rule)
    return tuple(kept)


def _within(own: Box, box: Box, margin: float) -> bool:
    """Whether most of a rule lies in the inner part of a line's box."""
    if not (box.top + margin < own.middle < box.bottom - margin):
        return False
    if own.height > 1.3 * box.height:
        return False
    shared = own.overlap_x(box)
    return shared >= 0.8 * own.width and shared >= 0
