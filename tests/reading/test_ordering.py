"""Reading order over drawn layouts."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from ocrlc.reading.ordering import reading_order
from ocrlc.reading.slants import dominant_angle

H = 20
"""Height of a line, pixels."""
Line = tuple[float, float, float]
"""Left, middle and width of a line."""


def polygons(lines: list[Line], angle: float = 0.0) -> list[np.ndarray]:
    """Boxes of lines on a page turned by `angle` degrees."""
    turn = math.radians(angle)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return [
        (
            np.array([[x, y - H / 2], [x + w, y - H / 2], [x + w, y + H / 2], [x, y + H / 2]])
            @ matrix
        ).astype(np.float32)
        for x, y, w in lines
    ]


def assert_order(lines: list[Line], angle: float = 0.0) -> None:
    """The lines, given in reading order, come out so whatever order they are found in."""
    assert_polygons(polygons(lines, angle))


def assert_polygons(boxes: list[np.ndarray]) -> None:
    """The same of boxes."""
    for seed in range(3):
        shuffled = np.random.default_rng(seed).permutation(len(boxes))
        found = reading_order([boxes[i] for i in shuffled])
        assert [int(shuffled[i]) for i in found] == list(range(len(boxes)))


def prose(x: float, top: float, count: int, width: float = 400, pitch: float = 28) -> list[Line]:
    """A paragraph: full lines, every fifth short."""
    return [
        (x, top + i * pitch, width * (0.4 if i % 5 == 4 else 0.97 - i % 3 * 0.01))
        for i in range(count)
    ]


def row(y: float, *cells: tuple[float, float]) -> list[Line]:
    return [(x, y, w) for x, w in cells]


def table(top: float, rows: int, pitch: float = 40) -> list[Line]:
    """Description, quantity, price and total; amounts end flush."""
    lines: list[Line] = []
    for i in range(rows):
        y = top + i * pitch
        price, total = 60 + i % 3 * 10, 70 + i % 2 * 10
        cells = ((100, 200 + 37 * i % 90), (500, 12), (700 - price, price), (900 - total, total))
        lines += row(y, *cells)
    return lines


ANGLES = [0, -10, -3, 4, 10]


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("stagger", [0, 11])
def test_two_columns_under_a_title_above_a_footer(stagger: float, angle: float) -> None:
    lines = [(200, 50, 600), *prose(100, 120, 14), *prose(540, 120 + stagger, 12), (90, 560, 850)]
    assert_order(lines, angle)


def test_three_columns() -> None:
    assert_order([*prose(0, 50, 9, 300), *prose(340, 50, 9, 300), *prose(680, 50, 8, 300)])


@pytest.mark.parametrize("angle", ANGLES)
def test_table_reads_by_rows(angle: float) -> None:
    header = row(100, (100, 120), (480, 50), (640, 60), (820, 80))
    assert_order([*header, *table(140, 8)], angle)


def test_dense_table_reads_by_rows() -> None:
    assert_order(table(140, 12, pitch=26))


@pytest.mark.parametrize("angle", ANGLES)
def test_invoice_with_two_address_blocks(angle: float) -> None:
    seller = [(100, 100 + i * 28, w) for i, w in enumerate((180, 240, 160, 210))]
    buyer = [(600, 100 + i * 28, w) for i, w in enumerate((220, 150, 250, 130, 190))]
    total = row(600, (600, 80), (840, 60))
    assert_order([*seller, *buyer, *table(300, 6), *total], angle)


def test_address_beside_labels_and_values() -> None:
    address = [(100, 100 + i * 28, w) for i, w in enumerate((180, 240, 160, 210))]
    facts = [
        line
        for i, (label, value) in enumerate(((130, 90), (110, 100), (70, 190), (60, 110)))
        for line in row(100 + i * 28, (560, label), (740, value))
    ]
    assert_order([*address, *facts, (100, 300, 500)])


@pytest.mark.parametrize("angle", ANGLES)
def test_receipt_reads_label_then_amount(angle: float) -> None:
    lines: list[Line] = [(120, 40, 200), (100, 70, 240)]
    for i in range(9):
        amount = 40 + i % 3 * 12
        lines += row(120 + i * 28, (40, 120 + 53 * i % 130), (440 - amount, amount))
    assert_order([*lines, (90, 400, 260)], angle)


def test_labels_and_values_stay_together() -> None:
    widths = ((90, 120), (110, 80), (70, 150), (100, 95))
    lines = [
        line
        for i, (label, value) in enumerate(widths)
        for line in row(50 + i * 28, (40, label), (170, value))
    ]
    assert_order(lines)


@pytest.mark.parametrize("angle", ANGLES)
def test_prose_beside_a_list_of_another_pitch(angle: float) -> None:
    left = [(40, 50 + i * 25, 340) for i in range(17)]
    right: list[Line] = [(420, 50 + i * 25, 270) for i in range(3)]
    y = 135.0
    for rows in (3, 5, 2):
        right.append((500, y, 130))
        for _ in range(rows):
            y += 22
            right += row(y, (420, 55), (500, 140))
        y += 36
    assert_order([*left, *right], angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_price_lists_side_by_side_are_columns(angle: float) -> None:
    """Cells of two lines come at other places on the two sides, so that rows drift apart."""
    lines: list[Line] = []
    for x, long, pitch in ((40, (1, 3, 4, 8, 9), 24), (600, (0, 2, 5, 6, 9, 11, 12), 25)):
        y = 50.0
        for i in range(14):
            lines += row(y, (x, 70), (x + 120, 190 + i % 3 * 9), (x + 420 - i % 2 * 10, 60))
            if i in long:
                y += 17
                lines.append((x + 120, y, 80))
            y += pitch
    assert_order(lines, angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_cells_of_several_lines_are_rows(angle: float) -> None:
    lines: list[Line] = []
    y = 50.0
    for i in range(10):
        lines += row(y, (40, 70), (160, 190 + i % 3 * 9), (460, 200), (800, 60))
        if i % 3:
            lines += row(y + 17, (160, 120 + i % 4 * 7))
            y += 17
        y += 24
    assert_order(lines, angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_long_descriptions_beside_their_values_are_rows(angle: float) -> None:
    lines = []
    for i in range(9):
        lines += row(50 + i * 25, (40, 340 - i % 3 * 8), (420, 60 + i % 4 * 9))
    assert_order(lines, angle)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("heads", [False, True])
@pytest.mark.parametrize(("left", "right"), [(2, 2), (2, 3), (3, 2), (3, 3), (2, 6), (5, 2)])
def test_a_few_lines_on_facing_pages_are_columns(
    left: int, right: int, heads: bool, angle: float
) -> None:
    lines: list[Line] = []
    for x, count, number in ((100, left, 100), (560, right, 860)):
        folio = row(40, *sorted(((number, 30.0), (x + 150, 120.0)))) if heads else []
        widths = [400 - i % 3 * 30 for i in range(count - 1)] + [170]
        lines += [*folio, *((x, 110 + i * 27, w) for i, w in enumerate(widths))]
    assert_order(lines, angle)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("tilt", [1.5, 4, -2.5])
def test_pages_of_an_open_book_lie_at_different_angles(tilt: float, angle: float) -> None:
    pages = [
        polygons(prose(-420, -150, 8), angle + tilt / 2),
        polygons(prose(20, -150, 7), angle - tilt / 2),
    ]
    assert_polygons([one for page in pages for one in page])


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("lean", [-0.08, 0.05])
def test_columns_photographed_from_the_side_lean(lean: float, angle: float) -> None:
    columns = [*prose(100, 60, 30), *prose(540, 60, 30)]
    assert_order([(x + lean * y, y, w) for x, y, w in columns], angle)


CARD = [(0, 0, 210), (0, 28, 160), (0, 56, 120), (0, 110, 190), (0, 138, 240)]


@pytest.mark.parametrize("angles", [(4, -3), (-8, 5, 1, -4), (9, 2, -6)])
def test_cards_that_lie_at_angles_of_their_own(angles: tuple[float, ...]) -> None:
    places = [(0, 0), (420, 30), (-20, 300), (440, 330)]
    cards = [
        one + np.array(place, np.float32)
        for place, angle in zip(places, angles, strict=False)
        for one in polygons(CARD, angle)
    ]
    assert_polygons(cards)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("facts", [2, 3, 5, 6])
@pytest.mark.parametrize("gap", [40, 90])
def test_an_address_is_not_mixed_with_the_facts_beside_it(
    gap: float, facts: int, angle: float
) -> None:
    address = [(100, 100 + i * 27, w) for i, w in enumerate((180, 240, 160, 210))]
    widths = (190, 150, 220, 130, 170, 145)
    beside = [(340 + gap, 100 + i * 27, w) for i, w in enumerate(widths[:facts])]
    assert_order([*address, *beside, *prose(100, 330, 4, 800)], angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_facts_may_end_flush(angle: float) -> None:
    address = [(100, 100 + i * 28, w) for i, w in enumerate((180, 240, 160, 210))]
    facts = [
        line
        for i, (label, value) in enumerate(((130, 90), (50, 100), (100, 60)))
        for line in row(100 + i * 28, (460, label), (720 - value, value))
    ]
    assert_order([*address, *facts, (100, 300, 500)], angle)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("pitch", [28, 34])
def test_a_form_of_labels_and_values_is_rows(pitch: float, angle: float) -> None:
    labels, values = (60, 110, 95, 70, 105), (150, 90, 210, 120, 175)
    lines = [
        line
        for i, (label, value) in enumerate(zip(labels, values, strict=True))
        for line in row(100 + i * pitch, (100, label), (300, value))
    ]
    assert_order([(100, 50, 300), *lines], angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_cells_of_text_are_rows(angle: float) -> None:
    left = (210, 320, 150, 260, 120, 300, 180, 230, 140)
    right = (160, 90, 280, 120, 250, 200, 310, 110, 270)
    lines = [
        line
        for i, (one, other) in enumerate(zip(left, right, strict=True))
        for line in row(100 + i * 32, (100, one), (500, other))
    ]
    assert_order(lines, angle)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("numbers", [False, True])
def test_a_list_on_the_baselines_of_prose_is_a_column(numbers: bool, angle: float) -> None:
    items = [
        line
        for i, w in enumerate((170, 120, 200, 90, 150))
        for line in row(50 + i * 27, *(((420, 22), (460, w)) if numbers else ((420, w),)))
    ]
    assert_order([*((40, 50 + i * 27, 340 - i * 17 % 40) for i in range(11)), *items], angle)


@pytest.mark.parametrize("angle", ANGLES)
def test_columns_are_narrower_beside_a_picture_between_them(angle: float) -> None:
    lines: list[Line] = []
    for x, inset in ((60, 0), (500, 130)):
        y = 50
        for count, side in ((5, 0), (6, 1), (4, 0)):
            for i in range(count):
                lines.append((x + inset * side, y, 410 - 130 * side - i % 3 * 14))
                y += 27
    assert_order(lines, angle)


def test_rows_may_bend_and_hold_sizes() -> None:
    bent = [(x, 100 + 0.00002 * x * x, 90) for x in range(0, 1000, 100)]
    below = [(x, 128 + 0.00002 * x * x, 90) for x in range(0, 1000, 100)]
    assert_order([*bent, *below])


@pytest.mark.parametrize("tail", [0, 12])  # figures have none, their boxes end higher
def test_labels_come_before_tall_values_on_the_same_ground(tail: int) -> None:
    boxes = []
    for y in (100, 200):
        for x, width, height in ((30, 110, 20), (150, 220, 56), (480, 110, 20), (610, 200, 56)):
            bottom = y - tail if height == 56 else y
            top = bottom - height
            corners = [[x, top], [x + width, top], [x + width, bottom], [x, bottom]]
            boxes.append(np.array(corners, np.float32))
    assert reading_order(boxes) == list(range(8))


def test_small_inputs() -> None:
    assert reading_order([]) == []
    assert reading_order(polygons([(5, 5, 50)])) == [0]
    assert reading_order(polygons([(0, 100, 50), (0, 50, 50)])) == [1, 0]


def test_dominant_angle_is_that_of_the_long_lines() -> None:
    boxes = polygons(prose(100, 120, 10), 7) + polygons([(0, 0, 25), (50, 0, 22)], -30)
    assert math.degrees(dominant_angle(np.array(boxes, float))) == pytest.approx(7, abs=0.1)


def test_many_lines_are_quick() -> None:
    lines = [(x * 110.0, y * 28.0, 90.0) for y in range(250) for x in range(12)]
    order = reading_order(polygons(lines))
    assert order == list(range(len(lines)))


def test_thousands_of_lines_of_noise_take_little_memory() -> None:
    rng = np.random.default_rng(0)
    left, top = rng.uniform(0, 4000, (2, 8000))
    x = np.stack((left, left + 90, left + 90, left), axis=1)
    y = np.stack((top, top, top + 20, top + 20), axis=1)
    polygons = list(np.stack((x, y), axis=2).astype(np.float32))
    tracemalloc.start()
    try:
        order = reading_order(polygons)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sorted(order) == list(range(8000))
    assert peak < 100e6


def test_boxes_that_overlap_the_next_lines_are_no_higher_than_those_are_apart() -> None:
    """Columns of close lines whose boxes are half as high again, a narrow gutter between them."""
    column = [(0.0, 20.0 * row, 260.0) for row in range(8)]
    lines = [*column, *((x + 264, y, w) for x, y, w in column)]
    boxes = polygons(lines)
    for box in boxes:
        box[:2, 1] -= 6
        box[2:, 1] += 6
    assert_polygons(boxes)
