"""Where the words of a PDF stand."""

from __future__ import annotations

import pytest

from ocrlc.results import Line, Word
from ocrlc.writers.pdf.words import MAX_MOVE, MIN_GAP, placed_words
from tests.conftest import box

H = 20.0


def line(left: float, right: float, top: float = 0.0) -> Line:
    place = box(left, top, right, top + H)
    return Line("word", 0.9, place, (Word("word", 0.9, place),))


def sides(*lines: Line) -> list[tuple[float, float]]:
    return [(word.polygon[0][0], word.polygon[1][0]) for word in placed_words(lines)]


def test_neighbours_on_a_row_are_moved_apart() -> None:
    (_, end), (start, _) = sides(line(0, 60), line(61, 120, 3))
    assert start - end > MIN_GAP * H - 1e-6
    (_, end), (start, _) = sides(line(0, 60), line(50, 120))
    assert (end, start) == pytest.approx((60 - MAX_MOVE, 50 + MAX_MOVE))


def test_others_stay() -> None:
    assert sides(line(0, 60), line(64, 120)) == [(0, 60), (64, 120)]
    assert sides(line(0, 60), line(0, 60, 15)) == [(0, 60), (0, 60)]
