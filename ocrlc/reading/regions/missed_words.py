"""Words that the detector passed over, or of which it found a piece.

They are much taller than the print beside them, as the script in a form that was filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocrlc.charset import Decoded
from ocrlc.reading.regions.islands import Traces, as_boxes, overlaps
from ocrlc.structure.frame import Box

_HIGH = (0.5, 2.6)
"""Heights of words, in line heights."""
_WIDE = (1.5, 25.0)
"""Widths of words, in line heights."""
_LONG = 1.2
"""Smallest width of a word, in heights."""
_COVERED = 0.35
"""Share of a word that the detector may have found."""
_INK = (0.08, 0.5)
"""Share of a word's box that is ink: of a picture or a coloured band it is more."""
_SURE = 0.95
"""Score from which on what was not found at all counts as a word."""
_LETTERS = 5
"""Number of letters from which on it does: scribbles read as a few."""
_MARGIN = 0.15
"""White that is left around a word, in heights."""


@dataclass(frozen=True, slots=True)
class MissedWord:
    """A word, with its place.

    Attributes:
        box: where it is, in pixels of the ink.
        pieces: the regions that are pieces of it.
    """

    box: Box
    pieces: tuple[int, ...]


def missed_words(traces: Traces) -> list[MissedWord]:
    """Return the words beside a text that a page's regions do not cover."""
    letters, unit, boxes, level = traces.letters, traces.unit, traces.boxes, traces.level
    found = traces.islands
    regions = as_boxes(boxes)
    width, height = (found[:, 2:] - found[:, :2]).T
    shaped = (width >= _WIDE[0] * unit) & (width <= _WIDE[1] * unit) & (width >= _LONG * height)
    shaped &= (height >= _HIGH[0] * unit) & (height <= _HIGH[1] * unit)
    found = found[shaped]
    shared = overlaps(found, regions)
    sides = found[:, 2:] - found[:, :2]
    missed = shared.sum(axis=1) <= _COVERED * sides.prod(axis=1)
    words = []
    for one, parts in zip(found[missed].tolist(), shared[missed], strict=True):
        box = Box(*one)
        pieces = tuple(np.flatnonzero(parts).tolist())
        if not all(level[i] and _is_piece(boxes[i], box) for i in pieces):
            continue
        left, top, right, bottom = (int(side) for side in one)
        ink = letters[top:bottom, left:right].mean()
        if _INK[0] <= ink <= _INK[1] and _is_beside(box, boxes, level, pieces):
            margin = _MARGIN * box.height
            outer = Box(left - margin, top - margin, right + margin, bottom + margin)
            words.append(MissedWord(outer, pieces))
    return words


def is_word(reading: Decoded) -> bool:
    """Whether what was not found reads as a word, and surely."""
    text = reading.text.replace(" ", "")
    letters = sum(character.isalnum() for character in text)
    return reading.score >= _SURE and letters >= max(_LETTERS, 0.8 * len(text))


def _is_piece(region: Box, word: Box) -> bool:
    """Whether a region lies in a word and is lower."""
    inside = region.overlap_x(word) >= 0.9 * region.width
    inside &= region.overlap_y(word) >= 0.9 * region.height
    return inside and region.height <= 0.7 * word.height


def _is_beside(
    word: Box, boxes: Sequence[Box], level: Sequence[bool], pieces: Sequence[int]
) -> bool:
    """Whether a word stands in the row of a text."""
    return any(
        level[i] and i not in pieces and box.overlap_y(word) >= 0.5 * min(box.height, word.height)
        for i, box in enumerate(boxes)
    )
