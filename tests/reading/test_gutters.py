"""Gutters that a detector's regions cross."""

from __future__ import annotations

from ocrlc.reading.gutters import gutters
from ocrlc.structure.frame import Box

UNIT = 20.0


def line(row: int, left: float = 0, right: float = 400) -> Box:
    return Box(left, 24.0 * row, right, 24.0 * row + UNIT)


def test_a_gap_at_one_place_in_many_lines_is_a_gutter() -> None:
    boxes = [line(row) for row in range(6)]
    gap, space = (190.0, 204.0), (60.0, 70.0)
    found = gutters(
        boxes, [[gap, (space[0] + 9 * row, space[1] + 9 * row)] for row in range(6)], UNIT
    )
    assert found == [[gap]] * 6


def test_a_broken_line_is_cut_where_the_others_are() -> None:
    boxes = [line(row, right=260 if row == 2 else 400) for row in range(6)]
    gap = (190.0, 204.0)
    assert gutters(boxes, [[gap]] * 6, UNIT) == [[gap]] * 6


def test_what_stands_behind_numbers_is_no_gutter() -> None:
    boxes = [line(row) for row in range(6)]
    assert gutters(boxes, [[(18.0, 30.0)]] * 6, UNIT) == [[]] * 6
