"""Where regions begin and end in their rows: in the white between texts, not within a letter."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.reading.regions.gutters import Gap
from ocrlc.structure.frame import Box
from ocrlc.structure.seen.ink import Ink, text_box

_NEAR = 0.3
"""Largest distance of neighbours that may hold a piece of one another, in line heights."""
_WHITE = 0.1
"""Narrowest white between neighbours, in line heights."""
_LETTER = 0.6
"""Most that a region is extended by to take a letter whole, in line heights."""
_EDGE = 0.05
"""White that is left behind that letter, in line heights."""
_FREE = 0.3
"""Share of the height of two lines from which on they are neighbours in a row."""


def parted(ink: Ink, level: Sequence[bool]) -> list[Gap]:
    """Return each region's start and end; neighbours end in the white between their texts."""
    ends = [[box.left, box.right] for box in ink.boxes]
    boxes = np.array(ink.boxes).reshape(-1, 4)
    left, top, right, bottom = boxes.T
    flat = np.array(level, np.bool_)
    for index in np.flatnonzero(flat).tolist():
        box = ink.boxes[index]
        shared = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
        beside = flat & (shared >= 0.5 * np.minimum(bottom - top, box.height))
        beside &= (left > box.left) & (right > box.right)
        beside &= (left <= box.right + _NEAR * box.height) & (left >= box.right - box.height)
        for other in np.flatnonzero(beside).tolist():
            places = _between_texts(ink.letters, box, ink.boxes[other])
            if places is not None:
                ends[index][1], ends[other][0] = places
    return [(start, end) for start, end in ends]


def whole_letters(ink: Ink, level: Sequence[bool], spans: Sequence[Gap]) -> list[Gap]:
    """Extend the regions that end within a letter to the white behind it, if that is near."""
    whole = list(spans)
    left, top, right, bottom = np.array(ink.boxes).reshape(-1, 4).T
    for index, box in enumerate(ink.boxes):
        if not level[index] or ink.bright[index]:
            continue
        start, end = spans[index]
        shared = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
        beside = shared > _FREE * np.minimum(bottom - top, box.height)
        reach, edge, inset = (share * box.height for share in (_LETTER, _EDGE, 0.1))
        rows = ink.letters[max(0, int(box.top + inset)) : math.ceil(box.bottom - inset)]
        if start == box.left:
            before = right[beside & (left < start) & (right < end)]
            farthest = max([0.0, start - reach, *before.tolist()])
            start -= _cut_off(rows[:, math.floor(farthest) : math.floor(start) + 1][:, ::-1], edge)
        if end == box.right:
            behind = left[beside & (right > end) & (left > start)]
            farthest = min([end + reach, *behind.tolist()])
            end += _cut_off(rows[:, math.ceil(end) - 1 : math.ceil(farthest)], edge)
        whole[index] = start, end
    return whole


def part_of(mask: NDArray[np.bool_], box: Box) -> NDArray[np.bool_]:
    """Return the part of a mask that lies in a box, without copying it. Shape: h, w."""
    left, top, right, bottom = text_box(box, mask.shape)
    return mask[top : max(top, bottom), left : max(left, right)]


def white_in(letters: NDArray[np.bool_], box: Box) -> list[Gap]:
    """Return where a box is white from top to bottom: start and end of each gap, ends included."""
    left = text_box(box, letters.shape)[0]
    filled = part_of(letters, box).any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], filled, [True])).astype(np.int8)))
    return [(float(left + a), float(left + b)) for a, b in edges.reshape(-1, 2).tolist()]


def _between_texts(letters: NDArray[np.bool_], box: Box, following: Box) -> Gap | None:
    """Return the middle third of the white between two neighbours; None if it is between them."""
    height = min(box.height, following.height)
    start = max(min(box.right, following.left) - 0.5 * height, box.left + 0.3 * height)
    end = min(max(box.right, following.left) + 0.5 * height, following.right - 0.3 * height)
    shared = Box(start, max(box.top, following.top), end, min(box.bottom, following.bottom))
    gaps = white_in(letters, shared)
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
    third = (widest[1] - widest[0]) / 3
    if 3 * third < _WHITE * height:
        return None
    if widest[0] <= box.right <= following.left - third and following.left <= widest[1]:
        return None
    return widest[0] + third, widest[1] - third


def _cut_off(columns: NDArray[np.bool_], edge: float) -> float:
    """Return by how much to extend a region: to the first white column and an edge; else 0.

    Args:
        columns: the rows of its text, from the last column in the region on outwards.
        edge: white that is left.
    """
    white = np.flatnonzero(~columns.any(axis=0))
    return float(white[0]) - 1 + edge if len(white) and white[0] > 1 else 0.0
