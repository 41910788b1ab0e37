"""Parts of a page that lie at angles of their own."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from numpy.typing import NDArray

from ocrlc.reading.slants import slanted_parts

Boxes = NDArray[np.float64]


def block(left: float, top: float, lines: int, angle: float, width: float = 240) -> Boxes:
    """Boxes of lines of a block that is turned about its corner, in degrees clockwise."""
    boxes = []
    for i in range(lines):
        x, y, w = 0, 28 * i, width - 37 * i % 90
        boxes.append([[x, y], [x + w, y], [x + w, y + 20], [x, y + 20]])
    a = math.radians(angle)
    turn = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    turned: Boxes = np.array(boxes, float) @ turn + (left, top)
    return turned


def found(*blocks: Boxes) -> list[list[int]]:
    """The parts, each line by the number of its block."""
    numbers = np.repeat(np.arange(len(blocks)), [len(one) for one in blocks])
    return [sorted(numbers[part].tolist()) for part in slanted_parts(np.concatenate(blocks))]


@pytest.mark.parametrize("angle", [0, 7, -20])
def test_a_page_at_one_angle_is_one_part(angle: float) -> None:
    page = block(0, 0, 12, angle), block(500, 300, 5, angle), block(0, 900, 3, angle)
    assert found(*page) == [[0] * 12 + [1] * 5 + [2] * 3]


@pytest.mark.parametrize("angle", [3, -6])
def test_a_slip_on_a_level_page_is_a_part(angle: float) -> None:
    page = block(0, 0, 10, 0, 500), block(80, 400, 6, angle)
    assert found(*page) == [[0] * 10, [1] * 6]


def test_cards_come_row_by_row() -> None:
    cards = [
        block(x, y, 5, angle)
        for x, y, angle in ((0, 0, 5), (420, 25, -4), (-10, 300, -7), (440, 290, 2))
    ]
    assert found(*cards) == [[0] * 5, [1] * 5, [2] * 5, [3] * 5]
    assert found(*cards[::-1]) == [[3] * 5, [2] * 5, [1] * 5, [0] * 5]


def test_cards_at_the_same_angle_with_another_between_them_are_parts() -> None:
    cards = block(0, 0, 5, 6), block(400, 20, 5, -5), block(800, 0, 5, 6)
    assert found(*cards) == [[0] * 5, [1] * 5, [2] * 5]


def test_short_lines_belong_to_the_part_they_are_in() -> None:
    first, second = block(0, 0, 5, 6), block(420, 20, 5, -5)
    short = np.array([[[300, 40], [340, 40], [340, 60], [300, 60]]], float)
    assert found(np.concatenate((first, short - (60, 0))), second) == [[0] * 6, [1] * 5]


@pytest.mark.parametrize("angle", [12, 45, 90])
def test_a_lone_slanted_line_is_no_part(angle: float) -> None:
    page, stamp = block(0, 0, 12, 0, 500), block(250, 60, 1, angle)
    assert len(found(page, stamp)) == 1


def test_a_bent_page_is_one_part() -> None:
    lines = [block(0, 28 * i, 1, 0.3 * i, 500) for i in range(20)]
    assert len(found(*lines)) == 1


def test_lines_at_angles_of_chance_are_one_part_and_take_no_time() -> None:
    rng = np.random.default_rng(0)
    lines = [block(*rng.uniform(0, 2500, 2), 1, rng.normal(0, 10), 300) for _ in range(600)]
    start = time.process_time()
    assert len(found(*lines)) == 1
    assert time.process_time() - start < 3
