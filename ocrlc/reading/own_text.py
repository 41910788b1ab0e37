"""The text that a PDF page contains: its reading order, and joining it with what OCR read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from ocrlc.polygons import turn_polygon
from ocrlc.reading.ordering import reading_order
from ocrlc.results import Line


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
    """Return the lines that a page contains, and those read from its pixels at other places.

    Args:
        read: lines read from the page's pixels, in reading order.
        own: lines that the PDF page contains; their boxes are parallel to the page's sides.
        degrees: angle by which the page's text is turned clockwise: 0, 90, 180 or 270.
        width: width of the page in pixels.
        height: height of the page in pixels.
    """
    others = [line for line in read if not any(_covers(mine, line) for mine in own)]
    return in_order([*own, *others], degrees, width, height)


def _covers(own: Line, line: Line) -> bool:
    """Whether the middle of `line` lies in the box of `own`."""
    left, top = np.min(own.polygon, axis=0)
    right, bottom = np.max(own.polygon, axis=0)
    x, y = np.mean(line.polygon, axis=0)
    return bool(left <= x <= right and top <= y <= bottom)
