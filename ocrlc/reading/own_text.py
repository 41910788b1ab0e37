"""A page's own text joined with what was read from its pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocrlc.reading.ordering import reading_order
from ocrlc.results import Line


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines in reading order."""
    order = reading_order([np.array(line.polygon, np.float32) for line in lines])
    return tuple(lines[index] for index in order)


def with_own_text(read: Sequence[Line], own: Sequence[Line]) -> tuple[Line, ...]:
    """Return a page's own lines and, of those read from its pixels, the ones that lie elsewhere.

    Args:
        read: lines read, in reading order.
        own: upright boxes.
    """
    others = [line for line in read if not any(_covers(mine, line) for mine in own)]
    return in_order([*own, *others])


def _covers(own: Line, line: Line) -> bool:
    """Whether the middle of a line lies in another one's box."""
    (left, top), _, (right, bottom), _ = own.polygon
    x, y = np.mean(line.polygon, axis=0)
    return bool(left <= x <= right and top <= y <= bottom)
