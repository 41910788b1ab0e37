"""The maps that detectors learn: cores of lines, and the way back to boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.datasets.text_maps import BACKGROUND, IGNORED, TEXT, text_map, thickness
from ocrlc.detection.postprocess import BoxOptions, boxes_from_map
from ocrlc.evaluation.box_metrics import score_page


def box(x: float, y: float, w: float, h: float, angle: float = 0.0) -> np.ndarray:
    return cv2.boxPoints(((x + w / 2, y + h / 2), (w, h), angle)).astype(np.float32)


@pytest.mark.parametrize(
    ("width", "height", "angle", "iou"),
    # The smallest rectangle around a tilted core of few pixels is too high by its steps.
    [(150, 16, 0, 0.7), (14, 12, 0, 0.7), (120, 14, 6, 0.55)],
)
@pytest.mark.parametrize("shrink", [0.55, 0.7])
def test_boxes_grown_by_what_was_taken_off_are_the_lines(
    width: float, height: float, angle: float, iou: float, shrink: float
) -> None:
    lines = [box(20, y, width, height, angle) for y in range(20, 160, 30)]
    drawn = (text_map(lines, [], 192, shrink) == TEXT).astype(np.float32)
    options = BoxOptions(unclip_ratio=1.0, shrink=shrink, min_side=1)
    found = list(2 * boxes_from_map(drawn, options).corners)
    assert score_page(found, lines, iou=iou).matched == len(lines) == len(found)


def test_a_core_is_what_db_leaves_of_a_line() -> None:
    drawn = text_map([box(20, 40, 120, 20)], [], 160, 0.55)
    move = 120 * 20 * (1 - 0.55**2) / (2 * 140)
    wanted = (120 - 2 * move) * (20 - 2 * move) / 4
    assert (drawn == TEXT).sum() == pytest.approx(wanted, rel=0.12)
    rows, columns = np.nonzero(drawn == TEXT)
    assert 2 * (rows.mean() + 0.5) == pytest.approx(50, abs=0.5)
    assert 2 * (columns.mean() + 0.5) == pytest.approx(80, abs=0.5)


def test_neighbours_stay_apart_even_where_their_boxes_overlap() -> None:
    lines = [box(10, 40, 60, 20), box(58, 40, 60, 20), box(10, 47, 108, 20)]
    drawn = (text_map(lines, [], 128, 0.95) == TEXT).astype(np.uint8)
    assert cv2.connectedComponents(drawn, connectivity=4)[0] - 1 >= 3


def test_regions_that_nobody_can_read_are_ignored_but_for_text_in_them() -> None:
    drawn = text_map([box(20, 40, 80, 20)], [box(0, 0, 128, 64)], 128, 0.55)
    assert (drawn[:32] != BACKGROUND).all()
    assert (drawn == TEXT).any()
    assert (drawn[34:] == BACKGROUND).all()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (box(-40, 40, 80, 20), TEXT),  # half of its length
        (box(-76, 40, 80, 20), IGNORED),  # a few pixels
        (box(20, -4, 80, 20), TEXT),  # most of its height
        (box(20, -12, 80, 20), IGNORED),  # less than half of it
        (box(20, 40, 30, 3), IGNORED),  # too small to read
    ],
)
def test_lines_cut_off_count_where_they_can_be_read(line: np.ndarray, value: int) -> None:
    drawn = text_map([line], [], 128, 0.55)
    assert set(np.unique(drawn)) == {BACKGROUND, value}


def test_lines_outside_leave_nothing() -> None:
    assert not text_map([box(200, 40, 80, 20)], [], 128, 0.55).any()
    assert not text_map([], [], 128, 0.55).any()


def test_thickness_of_rectangles() -> None:
    area, perimeter = np.array([200.0, 9.0]), np.array([60.0, 12.0])
    np.testing.assert_allclose(thickness(area, perimeter), [10.0, 3.0])
