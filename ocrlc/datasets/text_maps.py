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
Numbers = NDArray[np.float64]

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
    cores, hidden = _cores(lines, size, shrink)
    result = _separated(_filled(cores, side, stride), side)
    masked = [*ignored, *(lines[i] for i in hidden)]
    if masked:
        beside = _filled(masked, side, stride)
        covered = cv2.resize(beside, (side, side), interpolation=cv2.INTER_NEAREST) > 0
        result[covered & (result == BACKGROUND)] = IGNORED
    return result


def thickness(area: Numbers, perimeter: Numbers) -> Numbers:
    """Return the shorter side of the rectangles of these areas and perimeters. Shape: N."""
    half = perimeter / 2
    shorter: Numbers = (half - np.sqrt(np.maximum(0, half * half - 4 * area))) / 2
    return shorter


def outlines(polygons: Sequence[Polygon]) -> NDArray[np.object_]:
    """Return polygons as shapely's shapes, all at once: one by one it is slow."""
    indices = np.repeat(np.arange(len(polygons)), [len(polygon) for polygon in polygons])
    rings = shapely.linearrings(np.concatenate(polygons), indices=indices)
    return np.asarray(shapely.make_valid(shapely.polygons(rings)), np.object_)


def _cores(
    lines: Sequence[Polygon], size: int, shrink: float
) -> tuple[list[Polygon], NDArray[np.intp]]:
    """Return the cores of the lines that are seen well, and the numbers of the others."""
    if not lines:
        return [], np.empty(0, np.intp)
    shapes = outlines(lines)
    seen = shapely.clip_by_rect(shapes, 0, 0, size, size)
    area, length = shapely.area(shapes), shapely.length(shapes)
    height = thickness(area, length)
    left = thickness(shapely.area(seen), shapely.length(seen))
    hidden = (height < _LOWEST) | (left < _SEEN * height)
    move = area * (1 - shrink**2) / np.maximum(length, 1e-6)
    move = np.minimum(move, np.maximum(0, (height - _THINNEST) / 2))
    inner = shapely.buffer(shapes[~hidden], -move[~hidden], join_style="mitre")
    parts = shapely.get_parts(inner)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    points, owners = shapely.get_coordinates(shapely.get_exterior_ring(parts), return_index=True)
    cuts = np.flatnonzero(np.diff(owners)) + 1
    cores = np.split(points.astype(np.float32), cuts) if len(points) else []
    return cores, np.flatnonzero(hidden & ~shapely.is_empty(seen))


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
    text: Image = (share >= 0.5).astype(np.uint8)
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
