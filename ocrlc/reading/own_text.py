"""The text that a PDF page contains: its reading order, and joining it with what OCR read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from ocrlc.polygons import Polygon, turn_polygon
from ocrlc.reading.ordering import reading_order
from ocrlc.results import Line, Word, raw_text

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def direction(lines: Sequence[Line]) -> int:
    """Return the degrees by which most of a page's text is turned clockwise: 0, 90, 180 or 270."""
    letters: Counter[int] = Counter()
    for line in lines:
        (x0, y0), (x1, y1) = line.polygon[:2]
        degrees = math.degrees(math.atan2(y1 - y0, x1 - x0))
        letters[round(degrees / 90) * 90 % 360] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0


def in_order(lines: Sequence[Line], degrees: int, width: float, height: float) -> tuple[Line, ...]:
    """Return lines in reading order.

    Args:
        lines: the lines of one page.
        degrees: angle by which the page's text is turned clockwise: 0, 90, 180 or 270.
        width: width of the page in pixels.
        height: height of the page in pixels.
    """
    upright = [turn_polygon(line.polygon, degrees, width, height) for line in lines]
    order = reading_order([np.array(polygon, np.float32) for polygon in upright])
    return tuple(lines[index] for index in order)


def with_own_text(
    read: Sequence[Line], own: Sequence[Line], degrees: int, width: float, height: float
) -> tuple[Line, ...]:
    """Return the lines that a page contains, and the words read from its pixels at other places.

    Args:
        read: lines read from the page's pixels, in reading order.
        own: lines that the PDF page contains; their boxes are parallel to the page's sides.
        degrees: angle by which the page's text is turned clockwise: 0, 90, 180 or 270.
        width: width of the page in pixels.
        height: height of the page in pixels.
    """
    boxes = [_box(line.polygon) for line in own]
    others = [rest for line in read for rest in _uncovered(line, boxes)]
    return in_order([*own, *others], degrees, width, height)


def _box(polygon: Polygon) -> Box:
    (left, top), (right, bottom) = np.min(polygon, axis=0), np.max(polygon, axis=0)
    return float(left), float(top), float(right), float(bottom)


def _uncovered(line: Line, boxes: Sequence[Box]) -> list[Line]:
    """Return what is left of a line without the words whose middle lies in one of the boxes."""
    words = line.words or (Word(line.text, line.score, line.polygon),)
    parts = [
        list(run)
        for covered, run in groupby(words, lambda word: _is_covered(word, boxes))
        if not covered
    ]
    if len(parts) == 1 and len(parts[0]) == len(words):
        return [line]
    return [_line(part) for part in parts]


def _is_covered(word: Word, boxes: Sequence[Box]) -> bool:
    x, y = np.mean(word.polygon, axis=0)
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _line(words: Sequence[Word]) -> Line:
    """Return the line of neighbouring words."""
    first, last = words[0].polygon, words[-1].polygon
    polygon = (first[0], last[1], last[2], first[3])
    score = sum(word.score for word in words) / len(words)
    text = " ".join(word.text for word in words)
    return Line(text, score, polygon, tuple(words), raw_text(words))
