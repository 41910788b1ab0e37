"""Pieces: what of a line of text belongs together; a line over several cells is cut into them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocrlc.results import Line, Page, Word
from ocrlc.structure.frame import Box, Frame, around
from ocrlc.structure.marks import Marks

WIDE = 1.3
"""A white gap in a line that is wider, in line heights, parts cells or columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words without a wide gap.

    Attributes:
        line: place of its line in `Page.lines`.
        text: its words.
        box: where it is in the level frame.
        weight: thickness of its strokes in line heights; 0 if not known.
        sideways: whether it runs up or down the page.
    """

    line: int
    text: str
    box: Box
    weight: float = 0.0
    sideways: bool = False


def cut_lines(page: Page, frame: Frame, marks: Marks) -> list[Piece]:
    """Return the pieces of a page's lines, in reading order."""
    pieces = []
    for index, line in enumerate(page.lines):
        box = frame.box(line.polygon)
        weight = marks.weights[index] if marks.weights else 0.0
        if frame.is_sideways(line):
            pieces.append(Piece(index, line.text, box, weight, sideways=True))
            continue
        gaps = marks.gaps[index] if marks.gaps else tuple(_word_gaps(line, frame))
        cuts = [gap for gap in gaps if _parts(gap, box, marks)]
        pieces += [Piece(index, text, part, weight) for text, part in _cut(line, box, cuts, frame)]
    return pieces


def _parts(gap: tuple[float, float], box: Box, marks: Marks) -> bool:
    """Whether a gap parts a line: it is wide, or a rule runs down it."""
    start, end = gap
    reach = 0.15 * box.height
    return end - start >= WIDE * box.height or any(
        start - reach <= rule.place <= end + reach and rule.start <= box.middle <= rule.end
        for rule in marks.upright
    )


def _word_gaps(line: Line, frame: Frame) -> Iterator[tuple[float, float]]:
    boxes = [frame.box(word.polygon) for word in line.words]
    for left, right in itertools.pairwise(boxes):
        yield left.right, right.left


def _cut(
    line: Line, box: Box, cuts: Sequence[tuple[float, float]], frame: Frame
) -> Iterator[tuple[str, Box]]:
    """Cut a line in the middle of gaps; yield text and box of each part that has words."""
    if not cuts or " ".join(word.text for word in line.words) != line.text:
        yield line.text, box
        return
    places = [(start + end) / 2 for start, end in cuts]
    parts: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in line.words:
        centre = frame.box(word.polygon).centre
        parts[sum(place < centre for place in places)].append(word)
    starts = [box.left, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), box.right]
    for words, left, right in zip(parts, starts, ends, strict=True):
        if words:
            yield " ".join(word.text for word in words), Box(left, box.top, right, box.bottom)


def rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces that follow one another in reading order and stand side by side."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and _beside(rows[-1][-1].box, piece.box) and not piece.sideways:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _beside(left: Box, right: Box) -> bool:
    height = min(left.height, right.height)
    return (
        left.overlap_y(right) >= 0.5 * height
        and abs(left.middle - right.middle) <= 0.5 * height
        and right.left >= left.right - 0.5 * height
    )


def row_box(row: Sequence[Piece]) -> Box:
    """Return the box around pieces."""
    return around(piece.box for piece in row)
