"""Lines too wide for a network: cut into overlapping pieces, whose outputs are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import BLANK
from ocrlc.recognition.batching import COLUMNS_PER_STEP, MAX_WIDTH

OVERLAP = 192
"""Smallest overlap of neighbouring pieces in pixels: several characters."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A network's output, reduced to what CTC decoding needs.

    Attributes:
        best: the most probable class of each time step. Shape: T.
        peak: the probability of that class. Shape: T.
        doubts: the probabilities of all classes at the steps whose letter is in doubt, if other
            readings of it are wanted. Shape of each: C.
    """

    best: NDArray[np.int64]
    peak: NDArray[np.float32]
    doubts: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)


def piece_bounds(width: int) -> list[tuple[int, int]]:
    """Return start and end of a line's pieces in pixels: one unless wider than `MAX_WIDTH`.

    All but the last are `MAX_WIDTH` wide, and each starts at the start of a time step.
    """
    excess = max(0, width - MAX_WIDTH)
    further = -(-excess // (MAX_WIDTH - OVERLAP - COLUMNS_PER_STEP))
    starts = [0] + [
        -(-excess * i // (further * COLUMNS_PER_STEP)) * COLUMNS_PER_STEP
        for i in range(1, further + 1)
    ]
    return [(start, start + MAX_WIDTH) for start in starts[:-1]] + [(starts[-1], width)]


def join_pieces(pieces: Sequence[Steps], starts: Sequence[int]) -> Steps:
    """Join the outputs of a line's overlapping pieces.

    The cut is at the step where both pieces give a blank the highest probability, and away from
    the ends, where a piece lacks context. In scripts with gaps between characters no character is
    cut.

    Args:
        pieces: outputs of the pieces; each may be longer than its piece because of padding.
        starts: pixel at which each piece begins, a multiple of `COLUMNS_PER_STEP`.
    """
    offsets = [start // COLUMNS_PER_STEP for start in starts]
    best, peak, done = [], [], 0
    doubts: dict[int, NDArray[np.float32]] = {}
    for i, piece in enumerate(pieces):
        end = len(piece.best) + offsets[i]
        if i + 1 < len(pieces):
            end = offsets[i + 1] + _cut(piece, pieces[i + 1], offsets[i + 1] - offsets[i])
        part = slice(done - offsets[i], end - offsets[i])
        best.append(piece.best[part])
        peak.append(piece.peak[part])
        doubts |= {
            step + offsets[i]: row
            for step, row in piece.doubts.items()
            if part.start <= step < part.stop
        }
        done = end
    return Steps(np.concatenate(best), np.concatenate(peak), doubts)


def _cut(left: Steps, right: Steps, shift: int) -> int:
    """Return the step of `right` at which the output changes from `left` to `right`.

    `right` begins `shift` steps after `left`.
    """
    shared = min(MAX_WIDTH // COLUMNS_PER_STEP - shift, len(right.best))
    first, last = shared // 4, max(shared // 4 + 1, shared - shared // 4)
    middle = slice(first, last)
    behind = slice(shift + first, shift + last)
    blank = (left.best[behind] == BLANK) & (right.best[middle] == BLANK)
    sureness = np.where(blank, left.peak[behind] * right.peak[middle], 0)
    if not blank.any():
        return (first + last) // 2
    return first + int(sureness.argmax())
