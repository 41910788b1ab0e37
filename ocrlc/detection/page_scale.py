"""Scaling pages for the detector: as small as the text allows, in tiles if that is still large."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.system.stages import stage

Image = NDArray[np.uint8]
Area = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels."""

STRIDE = 32
"""Height and width of the network's input are multiples of this many pixels."""

_LOOK_PIXELS = 1_500_000
"""Letters are measured on a page scaled to at most this many pixels; it takes a few milliseconds.
"""
_CLOSER = (6_000_000, 24_000_000)
"""If no letters are found on a large page, measure again at these larger sizes in pixels."""
_LETTERS = 20
"""Smallest number of letters from which their size is judged."""
_SMALL_LETTERS = 100
"""The same at larger sizes, where the grain of a photograph may look like letters too."""
_EDGE = 4
"""Ink at a page's edge is searched within this many pixels."""
_EDGE_CONTRAST = 48
_DARK = 128
"""Median of a page's grey below which its letters may be brighter than their ground."""
_ENLARGED = 1.5
"""By how much more a page with bright letters is enlarged: detectors then find more lines."""
_WINDOW = 31
_CONTRAST = 15


@stage("letters")
def letter_heights(grey: Image) -> NDArray[np.float64]:
    """Measure the heights of a page's letters: of what stands out in the shape of a letter.

    Args:
        grey: the page in grey. Shape: H, W.

    Returns:
        Heights in pixels of the page, in no order, mostly without noise, rules and pictures; those
        of bright letters as two thirds of what they are. Empty if there are too few letters.
        Shape: N.
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
    ink, scale, is_bright = ink_of(grey, pixels)
    heights = _letters_in(ink)[:, 3] / scale
    return np.asarray(heights / _ENLARGED if is_bright else heights, np.float64)


def letter_boxes(grey: Image, pixels: int) -> NDArray[np.int32]:
    """Find letters on a page scaled to at most `pixels`, ignoring those below 5 pixels there.

    Returns:
        Left, top, width and height of each in pixels of the scaled page. Shape: N, 4.
    """
    return _letters_in(ink_of(grey, pixels)[0])


def _letters_in(ink: Image) -> NDArray[np.int32]:
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2]
    letters: NDArray[np.int32] = stats[is_letter(stats), :4]
    return letters


def ink_of(grey: Image, pixels: int) -> tuple[Image, float, bool]:
    """Find what is darker than its surroundings on a page scaled to at most `pixels`.

    Of a page that is mostly dark it is what is brighter, if more letters are.

    Returns:
        1 where there is ink, else 0, the scale, and whether the ink is bright. Shape: H, W of the
        scaled page.
    """
    h, w = grey.shape
    scale = min(1.0, math.sqrt(pixels / (h * w)))
    if scale < 1:
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    ink = _darker(grey)
    if np.median(grey[::4, ::4]) < _DARK:
        bright = _darker(cv2.bitwise_not(grey))
        if len(_letters_in(bright)) > len(_letters_in(ink)):
            return bright, scale, True
    return ink, scale, False


def _darker(grey: Image) -> Image:
    ink: Image = cv2.adaptiveThreshold(
        grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _WINDOW, _CONTRAST
    )
    return ink


def is_letter(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which of OpenCV's components have the shape of a letter; the first is the ground.

    Shape of `stats`: N, 5.
    """
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    letters = (height >= 5) & (height <= 80) & (width <= 3 * height) & (4 * width >= height)
    letters &= area >= 0.15 * width * height
    letters[:1] = False
    return np.asarray(letters, np.bool_)


def text_scale(heights: NDArray[np.float64], target: float, largest: float) -> float | None:
    """Return the factor that scales a page's letters to a height; None if it has too few letters.

    Args:
        heights: heights of the page's letters in pixels. Shape: N.
        target: height of the median letter after scaling, in pixels; at most a quarter of the
            letters may be lower than 3/4 of it.
        largest: largest factor returned.
    """
    if len(heights) == 0:
        return None
    low, middle = np.percentile(heights, [25, 50])
    return float(min(largest, max(target / middle, 0.75 * target / low)))


def has_ink(page: Image, area: Area) -> bool:
    """Whether an area of a page is not blank. Shape of `page`: H, W or H, W, 3."""
    top, left, bottom, right = area
    part = page[top:bottom, left:right]
    return int(part.max()) - int(part.min()) > _CONTRAST


def has_ink_at_edge(grey: Image) -> bool:
    """Whether there is something darker or brighter than its surroundings at a page's edge.

    Args:
        grey: the page in grey. Shape: H, W.
    """
    strips = (grey[:_EDGE], grey[-_EDGE:], grey[:, :_EDGE], grey[:, -_EDGE:])
    return any(int(strip.max()) - int(strip.min()) > _EDGE_CONTRAST for strip in strips)


def with_border(page: Image, width: int) -> Image:
    """Add a border on all sides of a page, in the median colour of its edges.

    Args:
        page: the page. Shape: H, W or H, W, 3.
        width: width of the border in pixels; for 0 the page itself is returned.
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
    """Return a scaled page's height and width in pixels, rounded to multiples of the stride."""
    return (
        max(STRIDE, round(height * scale / STRIDE) * STRIDE),
        max(STRIDE, round(width * scale / STRIDE) * STRIDE),
    )


def tiles(height: int, width: int, max_pixels: int, overlap: int) -> list[tuple[Area, Area]]:
    """Cover an area with overlapping tiles of one size.

    Args:
        height: height of the area in pixels, a multiple of the stride.
        width: width of the area in pixels, a multiple of the stride.
        max_pixels: largest number of pixels of a tile.
        overlap: smallest overlap of neighbouring tiles in pixels.

    Returns:
        For each tile the area that is computed, and the part of it that is kept. Kept parts meet
        in the middle of an overlap, because a network's map is distorted near its input's border.
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
    """Return for each tile along a length its start, and start and end of the part kept."""
    starts = [_even(i * (length - side) / max(count - 1, 1)) for i in range(count)]
    seams = [_even((end + side + start) / 2) for end, start in pairwise(starts)]
    return list(zip(starts, [0, *seams], [*seams, length], strict=True))


def _even(place: float) -> int:
    """Round to an even number, where a pixel of a map of half the size begins."""
    return 2 * round(place / 2)


def _tile_side(length: int, count: int, overlap: int) -> int:
    """Return the side of a tile if `count` tiles cover a length, a multiple of the stride."""
    if count == 1:
        return length
    side = (length + (count - 1) * overlap) / count
    return min(length, math.ceil(side / STRIDE) * STRIDE)
