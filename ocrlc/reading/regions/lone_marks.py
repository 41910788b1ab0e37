"""Marks that stand alone in a cell of a table: a dash, a digit, a letter.

Detectors are made to find lines and pass over a single small mark. One that stands in a row of
text and above or below other cells of a column is looked for in the page's ink. And a recogniser
tells a dash from a full stop by where it stands in its line, so one that was found gets the height
of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.reading.regions.islands import Boxes, Traces, as_boxes, overlaps
from ocrlc.structure.frame import Box
from ocrlc.structure.seen.ink import text_box, weight

_ALONE = 0.6
"""White on either side of a mark, in line heights: between letters and words there is less."""
_LARGEST = 1.0
"""Width and height of the largest mark, in line heights."""
_LETTER = 0.3
"""Height of the lowest letter or digit, in line heights: dots and bullets are lower."""
_DASH = 0.15
"""Height of the highest dash, in line heights."""
_SHORTEST = 0.16
"""Width of the shortest dash, in line heights."""
_FLAT = 1.8
"""By how much a dash is wider than high."""
_SAME_SIZE = 1.5
"""By how much a row's text may be larger or smaller than the page's usual text."""
_COLUMN = 0.4
"""Distance up to which the left ends, right ends or middles of a column's cells are the same, in
line heights."""
_WIDEST = 4.0
"""Width of the widest of a column's cells that count, in line heights."""
_PITCH = 3.0
"""Largest distance between a column's cells, in line heights."""
_CELLS = 2
"""Smallest number of a column's other cells."""
_MANY = 300
"""Number of marks from which on they are dust or a pattern."""
_LOW = 0.6
"""Height below which a region holds a mark rather than text, in line heights."""
_WEIGHT = 1.8
"""By how much a mark's strokes may be thicker or thinner than those of its row's text."""
_WIDE = 0.85
"""Width of a ring, in heights; of a nought it is less."""
_DASHES = ("-", "–", "—")
_RINGS = ("O", "o", "0", "°", "º")
_SURE = 0.9
"""Score from which on the reading of a letter or digit counts."""
_MARGIN = 0.2
"""White that is left before and after a mark, in line heights."""


@dataclass(frozen=True, slots=True)
class LoneMark:
    """A mark, with the place in which it is to be read.

    Attributes:
        box: as high as the row's text, in pixels of the ink.
        is_dash: whether it has the shape of a dash, else that of a letter.
        is_wide: whether it is about as wide as it is high, or wider.
    """

    box: Box
    is_dash: bool
    is_wide: bool

    def is_text(self, reading: Decoded) -> bool:
        """Whether it reads as what it looks like; rings to be ticked read as O."""
        text = reading.text.strip()
        if self.is_dash:
            return text in _DASHES
        is_ring = self.is_wide and text in _RINGS
        return text.isalnum() and reading.score >= _SURE and not is_ring


def lone_marks(traces: Traces) -> list[LoneMark]:
    """Return the marks that no region of a page covers, and that are surely text."""
    letters, unit, boxes = traces.letters, traces.unit, traces.boxes
    rows = _rows([box for box, flag in zip(boxes, traces.level, strict=True) if flag], unit)
    found = _alone(traces.islands, unit)
    found = found[~(overlaps(found, as_boxes(boxes)) > 0).any(axis=1)]
    found = found[_in_columns(found, boxes, unit)]
    marks = []
    for one in found.tolist():
        box = Box(*one)
        row = _row(box, rows)
        if row is None:
            continue
        is_dash = _is_dash(letters, box, row, unit)
        if is_dash or _is_letter(letters, box, row, unit):
            margin = _MARGIN * unit
            place = Box(box.left - margin, row.top, box.right + margin, row.bottom)
            marks.append(LoneMark(place, is_dash, box.width >= _WIDE * box.height))
    return marks


