"""Pieces: what of a line of text belongs together; a line over several cells is cut into them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocrlc.results import Line, Page, Word
from ocrlc.structure.frame import Box, Frame, around
from ocrlc.structure.seen.marks import Marks

Gap = tuple[float, float]
"""Start and end of white in a line, in pixels of the level frame."""

WIDE = 1.3
"""A white gap in a line that is wider, in line heights, parts cells or columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words without a wide gap.

    Attributes:
        line: place of its line in `Page.lines`.
        text: its words.
        box: where it is in the level frame.
        weight: thickness of its strokes in pixels; 0 if not known.
        sideways: whether it runs up or down the page.
    """

    line: int
    text: str
    box: Box
    weight: float = 0.0
    sideways: bool = False


CLOSE = 0.4
"""How far the middle between two columns may lie from the space of a text over both, in heights."""
NARROW = 0.4
"""Gaps that are narrower, in line heights, are spaces wherever they are."""
_LINED_UP = 3
"""A narrower gap parts cells if this many lines nearby are white at the same place."""


def cut_lines(page: Page, frame: Frame, marks: Marks) -> list[Piece]:
    """Return the pieces of a page's lines, in reading order."""
    pieces = []
    boxes = [frame.box(line.polygon) for line in page.lines]
    all_gaps = marks.gaps or tuple(tuple(_word_gaps(line, frame)) for line in page.lines)
    lined_up = LinedUp(boxes, all_gaps)
    for index, line in enumerate(page.lines):
        box = boxes[index]
        weight = marks.weights[index] if marks.weights else 0.0
        if frame.is_sideways(line.polygon):
            pieces.append(Piece(index, line.text, box, weight, sideways=True))
            continue
        cuts = [gap for gap in all_gaps[index] if _parts(gap, box, marks) or lined_up(index, gap)]
        pieces += [Piece(index, text, part, weight) for text, part in _cut(line, box, cuts, frame)]
    return pieces


class LinedUp:
    """Tells whether a gap lies in a strip that is white in the lines nearby too.

    Args:
        boxes: the lines' boxes.
        gaps: the white gaps in each line.
    """

    def __init__(self, boxes: Sequence[Box], gaps: Sequence[Sequence[Gap]]) -> None:
        self._boxes = boxes
        self._gaps = gaps
        self._order = sorted(range(len(boxes)), key=lambda index: boxes[index].middle)
        self._places = {index: place for place, index in enumerate(self._order)}

    def __call__(self, index: int, gap: Gap) -> bool:
        """Whether the lines above and below a line are white where it has a gap."""
        box = self._boxes[index]
        start, end = gap
        if end - start < NARROW * box.height:
            return False
        inset = min(0.2 * box.height, (end - start) / 3)
        return any(
            self._is_strip(index, x) for x in (start + inset, (start + end) / 2, end - inset)
        )

    def _is_strip(self, index: int, x: float) -> bool:
        white = inked = 0
        for step in (-1, 1):
            votes = list(self._votes(index, x, step))
            white, inked = white + sum(votes), inked + len(votes) - sum(votes)
        return white >= _LINED_UP and inked <= 0.34 * white

    def _votes(self, index: int, x: float, step: int) -> Iterator[bool]:
        """Yield of up to four lines above or below whether each is white at x."""
        middle, height = self._boxes[index].middle, self._boxes[index].height
        place, given = self._places[index] + step, 0
        while 0 <= place < len(self._order) and given < 4:
            other = self._order[place]
            box = self._boxes[other]
            place += step
            if abs(box.middle - middle) > 2.5 * height:
                return
            if abs(box.middle - middle) < 0.5 * height:
                continue
            # Boxes are not exact: what ends near the gap says nothing.
            if not box.left + 0.5 * height < x < box.right - 0.5 * height:
                continue
            middle = box.middle
            given += 1
            yield any(start < x < end for start, end in self._gaps[other])


def _parts(gap: Gap, box: Box, marks: Marks) -> bool:
    """Whether a gap parts a line: it is wide, or a rule runs down it."""
    start, end = gap
    reach = 0.15 * box.height
    return end - start >= WIDE * box.height or any(
        start - reach <= rule.place <= end + reach and rule.start <= box.middle <= rule.end
        for rule in marks.upright
    )


def _word_gaps(line: Line, frame: Frame) -> Iterator[Gap]:
    boxes = [frame.box(word.polygon) for word in line.words]
    for left, right in itertools.pairwise(boxes):
        yield left.right, right.left


def _cut(line: Line, box: Box, cuts: Sequence[Gap], frame: Frame) -> Iterator[tuple[str, Box]]:
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


def cut_at(piece: Piece, line: Line, frame: Frame, places: Sequence[float]) -> list[Piece]:
    """Return the parts of a piece, cut at those of some x that lie between its words.

    Args:
        piece: the piece.
        line: the line that it is of.
        frame: the page's level frame.
        places: the x in pixels of the level frame.
    """
    words = [(frame.box(word.polygon), word) for word in line.words]
    words = [(box, word) for box, word in words if piece.box.left < box.centre < piece.box.right]
    if len(words) < 2 or " ".join(word.text for _, word in words) != piece.text:
        return [piece]
    reach = CLOSE * piece.box.height
    parts = [[words[0]]]
    for above, below in itertools.pairwise(words):
        start, end = above[0].right, below[0].left
        if end - start > 0 and any(start - reach < place < end + reach for place in places):
            parts.append([])
        parts[-1].append(below)
    return [
        replace(piece, text=" ".join(word.text for _, word in part), box=around(b for b, _ in part))
        for part in parts
    ]


def rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces that follow one another in reading order and stand side by side."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and not piece.sideways and _beside(rows[-1][-1].box, piece.box):
            rows[-1].append(piece)
        elif rows and not piece.sideways and _beside(piece.box, rows[-1][0].box):
            rows[-1].insert(0, piece)
        else:
            rows.append([piece])
    return rows


def _beside(left: Box, right: Box) -> bool:
    height = min(left.height, right.height)
    return (
        left.overlap_y(right) >= 0.5 * height
        and abs(left.middle - right.middle) <= 0.5 * max(left.height, right.height)
        and right.left >= left.right - 0.75 * height
    )


def row_box(row: Sequence[Piece]) -> Box:
    """Return the box around pieces."""
    return around(piece.box for piece in row)
