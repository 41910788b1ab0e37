"""What the pixels tell about structure: ruled lines, white gaps within lines, weight of type."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.preprocess import to_grey
from ocrlc.results import Page
from ocrlc.structure.frame import Box, Frame, frame_of
from ocrlc.structure.marks import Marks, Rule

Image = NDArray[np.uint8]

_FAINT = 8
"""Rules are darker than their surroundings by this many grey values; grain is no long run."""
_INK = 16
"""Letters are darker by this many."""
_LETTERS = 24.0
"""Line height in pixels to which larger pages are scaled down: rules and gaps need no more."""
_RULE = 2.2
"""Shortest rule, in line heights."""
_GAP = 0.45
"""Narrowest white gap within a line that is reported, in line heights."""
_STEEP = math.radians(12)
"""Pages tilted by more are not straightened, and their rules not looked for."""


def look(image: Image, page: Page) -> Marks:
    """Look at the pixels of a page whose lines are known.

    Args:
        image: the page as given. Shape: H, W grey or H, W, 3 BGR.
        page: its lines.
    """
    frame = frame_of(page)
    boxes = [frame.box(line.polygon) for line in page.lines]
    if not boxes or abs(frame.angle) > _STEEP:
        return Marks()
    height = float(np.median([box.height for box in boxes]))
    factor = max(1, int(height / _LETTERS))
    grey = _straighten(_shrunk(image, factor), frame, factor)
    unit = height / factor
    darker = _darker(grey, unit)
    faint = darker > _FAINT
    across, across_mask = _rules(faint, unit)
    upright, upright_mask = _rules(np.ascontiguousarray(faint.T), unit)
    ink = (darker > _INK) & ~(across_mask | upright_mask.T)
    scaled = [Box(*(side / factor for side in box)) for box in boxes]
    inside = [_text_box(box, ink.shape) for box in scaled]
    return Marks(
        across=_scaled(_outside(across, scaled, False), factor),
        upright=_scaled(_outside(upright, scaled, True), factor),
        gaps=tuple(_gaps(ink, box, factor) for box in inside),
        weights=tuple(_weight(ink, box) * factor for box in inside),
    )


def _shrunk(image: Image, factor: int) -> Image:
    """Return the page in grey, scaled down; thin dark lines stay."""
    grey = to_grey(image)
    if factor == 1:
        return grey
    darkest = cv2.erode(grey, np.ones((factor, factor), np.uint8))
    return np.ascontiguousarray(darkest[::factor, ::factor])


def _straighten(grey: Image, frame: Frame, factor: int) -> Image:
    turned = np.ascontiguousarray(np.rot90(grey, frame.orientation // 90))
    if frame.angle == 0:
        return turned
    width, height = frame.upright_size
    centre = (width / 2 / factor, height / 2 / factor)
    matrix = cv2.getRotationMatrix2D(centre, math.degrees(frame.angle), 1.0)
    size = (turned.shape[1], turned.shape[0])
    level: Image = cv2.warpAffine(turned, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return level


def _darker(grey: Image, unit: float) -> Image:
    """Return by how much each pixel is darker than what surrounds it."""
    window = 2 * round(unit) + 1
    mean = cv2.blur(grey, (window, window), borderType=cv2.BORDER_REPLICATE)
    darker: Image = cv2.subtract(mean, grey)
    return darker


def _rules(ink: NDArray[np.bool_], unit: float) -> tuple[list[Rule], NDArray[np.bool_]]:
    """Return the rules that run along x, and their pixels."""
    pixels = ink.view(np.uint8)
    length = max(3, round(_RULE * unit))
    runs = cv2.morphologyEx(pixels, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # A rule that is not quite level is a staircase of runs; one that is worn has holes.
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, length), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    rules = []
    thin = np.zeros(ink.shape, np.bool_)
    for left, top, width, height, area in stats[1:].tolist():
        thick = area / width
        if thick <= max(2.0, 0.35 * unit) and height <= thick + max(3.0, 0.01 * width):
            place = np.s_[top : top + height, left : left + width]
            thin[place] = runs[place]
            rules.append(Rule(float(left), float(left + width), top + height / 2, thick))
    return rules, thin


def _outside(rules: list[Rule], boxes: Sequence[Box], upright: bool) -> list[Rule]:
    """Return the rules without those that are strokes of large letters, or strike text out."""
    kept = []
    for rule in rules:
        if upright:
            own = Box(rule.place, rule.start, rule.place, rule.end)
        else:
            own = Box(rule.start, rule.place, rule.end, rule.place)
        if not any(_within(own, box, 0.12 * box.height) for box in boxes):
            kept.append(rule)
    return kept


def _within(own: Box, box: Box, margin: float) -> bool:
    """Whether most of a rule lies in the inner part of a line's box."""
    if not (box.top + margin < own.middle < box.bottom - margin):
        return False
    if own.height > 1.3 * box.height:
        return False
    shared = own.overlap_x(box)
    return shared >= 0.8 * own.width and shared >= 0


def _text_box(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return a line's left, top, right and bottom in whole pixels, within the picture."""
    height, width = shape[:2]
    margin = 0.1 * box.height
    left, right = max(0, round(box.left)), min(width, round(box.right))
    top, bottom = max(0, round(box.top + margin)), min(height, round(box.bottom - margin))
    return left, top, right, bottom


def _gaps(
    ink: NDArray[np.bool_], box: tuple[int, int, int, int], factor: int
) -> tuple[tuple[float, float], ...]:
    """Return where a line is white from top to bottom: start and end of each gap."""
    left, top, right, bottom = box
    if right - left < 2 or bottom <= top:
        return ()
    filled = ink[top:bottom, left:right].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], filled, [True])).astype(np.int8)))
    pairs = edges.reshape(-1, 2)
    wide = pairs[pairs[:, 1] - pairs[:, 0] >= _GAP * (bottom - top) / 0.8]
    inner = [(a, b) for a, b in wide.tolist() if a > 0 and b < right - left]
    return tuple(((left + a) * factor, (left + b) * factor) for a, b in inner)


def _weight(ink: NDArray[np.bool_], box: tuple[int, int, int, int]) -> float:
    """Return the thickness of a line's strokes in pixels: the mean length of its runs of ink.

    Long runs, the bars of letters, are left out.
    """
    left, top, right, bottom = box
    inside = np.pad(ink[top:bottom, left:right], ((0, 0), (1, 1))).ravel().view(np.int8)
    edges = np.flatnonzero(np.diff(inside))
    lengths = edges[1::2] - edges[::2]
    if not len(lengths):
        return 0.0
    return float(lengths[lengths <= 2 * np.median(lengths)].mean())


def _scaled(rules: list[Rule], factor: int) -> tuple[Rule, ...]:
    return tuple(
        Rule(r.start * factor, r.end * factor, r.place * factor, r.thickness * factor)
        for r in rules
    )
