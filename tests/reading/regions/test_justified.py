"""Pieces of justified lines are joined; the cells of tables are not."""

from __future__ import annotations

from ocrlc.reading.regions.justified import parted_lines
from ocrlc.structure.frame import Box

H = 20.0
Row = list[tuple[float, float]]


def boxes(*rows: Row) -> list[Box]:
    """Boxes of lines 24 pixels apart, from the starts and ends of the pieces of each."""
    return [
        Box(left, 24 * number, right, 24 * number + H)
        for number, row in enumerate(rows)
        for left, right in row
    ]


WHOLE: Row = [(0, 300)]
PARTED: Row = [(0, 60), (90, 160), (190, 300)]


def test_pieces_between_whole_lines_are_joined() -> None:
    assert parted_lines(boxes(WHOLE, PARTED, WHOLE), H) == [[1, 2, 3]]


def test_a_first_line_may_be_indented() -> None:
    assert parted_lines(boxes([(40, 90), (120, 300)], WHOLE, WHOLE), H) == [[0, 1]]


def test_a_last_line_ends_where_no_other_does() -> None:
    assert parted_lines(boxes(WHOLE, WHOLE, [(0, 60), (90, 160)]), H) == []


def test_two_parted_lines_with_their_spaces_at_other_places_are_joined() -> None:
    other: Row = [(0, 120), (150, 300)]
    assert parted_lines(boxes(WHOLE, other, PARTED, WHOLE), H) == [[1, 2], [3, 4, 5]]


def test_cells_stay() -> None:
    """White above or below makes columns, be there a line over the whole table too."""
    assert parted_lines(boxes(WHOLE, PARTED, PARTED, PARTED, WHOLE), H) == []


def test_columns_of_prose_stay() -> None:
    columns: Row = [(0, 300), (320, 620)]
    assert parted_lines(boxes([(0, 620)], columns, columns, columns), H) == []


def test_a_heading_that_ends_before_the_space_says_nothing() -> None:
    assert parted_lines(boxes([(0, 100)], PARTED, WHOLE), H) == [[1, 2, 3]]
