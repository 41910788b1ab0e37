"""A page's own lines, for the detector: characters grouped by base line and gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.harvest.glyphs import SKEWED, Floats, Glyphs

LINE_GAP = 1.0
"""Gap at which a line ends, in ems. Our detector joins 88 % of gaps of 0.7 to 0.9 ems between ink,
29 % of 0.9 to 1.1, 8 % of wider ones (2,226 gaps on 14 pages)."""
_BAND = 0.5
"""Height of the small letters above the base line, in ems."""
_SHARED = 0.15
"""Share of the lower of two bands that both must have: indices stand off, lines are further."""
_LEADER = frozenset(".·…_-–")
_LEADERS = 4
"""So many dots, each apart from the next, are leaders."""


@dataclass(frozen=True, eq=False)
class PageLine:
    """A line of a page.

    Attributes:
        glyphs: indices of its characters, in the order in which they are read. Shape: N.
        box: left, top, right, bottom of its ink, points of the page. Shape: 4.
        direction: in which it runs, degrees clockwise; `SKEWED` where that is no multiple of 90.
        leaders: whether it is dots that lead from one text to another, and no text.
    """

    glyphs: NDArray[np.int64]
    box: Floats
    direction: int
    leaders: bool = False


def page_lines(glyphs: Glyphs) -> list[PageLine]:
    """Group a page's characters to lines; skewed ones come one by one."""
    lines = []
    for direction in (0, 90, 180, 270):
        members = np.flatnonzero(glyphs.direction == direction)
        for group in _groups(glyphs, members, direction):
            lines += [
                PageLine(part, _around(glyphs.ink[part]), direction, leaders)
                for part, leaders in _without_leaders(glyphs, group)
            ]
    for index in np.flatnonzero(glyphs.direction == SKEWED):
        lines.append(PageLine(np.array([index]), glyphs.ink[index], SKEWED))
    return lines


def _groups(glyphs: Glyphs, members: NDArray[np.int64], direction: int) -> list[NDArray[np.int64]]:
    """Group characters that run one way: neighbours on one base line with little between."""
    start, end, base = _along(glyphs, members, direction)
    row = _Row(start, end, base, glyphs.size[members])
    runs: list[list[int]] = []
    for number in range(len(members)):  # the layer's own order leaves few runs
        if runs and row.follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    lines: list[list[int]] = []
    for run in sorted(runs, key=lambda run: start[run[0]]):
        near = [line for line in lines if row.follows(line[-1], run[0])]
        if near:
            closest = min(near, key=lambda line: abs(base[line[-1]] - base[run[0]]))
            closest += run
            closest.sort(key=lambda number: end[number])
        else:
            lines.append(list(run))
    return [members[np.array(line)] for line in lines]


@dataclass(frozen=True, eq=False)
class _Row:
    """Characters along their line: where they begin and end, base line, size. Shape: N each."""

    start: Floats
    end: Floats
    base: Floats
    size: Floats

    def follows(self, first: int, second: int) -> bool:
        """Whether a character goes on with the line of another."""
        em = max(self.size[first], self.size[second])
        gap = self.start[second] - self.end[first]
        if not -em <= gap <= LINE_GAP * em:
            return False
        heights = _BAND * self.size[first], _BAND * self.size[second]
        feet = self.base[first], self.base[second]
        common = min(feet) - max(feet[0] - heights[0], feet[1] - heights[1])
        return bool(common >= _SHARED * min(heights))


def _along(
    glyphs: Glyphs, members: NDArray[np.int64], direction: int
) -> tuple[Floats, Floats, Floats]:
    """Return where characters begin and end along their line, and its place across (downwards)."""
    left, top, right, bottom = glyphs.cell[members].T
    x, y = glyphs.origin[members].T
    if direction == 0:
        return left, right, y
    if direction == 90:  # from top to bottom, letters' feet to the left
        return top, bottom, -x
    if direction == 180:
        return -right, -left, -y
    return -bottom, -top, x


def _without_leaders(
    glyphs: Glyphs, line: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], bool]]:
    """Divide a line at its leaders."""
    dots = np.array([glyphs.text[index] in _LEADER for index in line])
    edges = np.flatnonzero(np.diff(dots.astype(np.int8))) + 1
    parts = np.split(np.arange(len(line)), edges)
    found: list[tuple[NDArray[np.int64], bool]] = []
    for part in parts:
        leaders = bool(dots[part[0]]) and len(part) >= _LEADERS
        if found and not leaders and not found[-1][1]:
            found[-1] = np.concatenate([found[-1][0], line[part]]), False
        else:
            found.append((line[part], leaders))
    return found


def _around(boxes: Floats) -> Floats:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
