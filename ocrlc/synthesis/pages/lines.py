"""Defining the lines of a page: what counts as one line, and how tight its polygon is.

As in the receipts' labels (SROIE), which are trained on beside drawn pages: there the ink of a
line starts 10 % of its box's height below the top edge and ends 6 % above the lower one, 12 % and
9 % inside its left and right edges (medians of 150 pages), ascenders and descenders included. Gaps
of more than 0.3 heights of the ink inside a line are below 1.0 in 95 of 100 cases and below 1.4 in
99; gaps between neighbouring boxes are above 0.7 heights of a box in 95. Here:

- the polygon is the ink's rectangle, wider by 9 % of its height above and below and by 12 % at each
  end, at least a pixel;
- a text of signs, or of letters that look alike in both cases, has at least the height of a
  capital, as the recogniser's lines do: a lone dash is no hair;
- pieces on one baseline, of like size, with less than `JOIN_GAP` em between them are one line,
  unless a rule or an edge parts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

JOIN_GAP = 1.15
"""In em, that is about 2.3 heights of a small letter."""
ACROSS, ALONG, LEAST = 0.09, 0.12, 1.0
_EDGE_POINTS = 5
"""Points along each long edge that follow the page: where it bends, corners do not suffice."""
_SHARES = np.linspace(0, 1, _EDGE_POINTS, dtype=np.float32)[:, None]
OUTLINE = 2 * _EDGE_POINTS
"""Points of a line's outline."""


@dataclass(frozen=True)
class Placed:
    """A text on a sheet, in a frame in which it runs to the right.

    Attributes:
        left, top, right, bottom: edges of its ink in pixels.
        baseline: row of its baseline in that frame, in pixels.
        size: em in pixels.
        turn: 0 for text that runs to the right, 1 up, 3 down; see `to_sheet`.
        text: the text.
        apart: whether a rule or an edge separates it from its neighbours.
        flags: flags of the line, see `PageLine`.
    """

    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: int
    turn: int
    text: str
    apart: bool = False
    flags: frozenset[str] = frozenset()


def joined(lines: Sequence[Placed]) -> list[Placed]:
    """Join the pieces that stand on one baseline with small gaps between them."""
    result = [line for line in lines if line.apart]
    free = [line for line in lines if not line.apart]
    free.sort(key=lambda line: (line.turn, line.baseline))
    while free:
        first = free[0]
        row = [line for line in free[:40] if _level(first, line)]
        taken = set(map(id, row))
        free = [line for line in free if id(line) not in taken]
        row.sort(key=lambda line: line.left)
        current = row[0]
        for line in row[1:]:
            if _belong(current, line):
                current = replace(
                    current,
                    top=min(current.top, line.top),
                    right=max(current.right, line.right),
                    bottom=max(current.bottom, line.bottom),
                    text=f"{current.text} {line.text}",
                    flags=current.flags | line.flags,
                )
            else:
                result.append(current)
                current = line
        result.append(current)
    return result


def _level(first: Placed, line: Placed) -> bool:
    """Whether two lines stand on one baseline."""
    size = min(first.size, line.size)
    return first.turn == line.turn and abs(first.baseline - line.baseline) <= 0.15 * size


def _belong(before: Placed, line: Placed) -> bool:
    size = min(before.size, line.size)
    return (
        max(before.size, line.size) <= 1.5 * size
        and -0.2 * size < line.left - before.right < JOIN_GAP * size
    )


def outline(line: Placed, width: int, height: int) -> NDArray[np.float32]:
    """Return points along a line's polygon on a sheet of a size, from its top-left clockwise.

    Shape: 2 * 5, 2; the corners are points 0, 4, 5 and 9.
    """
    tall = line.bottom - line.top
    across, along = max(LEAST, ACROSS * tall), max(LEAST, ALONG * tall)
    xs = np.linspace(line.left - along, line.right + along, _EDGE_POINTS)
    top = np.stack((xs, np.full_like(xs, line.top - across)), axis=1)
    bottom = np.stack((xs[::-1], np.full_like(xs, line.bottom + across)), axis=1)
    return to_sheet(np.concatenate((top, bottom)), line.turn, width, height).astype(np.float32)


def to_sheet(
    points: NDArray[np.float64], turn: int, width: int, height: int
) -> NDArray[np.float64]:
    """Bring points of a line's frame to the sheet. Shape: N, 2.

    Args:
        points: x and y in the line's frame, in pixels.
        turn: 0: the frame is the sheet; 1: text runs up, the frame's x is the distance from the
            sheet's bottom; 3: text runs down, the frame's y is the distance from its right edge.
        width: width of the sheet in pixels.
        height: height of the sheet in pixels.
    """
    x, y = points[:, 0], points[:, 1]
    if turn == 1:
        return np.stack((y, height - x), axis=1)
    if turn == 3:
        return np.stack((width - y, x), axis=1)
    return points


def polygon(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the four corners of an outline that went with its page.

    Where the page is flat these are its corners; where it is bent, the rectangle along the line
    that holds all its points. Shape: 4, 2.
    """
    half = _EDGE_POINTS
    corners = points[[0, half - 1, half, 2 * half - 1]]
    along = corners[1] + corners[2] - corners[0] - corners[3]
    along = along / max(1e-6, float(np.hypot(*along)))
    normal = np.array([-along[1], along[0]], np.float32)
    tall = float(np.hypot(*(corners[3] - corners[0])))
    edges = points.reshape(2, half, 2)
    chords = edges[:, :1] + (edges[:, -1:] - edges[:, :1]) * _SHARES
    if np.abs((edges - chords) @ normal).max() <= 0.03 * tall:
        return np.ascontiguousarray(corners)
    u, v = points @ along, points @ normal
    frame = np.array(
        [[u.min(), v.min()], [u.max(), v.min()], [u.max(), v.max()], [u.min(), v.max()]]
    )
    return np.asarray(frame[:, :1] * along + frame[:, 1:] * normal, np.float32)
