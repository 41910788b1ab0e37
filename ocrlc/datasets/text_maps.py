"""What a detector learns to draw: the cores of lines, apart from each other, on a smaller map.

DB (arXiv 1911.08947) moves a line's sides inwards by `area · (1 - r²) / perimeter`, so that
neighbours do not touch. Its usual r of 0.4 leaves a line 16 pixels high less than 3 pixels thick.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Polygon = NDArray[np.float32]

BACKGROUND, TEXT, IGNORED = 0, 1, 255

_FINE = 4
"""Cores are drawn so many times as fine as the map."""
_THINNEST = 3.0
"""Cores are not made thinner than this, pixels of the image."""
_LOWEST = 4.0
"""Lines lower than this are too small to read, pixels of the image."""
_SEEN = 0.6
"""A line cut off by the border is ignored where less of its height, or of a piece as long as it
is high, is left."""


def text_map(
    lines: Sequence[Polygon], ignored: Sequence[Polygon], size: int, shrink: float, stride: int = 2
) -> Image:
    """Draw the map of a square image.

    Args:
        lines: corners in pixels of the image; they may lie outside. Shape of each: N, 2.
        ignored: likewise, regions to say nothing about.
        size: side of the image, pixels.
        shrink: r.
        stride: by how much the map is smaller.

    Returns:
        BACKGROUND, TEXT or IGNORED. Shape: size / stride, size / stride.
    """
    side = size // stride
    masked = list(ignored)
    cores = []
    for line in lines:
        core = _core(line, size, shrink)
        if core is None:
            masked.append(line)
        else:
            cores += core
    result = _separated(_filled(cores, side, stride), side)
    if masked:
        beside = _filled(masked, side, stride)
        hidden = cv2.resize(beside, (side, side), interpolation=cv2.INTER_NEAREST) > 0
        result[hidden & (result == BACKGROUND)] = IGNORED
    return result


def thickness(area: float, perimeter: float) -> float:
    """Return the shorter side of the rectangle of this area and perimeter."""
    half = perimeter / 2
    return (half - max(0.0, half * half - 4 * area) ** 0.5) / 2


def _core(line: Polygon, size: int, shrink: float) -> list[Polygon] | None:
    """Return the parts of a line's core, mostly one; None where it is to be ignored."""
    shape = shapely.make_valid(shapely.Polygon(line))
    seen = shapely.clip_by_rect(shape, 0, 0, size, size)
    if seen.is_empty:
        return []
    height = thickness(shape.area, shape.length)
    if height < _LOWEST or thickness(seen.area, seen.length) < _SEEN * height:
        return None
    move = shape.area * (1 - shrink**2) / shape.length
    move = min(move, max(0.0, (height - _THINNEST) / 2))
    inner = shapely.buffer(shape, -move, join_style="mitre")
    parts = shapely.get_parts(inner)
    return [
        np.asarray(part.exterior.coords, np.float32)
        for part in parts
        if isinstance(part, shapely.Polygon) and not part.is_empty
    ]


def _filled(polygons: Sequence[Polygon], side: int, stride: int) -> Image:
    """Fill polygons, finer than the map, with numbers from 1 to 255 that tell neighbours apart."""
    canvas = np.zeros((side * _FINE, side * _FINE), np.uint8)
    for i, polygon in enumerate(polygons):
        # A pixel's middle has whole coordinates for OpenCV; 4 bits are behind the point.
        points = np.round((polygon * (_FINE / stride) - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(canvas, [points], i % 255 + 1, shift=4)
    return canvas


def _separated(fine: Image, side: int) -> Image:
    """Return the pixels that are mostly text, without those where two lines meet."""
    share = cv2.resize((fine > 0).astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
    text = (share >= 0.5).astype(np.uint8)
    number = fine[_FINE // 2 :: _FINE, _FINE // 2 :: _FINE]
    for axis in (0, 1):
        a = [slice(None), slice(None)]
        b = [slice(None), slice(None)]
        a[axis], b[axis] = slice(None, -1), slice(1, None)
        one, other = number[tuple(a)], number[tuple(b)]
        meet = (one != other) & (one > 0) & (other > 0)
        text[tuple(a)][meet] = BACKGROUND
        text[tuple(b)][meet] = BACKGROUND
    return text
