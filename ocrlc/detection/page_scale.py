"""At which size a page is looked at: as small as its text allows, in tiles where it is large."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Area = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels."""

STRIDE = 32
"""The network's inputs are multiples of this."""

_LOOK_PIXELS = 1_500_000
"""Letters are measured on a page of at most this many pixels: a few milliseconds."""
_CLOSER = (6_000_000, 24_000_000)
"""Where a large page shows no letters at first, they may be too small to be seen so far off."""
_LETTERS = 20
"""Fewer letters than this say nothing about a page."""
_SMALL_LETTERS = 100
"""Seen from closer, the grain of a photograph has shapes of letters too."""
_EDGE = 4
"""Pixels from a page's edge within which ink is looked for."""
_EDGE_CONTRAST = 48
_WINDOW = 31
_CONTRAST = 15


def letter_heights(grey: Image) -> NDArray[np.float64]:
    """Measure the letters of a page: heights of its dark components that are shaped like one.

    Args:
        grey: Shape: H, W.

    Returns:
        Heights in pixels of the page, in no order; noise, rules and pictures are mostly left out.
        Empty where there are too few to say anything.
    """
    heights = _heights(grey, _LOOK_PIXELS)
    if len(heights) >= _LETTERS:
        return heights
    for pixels in _CLOSER:
        if pixels / 4 < grey.size:
            heights = _heights(grey, pixels)
            if len(heights) >= _SMALL_LETTERS:
                return heights
    return np.empty(0)


def _heights(grey: Image, pixels: int) -> NDArray[np.float64]:
    """Measure letters on a page scaled to at most `pixels`; below 5 pixels there they are noise."""
    h, w = grey.shape
    scale = min(1.0, math.sqrt(pixels / (h * w)))
    if scale < 1:
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(
        grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _WINDOW, _CONTRAST
    )
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    letters = (height >= 5) & (height <= 80) & (width <= 3 * height) & (4 * width >= height)
    letters &= area >= 0.15 * width * height
    return np.asarray(height[letters] / scale, np.float64)


def text_scale(heights: NDArray[np.float64], target: float, largest: float) -> float | None:
    """Return the factor that brings a page's letters to a height, or None where it has too few.

    Args:
        heights: of its letters, pixels. Shape: N.
        target: height of the median letter after scaling, pixels; a quarter of the letters may
            be lower than 3/4 of it.
        largest: bound of the factor.
    """
    if len(heights) == 0:
        return None
    low, middle = np.percentile(heights, [25, 50])
    return float(min(largest, max(target / middle, 0.75 * target / low)))


def has_ink_at_edge(grey: Image) -> bool:
    """Whether something darker or brighter than its surroundings lies at a page's edge.

    Args:
        grey: Shape: H, W.
    """
    strips = (grey[:_EDGE], grey[-_EDGE:], grey[:, :_EDGE], grey[:, -_EDGE:])
    return any(int(strip.max()) - int(strip.min()) > _EDGE_CONTRAST for strip in strips)


def with_border(page: Image, width: int) -> Image:
    """Widen a page on all sides, in the colour that is most usual at its edges.

    Args:
        page: Shape: H, W or H, W, 3.
        width: of the border, pixels; 0 returns the page itself.
    """
    if width == 0:
        return page
    edges = (page[0], page[-1], page[:, 0], page[:, -1])
    ground = np.median(np.concatenate(edges), axis=0)
    bordered: Image = cv2.copyMakeBorder(
        page, width, width, width, width, cv2.BORDER_CONSTANT, value=np.atleast_1d(ground).tolist()
    )
    return bordered


def network_size(height: int, width: int, scale: float) -> tuple[int, int]:
    """Return a scaled page's height and width, rounded to the network's stride."""
    return (
        max(STRIDE, round(height * scale / STRIDE) * STRIDE),
        max(STRIDE, round(width * scale / STRIDE) * STRIDE),
    )


def tiles(height: int, width: int, max_pixels: int, overlap: int) -> list[tuple[Area, Area]]:
    """Cover an area with tiles of one size that overlap.

    Args:
        height: of the area, a multiple of the stride.
        width: likewise.
        max_pixels: a tile has no more.
        overlap: of neighbours at least, pixels.

    Returns:
        For each tile what is computed, and what of it is kept. Parts that are kept meet in the
        middle of an overlap: a network's map is distorted near the border of what it is shown.
    """
    rows, columns = 1, 1
    while True:
        size = (_tile_side(height, rows, overlap), _tile_side(width, columns, overlap))
        if size[0] * size[1] <= max_pixels or max(size) <= 2 * overlap:
            break
        rows, columns = (rows + 1, columns) if size[0] >= size[1] else (rows, columns + 1)
    return [
        ((top, left, top + size[0], left + size[1]), (kept_top, kept_left, kept_bottom, kept_right))
        for top, kept_top, kept_bottom in _spans(height, size[0], rows)
        for left, kept_left, kept_right in _spans(width, size[1], columns)
    ]


def _spans(length: int, side: int, count: int) -> list[tuple[int, int, int]]:
    """Return where tiles over a length start, and from where to where each is kept."""
    starts = [_even(i * (length - side) / max(count - 1, 1)) for i in range(count)]
    seams = [_even((end + side + start) / 2) for end, start in pairwise(starts)]
    return list(zip(starts, [0, *seams], [*seams, length], strict=True))


def _even(place: float) -> int:
    """Round to where a pixel of a map of half the size begins."""
    return 2 * round(place / 2)


def _tile_side(length: int, count: int, overlap: int) -> int:
    """Return the side of `count` tiles over a length, a multiple of the stride."""
    if count == 1:
        return length
    side = (length + (count - 1) * overlap) / count
    return min(length, math.ceil(side / STRIDE) * STRIDE)
