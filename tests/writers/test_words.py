"""Where the words of a PDF stand."""

from __future__ import annotations

import pytest

from ocrlc.results import Line, Word
from ocrlc.writers.pdf.words import MAX_MOVE, MAX_SHARE, MIN_GAP, placed_words
from tests.conftest import box

H = 20.0


def line(*ends: tuple[float, float], top: float = 0.0) -> Line:
    places = [box(left, top, right, top + H) for left, right in ends]
    whole = box(ends[0][0], top, ends[-1][1], top + H)
    return Line(
        " ".join("word" for _ in ends),
        0.9,
        whole,
        tuple(Word("word", 0.9, place) for place in places),
    )


def sides(*lines: Line) -> list[tuple[float, float]]:
    return [(word.polygon[0][0], word.polygon[1][0]) for word in placed_words(lines)]


def test_words_of_a_line_are_moved_apart_a_little() -> None:
    (_, end), (start, _) = sides(line((0, 60), (61, 120)))
    assert start - end == pytest.approx(MIN_GAP * H)
    (_, end), (start, _) = sides(line((0, 60), (50, 120)))
    assert (end, start) == pytest.approx((60 - MAX_MOVE, 50 + MAX_MOVE))


def test_lines_beside_one_another_are_moved_apart_more() -> None:
    (_, end), (start, _) = sides(line((0, 60)), line((58, 120), top=3))
    assert start - end == pytest.approx(MIN_GAP * H)
    (_, end), (start, _) = sides(line((0, 60)), line((50, 120)))
    assert (end, start) == pytest.approx((60 - MAX_SHARE * H, 50 + MAX_SHARE * H))


def test_others_stay() -> None:
    assert sides(line((0, 60)), line((64, 120))) == [(0, 60), (64, 120)]
    assert sides(line((0, 60)), line((0, 60), top=15)) == [(0, 60), (0, 60)]
