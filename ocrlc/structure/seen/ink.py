"""What the pixels tell about structure: ruled lines, white gaps within lines, weight of type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.preprocess import to_grey
from ocrlc.results import Page
from ocrlc.structure.frame import Box, Frame, frame_of
from ocrlc.structure.seen.marks import Marks, Rule
from ocrlc.structure.seen.rules import bars_in, outside, rules_in

Image = NDArray[np.uint8]

_FAINT = 8
"""Rules are darker than their surroundings by this many grey values; grain is no long run."""
_INK = 16
"""Letters are darker by this many."""
_LETTERS = 24.0
"""Line height in pixels to which larger pages are scaled down: rules and gaps need no more."""
_GAP = 0.45
"""Narrowest white gap within a line that is reported, in line heights."""
_STEEP = math.radians(12)
"""Pages tilted by more are not straightened, and their rules not looked for."""


@dataclass(frozen=True, eq=False, slots=True)
class Ink:
    """What is drawn on a page, in the level frame scaled down; lengths are in its pixels.

    Attributes:
        factor: by how much the frame is scaled down.
        unit: usual height of a line.
        boxes: the lines' boxes.
        bright: for each line, whether its text is brighter than its ground; it is no ink here.
        letters: where there is ink that belongs to no rule. Shape: H, W.
        drawn: where there are rules. Shape: H, W.
        across: rules that run along the lines of text.
        upright: rules that run down the page.
        bars: short rules that run down from one rule to the next, as the sides of a box do.
    """

    factor: int
    unit: float
    boxes: tuple[Box, ...]
    bright: tuple[bool, ...]
    letters: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    across: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    bars: tuple[Rule, ...]


def ink_of(image: Image, frame: Frame, boxes: Sequence[Box]) -> Ink | None:
    """Look at the pixels of a page; None where it has no lines, or is too steep.

    Args:
        image: the page as given. Shape: H, W grey or H, W, 3 BGR.
        frame: its level frame.
        boxes: the boxes of its lines, in the frame.
    """
    if not boxes or abs(frame.angle) > _STEEP:
        return None
    # Lone characters, pieces of rules and text that runs up or down say nothing about it.
    wide = [box.height for box in boxes if box.width > box.height]
    height = float(np.median(wide or [box.height for box in boxes]))
    factor = max(1, int(height / _LETTERS))
    grey = _straighten(_shrunk(image, factor), frame, factor)
    unit = height / factor
    darker = _darker(grey, unit)
    faint = darker > _FAINT
    columns = np.ascontiguousarray(faint.T)
    across, across_mask = rules_in(faint, unit)
    upright, upright_mask = rules_in(columns, unit)
    bars, bars_mask = bars_in(columns, across, unit)
    drawn = across_mask
    if upright or bars:
        drawn |= (upright_mask | bars_mask).T
    letters = darker > _INK
    letters &= ~drawn
    scaled = tuple(Box(*(side / factor for side in box)) for box in boxes)
    return Ink(
        factor=factor,
        unit=unit,
        boxes=scaled,
        bright=tuple(_is_bright(grey, box) for box in scaled),
        letters=letters,
        drawn=drawn,
        across=outside(across, scaled, False),
        upright=outside(upright, scaled, True),
        bars=tuple(bars),
    )


def look(image: Image, page: Page, ink: Ink | None = None) -> Marks:
    """Look at the pixels of a page whose lines are known.

    Args:
        image: the page as given. Shape: H, W grey or H, W, 3 BGR.
        page: its lines.
        ink: what was seen on it when its lines were found; None to look now.
    """
    frame = frame_of(page)
    boxes = [frame.box(line.polygon) for line in page.lines]
    ink = ink or ink_of(image, frame, boxes)
    if ink is None or not boxes:
        return Marks()
    scaled = [Box(*(side / ink.factor for side in box)) for box in boxes]
    inside = [text_box(box, ink.letters.shape) for box in scaled]
    return Marks(
        across=_scaled(ink.across, ink.factor),
        upright=_scaled(ink.upright, ink.factor),
        gaps=tuple(_gaps(ink.letters, box, ink.factor) for box in inside),
        weights=tuple(weight(ink.letters, box) * ink.factor for box in inside),
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


def _is_bright(grey: Image, box: Box) -> bool:
    """Whether most of a box, its ground, is dark."""
    left, top, right, bottom = text_box(box, grey.shape)
    inside = grey[top:bottom, left:right]
    if not inside.size:
        return False
    return bool(inside.mean() < (float(inside.min()) + float(inside.max())) / 2)


def _darker(grey: Image, unit: float) -> Image:
    """Return by how much each pixel is darker than what surrounds it."""
    window = 2 * round(unit) + 1
    mean = cv2.blur(grey, (window, window), borderType=cv2.BORDER_REPLICATE)
    darker: Image = cv2.subtract(mean, grey)
    return darker


def text_box(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
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


def weight(ink: NDArray[np.bool_], box: tuple[int, int, int, int]) -> float:
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


def _scaled(rules: Sequence[Rule], factor: int) -> tuple[Rule, ...]:
    return tuple(
        Rule(r.start * factor, r.end * factor, r.place * factor, r.thickness * factor)
        for r in rules
    )
