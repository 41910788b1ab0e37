"""DB post-processing: from a probability map to boxes of text lines (arXiv 1911.08947)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.detection.levelling import page_angle, turned
from ocrlc.system.stages import stage

Polygon = NDArray[np.float32]
Bounds = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

SMALL = (12, 18)
"""Height and width, either way round, below which a region counts as small, in pixels of the
network's input: a character or two, alone."""


@dataclass(frozen=True, slots=True)
class BoxOptions:
    """How a probability map becomes boxes. Lengths are in pixels of the network's input.

    Attributes:
        bin_thresh: probability from which on a pixel counts as text.
        box_thresh: mean probability from which on a box is kept.
        unclip_ratio: how much boxes are enlarged, because the network is trained on shrunk lines:
            each side moves out by area * ratio / perimeter - inset; if `shrink` is given, by
            ratio times the distance that shrinking moved it, - inset.
        inset: amount by which the enlargement is reduced. Regions are never thinner than some 5
            pixels, so a proportional enlargement alone makes boxes of small text far too high.
        shift: distance by which regions are displaced from the text, to the right and downwards.
        shrink: DB's ratio r, by which lines were shrunk for training: each side was moved inwards
            by area * (1 - r²) / perimeter; 0 if it is not known.
        small_peak: small regions are cut back to where the probability is at least this share of
            its largest value in them; 0 to leave them. The map is blurred over some pixels, which
            makes the boxes of lone characters far too large.
        min_side: shorter side from which on a box is kept, measured before it is enlarged.
        max_candidates: largest number of regions used, counted from the bottom of the page upwards.
    """

    bin_thresh: float = 0.3
    box_thresh: float = 0.6
    unclip_ratio: float = 1.5
    inset: float = 0.0
    shift: float = 0.0
    shrink: float = 0.0
    small_peak: float = 0.0
    min_side: float = 3.0
    max_candidates: int = 3000


class Boxes(NamedTuple):
    """The boxes found in a map.

    Attributes:
        corners: corners in pixels of the map, clockwise from top-left. Shape: N, 4, 2.
        scores: mean probability in each box. Shape: N.
        left_out: number of regions beyond `max_candidates`, which were ignored.
    """

    corners: NDArray[np.float32]
    scores: NDArray[np.float32]
    left_out: int


@stage("boxes")
def boxes_from_map(probability: NDArray[np.float32], options: BoxOptions) -> Boxes:
    """Find the boxes of lines in a probability map.

    Args:
        probability: the map. Shape: H, W.
        options: thresholds and sizes of boxes.
    """
    binary = cv2.threshold(probability, options.bin_thresh, 1, cv2.THRESH_BINARY)[1]
    # Two levels: an outline may lie in a hole of another (text in a frame); holes are not text.
    contours, tree = cv2.findContours(
        binary.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
    )
    boxes: list[Polygon] = []
    scores: list[float] = []
    outer = np.flatnonzero(tree[0, :, 3] < 0) if tree is not None else np.empty(0, np.intp)
    regions = [contours[index] for index in outer[: options.max_candidates]]
    angle = page_angle(regions)
    for region in regions:
        found = _box(probability, region, angle, options)
        if found is not None:
            boxes.append(found[0])
            scores.append(found[1])
    corners = np.array(boxes, np.float32).reshape(-1, 4, 2)
    left_out = max(0, len(outer) - options.max_candidates)
    return Boxes(corners, np.array(scores, np.float32), left_out)


def clockwise(corners: NDArray[np.float32]) -> Polygon:
    """Order a rectangle's corners clockwise from its top-left.

    As in PaddleOCR, the upper of the two leftmost corners comes first, so the first corner is the
    beginning of text tilted by up to 45° either way. Shape: 4, 2.
    """
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _box(
    probability: NDArray[np.float32],
    contour: NDArray[np.int32],
    angle: float | None,
    options: BoxOptions,
) -> tuple[Polygon, float] | None:
    """Return the enlarged box of a region and its score; None if it is not a line."""
    bounds = cv2.boundingRect(contour)
    if max(bounds[2:]) < options.min_side:
        return None
    if options.small_peak and min(bounds[2:]) < SMALL[0] and max(bounds[2:]) < SMALL[1]:
        contour = _cut_back(probability, contour, bounds, options)
        bounds = cv2.boundingRect(contour)
    rectangle = cv2.minAreaRect(contour)
    # A contour passes through the centres of the outermost pixels: half a pixel inside the region.
    if min(rectangle[1]) + 1 < options.min_side:
        return None
    score = _mean_inside(probability, rectangle, bounds)
    if score < options.box_thresh:
        return None
    (cx, cy), (across, down), tilt = turned(rectangle, contour, angle)
    across, down = across + 1, down + 1
    # For a rectangle, DB's polygon offset followed by the smallest rectangle around the result
    # moves each side by the offset: no polygon library is needed.
    offset = options.unclip_ratio * _growth(across, down, options.shrink) - options.inset
    grown = max(offset, -min(across, down) / 4) * 2
    middle = (cx + 0.5 - options.shift, cy + 0.5 - options.shift)
    return clockwise(cv2.boxPoints((middle, (across + grown, down + grown), tilt))), score


def _cut_back(
    probability: NDArray[np.float32],
    contour: NDArray[np.int32],
    bounds: Bounds,
    options: BoxOptions,
) -> NDArray[np.int32]:
    """Return the outline of the largest part of a small region that is near its peak."""
    x, y, w, h = bounds
    window = probability[y : y + h, x : x + w]
    limit = options.small_peak * float(window.max())
    if limit <= options.bin_thresh:
        return contour
    core = (window >= limit).astype(np.uint8)
    parts, _ = cv2.findContours(core, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=(x, y))
    largest = np.asarray(max(parts, key=cv2.contourArea), np.int32)
    return largest if min(cv2.boundingRect(largest)[2:]) >= options.min_side else contour


def _growth(across: float, down: float, shrink: float) -> float:
    """Return how far a rectangle's sides move out for a ratio of 1.

    With `shrink`, shrinking the enlarged rectangle must give the rectangle again. This is a
    quadratic equation: d = c · (across + 2d) (down + 2d) / (2 (across + down + 4d)), c = 1 - r².
    """
    half = across + down
    if not shrink:
        return across * down / (2 * half)
    c = 1 - shrink**2
    a, b = 8 - 4 * c, 2 * half * (1 - c)
    return (math.sqrt(b * b + 4 * a * c * across * down) - b) / (2 * a)


def _mean_inside(
    probability: NDArray[np.float32],
    rectangle: tuple[tuple[float, float], tuple[float, float], float],
    bounds: Bounds,
) -> float:
    """Return the mean probability inside a rotated rectangle (DB's fast score)."""
    x, y, w, h = bounds
    window = probability[y : y + h, x : x + w]
    (_, _), (rw, rh), angle = rectangle
    if angle % 90 == 0 or (rw + 1) * (rh + 1) > 0.95 * w * h:
        return float(cv2.mean(window)[0])
    mask = np.zeros(window.shape, np.uint8)
    corners = cv2.boxPoints(rectangle) - np.array([x, y], np.float32)
    cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1)
    return float(cv2.mean(window, mask)[0])
