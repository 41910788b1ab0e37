"""Marks alone in a table's cell are found, and what is no text is not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.reading.regions.islands import find_traces
from ocrlc.reading.regions.lone_marks import LoneMark, as_high_as_their_rows, lone_marks
from ocrlc.structure.frame import Box

FONT = cv2.FONT_HERSHEY_SIMPLEX
UNIT = 26.0
COLUMN = 300
"""Where the cells of the last column begin."""


class Table:
    """Rows of a name and a number some 15 pixels high, as ink and the boxes that were found."""

    def __init__(self, rows: int = 5, pitch: int = 50) -> None:
        self.ink = np.zeros((400, 600), np.uint8)
        self.boxes: list[Box] = []
        self.baselines = [60 + pitch * row for row in range(rows)]
        for y in self.baselines:
            self.put("Harbour", 40, y)

    def put(self, text: str, x: int, baseline: int, found: bool = True) -> None:
        cv2.putText(self.ink, text, (x, baseline), FONT, 0.7, 1, 2)
        width = cv2.getTextSize(text, FONT, 0.7, 2)[0][0]
        if found:
            self.boxes.append(Box(x - 3, baseline - 20, x + width + 3, baseline + 6))

    def marks(self) -> list[LoneMark]:
        ink = self.ink.astype(bool)
        return lone_marks(find_traces(ink, UNIT, self.boxes, [True] * len(self.boxes)))


def dash(table: Table, y: int) -> None:
    cv2.line(table.ink, (COLUMN + 2, y - 6), (COLUMN + 9, y - 6), 1, 2)


def digit(table: Table, y: int) -> None:
    table.put("4", COLUMN, y, found=False)


@pytest.mark.parametrize("draw", [dash, digit])
def test_marks_in_a_column_are_found_as_high_as_their_row(
    draw: Callable[[Table, int], None],
) -> None:
    table = Table()
    for row, y in enumerate(table.baselines):
        if row in (1, 3):
            draw(table, y)
        else:
            table.put("12", COLUMN, y)
    marks = table.marks()
    assert [(mark.box.top, mark.box.bottom) for mark in marks] == [(90, 116), (190, 216)]
    assert all(COLUMN - 10 < mark.box.left < mark.box.right < COLUMN + 26 for mark in marks)
    assert all(mark.is_dash == (draw is dash) for mark in marks)


def speck(table: Table, y: int) -> None:
    cv2.circle(table.ink, (COLUMN + 5, y - 6), 2, 1, -1)


def underline(table: Table, y: int) -> None:
    cv2.line(table.ink, (COLUMN, y + 1), (COLUMN + 10, y + 1), 1, 2)


def blot(table: Table, y: int) -> None:
    cv2.circle(table.ink, (COLUMN + 7, y - 7), 7, 1, -1)


def word(table: Table, y: int) -> None:
    table.put("missed", COLUMN, y, found=False)


def picture(table: Table, y: int) -> None:
    table.put("4", COLUMN, y, found=False)
    table.put("4", COLUMN + 16, y, found=False)
    table.put("4", COLUMN, y - 20, found=False)


@pytest.mark.parametrize("draw", [speck, underline, blot, word, picture])
def test_what_may_be_something_else_is_left(draw: Callable[[Table, int], None]) -> None:
    table = Table()
    for row, y in enumerate(table.baselines):
        if row % 2:
            draw(table, y)
        else:
            table.put("12", COLUMN, y)
    assert table.marks() == []


def test_a_mark_needs_a_row_and_a_column() -> None:
    table = Table()
    dash(table, table.baselines[0])  # nothing above or below
    table.put("4", 460, 330, found=False)  # no text beside
    for y in table.baselines[:3]:
        table.put("12", 460, y)
    assert table.marks() == []


def test_a_mark_must_read_as_what_it_looks_like() -> None:
    def read(text: str, score: float = 0.99) -> Decoded:
        return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))

    line, letter = LoneMark(Box(0, 0, 9, 20), True, True), LoneMark(Box(0, 0, 9, 20), False, False)
    ring = LoneMark(Box(0, 0, 20, 20), False, True)
    assert line.is_text(read("-", 0.6))
    assert not line.is_text(read("_"))
    assert letter.is_text(read("7"))
    assert not letter.is_text(read("7", 0.8))
    assert not letter.is_text(read("*"))
    assert letter.is_text(read("0"))
    assert not ring.is_text(read("O"))
    assert ring.is_text(read("A"))


def test_a_dash_that_was_found_is_as_high_as_its_row() -> None:
    row, dash, elsewhere = Box(0, 0, 200, 20), Box(300, 7, 310, 13), Box(300, 57, 310, 63)
    assert list(as_high_as_their_rows([row, dash, elsewhere], 20)) == [(1, Box(300, 0, 310, 20))]
