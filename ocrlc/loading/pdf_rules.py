"""The ruled lines that are drawn on a PDF page, as paths of its content."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Point: TypeAlias = tuple[float, float]
Stroke: TypeAlias = tuple[Point, Point]
"""The two ends of a straight line, in points of the page."""
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the drawn page."""

_THICK = 3.0
"""Thicker bars are no rules, in points."""
_SHORT = 6.0
"""Shorter lines are no rules but parts of drawings, in points."""
_LEVEL = 0.5
"""By how much the ends of a level or upright line may differ, in points."""
_DEPTH = 3
"""Levels of nested groups that are looked into."""
_MOST = 10_000
"""Pages with more parts of paths are maps or drawings, not tables."""


def ruled_lines(page: Any, place: Callable[[float, float], Point]) -> tuple[Box, ...]:
    """Return the level and upright lines that are drawn on a page, as boxes.

    Args:
        page: an open page of PDFium.
        place: the function from points of the page to pixels of the drawn page.
    """
    objects = (
        raw.FPDFPage_GetObject(page.raw, index)
        for index in range(raw.FPDFPage_CountObjects(page.raw))
    )
    boxes = []
    looked_at = 0
    for path, matrix in _paths(objects, pdfium.PdfMatrix(), _DEPTH):
        looked_at += 1 + raw.FPDFPath_CountSegments(path)
        if looked_at > _MOST:
            return ()
        for start, end in filter(_is_rule, _of_path(path, matrix)):
            (x0, y0), (x1, y1) = place(*start), place(*end)
            boxes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return tuple(dict.fromkeys(boxes))


def _paths(objects: Iterator[Any], matrix: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    """Yield the paths of a page or group, each with the matrix that leads to the page's points."""
    for item in objects:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, _matrix(item).multiply(matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            count = raw.FPDFFormObj_CountObjects(item)
            parts = (raw.FPDFFormObj_GetObject(item, index) for index in range(count))
            yield from _paths(parts, _matrix(item).multiply(matrix), depth - 1)


def _is_rule(stroke: Stroke) -> bool:
    (ax, ay), (bx, by) = stroke
    short, long = sorted((abs(ax - bx), abs(ay - by)))
    return short <= _LEVEL and long >= _SHORT


def _matrix(item: Any) -> Any:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return pdfium.PdfMatrix.from_raw(matrix)


def _of_path(path: Any, matrix: Any) -> Iterator[Stroke]:
    """Yield the straight lines of a path that is stroked, or the one that a filled path is."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroked)
    if not fill.value and not stroked.value:
        return
    if stroked.value:
        yield from _lines(path, matrix)
        return
    points = [point for line in _lines(path, matrix) for point in line]
    if not points:
        return
    xs, ys = zip(*points, strict=True)
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    if min(right - left, top - bottom) > _THICK:
        return
    x, y = (left + right) / 2, (bottom + top) / 2
    yield ((left, y), (right, y)) if right - left > top - bottom else ((x, bottom), (x, top))


def _lines(path: Any, matrix: Any) -> Iterator[Stroke]:
    """Yield the straight parts of a path, those that close it included."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first
