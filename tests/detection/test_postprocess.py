"""From probability maps to boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.detection.postprocess import BoxOptions, boxes_from_map, clockwise

PLAIN = BoxOptions(unclip_ratio=0)


def map_with(*rectangles: tuple[int, int, int, int], value: float = 0.9) -> np.ndarray:
    """Rectangles of text: left, top, right, bottom."""
    probability = np.full((120, 200), 0.02, np.float32)
    for x0, y0, x1, y1 in rectangles:
        probability[y0:y1, x0:x1] = value
    return probability


def test_a_region_becomes_the_box_of_its_pixels() -> None:
    corners, scores, _ = boxes_from_map(map_with((20, 30, 120, 40)), PLAIN)
    assert corners.tolist() == [[[20, 30], [120, 30], [120, 40], [20, 40]]]
    assert scores == pytest.approx([0.9], abs=1e-3)


def test_growth_is_that_of_polygon_clipping() -> None:
    pyclipper = pytest.importorskip("pyclipper")
    probability = map_with((40, 50, 140, 60))
    (box,), _, _ = boxes_from_map(probability, BoxOptions(unclip_ratio=1.5))
    distance = 100 * 10 * 1.5 / (2 * (100 + 10))
    offset = pyclipper.PyclipperOffset()
    scaled = [(x * 1000, y * 1000) for x, y in ((40, 50), (140, 50), (140, 60), (40, 60))]
    offset.AddPath(scaled, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    clipped = np.array(offset.Execute(distance * 1000)[0]) / 1000
    expected = [*clipped.min(axis=0), *clipped.max(axis=0)]
    assert [*box.min(axis=0), *box.max(axis=0)] == pytest.approx(expected, abs=0.05)


def test_inset_and_shift() -> None:
    options = BoxOptions(unclip_ratio=2, inset=3, shift=1)
    (box,), _, _ = boxes_from_map(map_with((40, 50, 140, 60)), options)
    growth = 100 * 10 * 2 / 220 - 3
    assert box[0].tolist() == pytest.approx([39 - growth, 49 - growth], abs=1e-3)
    assert box[2].tolist() == pytest.approx([139 + growth, 59 + growth], abs=1e-3)


@pytest.mark.parametrize(("width", "expected"), [(4, 10), (40, 50)], ids=["a character", "a line"])
def test_small_regions_are_cut_back_to_their_peak(width: int, expected: int) -> None:
    """Without it, the box of a character 4 pixels wide, blurred by 5 on each side, has 14."""
    probability = cv2.blur(map_with((60, 50, 60 + width, 58), value=1), (11, 1))
    sharp = float(probability.max())
    options = BoxOptions(bin_thresh=sharp / 11, box_thresh=0.1, unclip_ratio=0, small_peak=0.65)
    (box,), _, _ = boxes_from_map(probability, options)
    assert np.ptp(box[:, 0]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("probability", "options"),
    [
        (map_with(), PLAIN),
        (map_with((20, 20, 60, 22)), PLAIN),
        (map_with((20, 20, 60, 30), value=0.5), PLAIN),
        (map_with((20, 20, 60, 30), value=0.25), BoxOptions(box_thresh=0)),
    ],
    ids=["blank", "thin", "unsure", "below the binary threshold"],
)
def test_what_is_no_line(probability: np.ndarray, options: BoxOptions) -> None:
    corners, scores, _ = boxes_from_map(probability, options)
    assert corners.shape == (0, 4, 2)
    assert scores.shape == (0,)


def test_text_inside_a_frame_is_found_and_holes_are_not() -> None:
    frame = map_with((10, 10, 190, 110))
    frame[16:104, 16:184] = 0.02
    frame[50:60, 60:120] = 0.9
    corners, _, _ = boxes_from_map(frame, BoxOptions(unclip_ratio=0, box_thresh=0.05))
    widths = sorted(float(np.ptp(box[:, 0])) for box in corners)
    assert widths == [60, 180]


def test_candidates_are_bounded() -> None:
    rows = [(10, y, 100, y + 6) for y in range(5, 110, 12)]
    corners, _, left_out = boxes_from_map(map_with(*rows), BoxOptions(max_candidates=4))
    assert len(corners) == 4
    assert left_out == len(rows) - 4


@pytest.mark.parametrize("angle", [-40, -10, 0, 10, 40])
def test_tilted_boxes_start_where_reading_starts(angle: float) -> None:
    probability = np.zeros((200, 200), np.float32)
    corners = cv2.boxPoints(((100, 100), (120, 16), angle))
    cv2.fillPoly(probability, [np.round(corners).astype(np.int32)], 1.0)
    (box,), _, _ = boxes_from_map(probability, PLAIN)
    along = box[1] - box[0]
    assert np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(angle, abs=1.5)
    assert np.linalg.norm(along) == pytest.approx(121, abs=3)
    assert np.linalg.norm(box[3] - box[0]) == pytest.approx(17, abs=2.5)


def test_clockwise_from_any_start() -> None:
    expected = np.array([[0, 1], [9, 0], [10, 4], [1, 5]], np.float32)
    for shift in range(4):
        assert np.array_equal(clockwise(np.roll(expected, shift, axis=0)), expected)
        assert np.array_equal(clockwise(np.roll(expected, shift, axis=0)[::-1]), expected)