def as_high_as_their_rows(boxes: Sequence[Box], unit: float) -> Iterator[tuple[int, Box]]:
    """Yield the number of each region that is too low for text, and its box as high as its row.

    Args:
        boxes: level boxes of a page's regions.
        unit: usual height of a line in pixels.
    """
    rows = _rows(boxes, unit)
    for index, box in enumerate(boxes):
        row = _row(box, rows) if box.height < _LOW * unit else None
        if row is not None:
            yield index, Box(box.left, row.top, box.right, row.bottom)


def _rows(boxes: Sequence[Box], unit: float) -> list[Box]:
    """Return those of a page's usual height."""
    return [box for box in boxes if unit / _SAME_SIZE <= box.height <= unit * _SAME_SIZE]


def _alone(found: Boxes, unit: float) -> Boxes:
    """Return the islands of a mark's size with white on either side."""
    width, height = (found[:, 2:] - found[:, :2]).T
    is_letter = height >= _LETTER * unit
    is_dash = (height <= _DASH * unit) & (width >= _SHORTEST * unit) & (width >= _FLAT * height)
    small = (width <= _LARGEST * unit) & (height <= _LARGEST * unit) & (is_letter | is_dash)
    some: Boxes = found[small]
    if len(some) > _MANY:
        some = some[:0]
    wider = some + np.array((-_ALONE * unit, 0, _ALONE * unit, 0))
    alone: Boxes = some[(overlaps(wider, found) > 0).sum(axis=1) == 1]
    return alone


def _row(box: Box, rows: Sequence[Box]) -> Box | None:
    """Return the nearest text in whose row a mark stands."""
    beside = [
        row
        for row in rows
        if row.top - 0.05 * row.height <= box.top and box.bottom <= row.bottom + 0.05 * row.height
    ]
    return min(beside, key=lambda row: -row.overlap_x(box), default=None)


def _in_columns(found: Boxes, boxes: Sequence[Box], unit: float) -> NDArray[np.bool_]:
    """Tell for some marks whether other cells begin, end or stand right above or below.

    At least one of these must be a region: marks alone, as those of a pattern, are no column.
    Shape: N, 4 -> N.
    """
    cells = np.concatenate((as_boxes(boxes), found))
    places = [(sides[:, 0], sides[:, 2], sides[:, [0, 2]].mean(axis=1)) for sides in (found, cells)]
    same = np.zeros((len(found), len(cells)), np.bool_)
    for own, other in zip(*places, strict=True):
        same |= np.abs(own[:, None] - other) <= _COLUMN * unit
    same &= cells[:, 2] - cells[:, 0] <= _WIDEST * unit
    away = np.maximum(found[:, 1:2] - cells[:, 3], cells[:, 1] - found[:, 3:])
    same &= (away >= 0) & (away <= _CELLS * _PITCH * unit)
    next_to = (same & (away <= _PITCH * unit)).any(axis=1)
    aligned: NDArray[np.bool_] = next_to & (same.sum(axis=1) >= _CELLS)
    aligned &= same[:, : len(boxes)].any(axis=1)
    return aligned


def _is_dash(letters: NDArray[np.bool_], box: Box, row: Box, unit: float) -> bool:
    """Whether a mark is flat, solid, and half way up its row."""
    if box.height > _DASH * unit or not 0.35 <= (box.middle - row.top) / row.height <= 0.75:
        return False
    return bool(_cut(letters, box).mean() >= 0.6)


def _is_letter(letters: NDArray[np.bool_], box: Box, row: Box, unit: float) -> bool:
    """Whether a mark is as high as letters, and its strokes as thick as those of its row."""
    if box.height < _LETTER * unit:
        return False
    own, others = weight(letters, _pixels(box)), weight(letters, text_box(row, letters.shape))
    return others / _WEIGHT <= own <= others * _WEIGHT


def _cut(letters: NDArray[np.bool_], box: Box) -> NDArray[np.bool_]:
    left, top, right, bottom = _pixels(box)
    return letters[top:bottom, left:right]


def _pixels(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (int(side) for side in box)
    return left, top, right, bottom
