"""Lines of text: pieces side by side with ordinary spaces between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocrlc.structure.frame import Box, around
from ocrlc.structure.lists import is_marker
from ocrlc.structure.pieces import Piece, rows_of
from ocrlc.structure.sizes import type_size


@dataclass(frozen=True, slots=True)
class TextLine:
    """Pieces side by side that are one line of a text.

    Attributes:
        pieces: the pieces, from left to right.
        box: the box around them.
        text: their words.
        weight: thickness of strokes in pixels; 0 if not known.
    """

    pieces: tuple[Piece, ...]
    box: Box
    text: str
    weight: float

    @property
    def size(self) -> float | None:
        """Size of its type in pixels to the em; None if it has too few letters to tell."""
        return type_size(self.text, self.box.width)

    @property
    def first_word(self) -> float:
        """About how wide the first word is, in pixels."""
        return self.box.width * len(self.text.split(" ", 1)[0]) / max(len(self.text), 1)


def text_lines(pieces: Sequence[Piece]) -> list[TextLine]:
    """Join pieces side by side with ordinary spaces, and a marker with its item."""
    lines: list[TextLine] = []
    boxes = [piece.box for piece in pieces]
    for row in rows_of(pieces):
        run = [row[0]]
        for piece in row[1:]:
            lone = len(run) == 1 and is_marker(run[0].text)
            if _is_space(run[-1].box, piece.box, lone, boxes):
                run.append(piece)
            else:
                lines.append(line_of(run))
                run = [piece]
        lines.append(line_of(run))
    return lines


def line_of(pieces: Sequence[Piece]) -> TextLine:
    """Return pieces from left to right as a line."""
    box = around(piece.box for piece in pieces)
    width = sum(piece.box.width for piece in pieces)
    weight = sum(piece.weight * piece.box.width for piece in pieces) / max(width, 1.0)
    return TextLine(tuple(pieces), box, " ".join(piece.text for piece in pieces), weight)


def _is_space(left: Box, right: Box, lone: bool, boxes: Sequence[Box]) -> bool:
    """Whether the white between two texts is a space.

    It may be wide after a marker (`lone`), and where a line right above or below reaches over it:
    then the line is one of a column whose lines are filled.
    """
    gap, height = right.left - left.right, max(left.height, right.height)
    if gap < (3.0 if lone else 1.0) * height:
        return True
    return gap < 4.0 * height and any(
        other.left < left.left + height
        and other.right > right.right - height
        and 0.5 * height < abs(other.middle - left.middle) < 1.8 * height
        for other in boxes
    )
