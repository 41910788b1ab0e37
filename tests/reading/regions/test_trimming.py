"""Regions that hold more than a line of text are cut, by what is drawn there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.reading.regions.trimming import trim

WHITE = 255
FONT = cv2.FONT_HERSHEY_SIMPLEX


def put(
    image: np.ndarray, text: str, x: int, baseline: int, colour: int = 0, weight: int = 2
) -> int:
    """Draw a text some 15 pixels high; return where it ends."""
    cv2.putText(image, text, (x, baseline), FONT, 0.7, colour, weight, cv2.LINE_AA)
    return x + cv2.getTextSize(text, FONT, 0.7, weight)[0][0]


def page(width: int = 700, height: int = 400) -> np.ndarray:
    return np.full((height, width), WHITE, np.uint8)


def region(left: float, baseline: float, right: float) -> np.ndarray:
    top, bottom = baseline - 20, baseline + 6
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def spans(image: np.ndarray, *regions: np.ndarray) -> list[tuple[float, float]]:
    """Where the trimmed regions begin and end."""
    found = trim(image, regions).regions
    return [(float(one.corners[:, 0].min()), float(one.corners[:, 0].max())) for one in found]


def test_what_needs_no_change_is_what_was_given() -> None:
    image = page()
    given = [region(48, y, put(image, "A line of text", 50, y) + 3) for y in (60, 100, 140)]
    found = trim(image, given).regions
    assert all(one.corners is other for one, other in zip(found, given, strict=True))
    assert all(one.is_text is None for one in found)


def test_a_region_that_ends_within_a_letter_takes_it_whole() -> None:
    image = page()
    end = put(image, "Quay of herrings", 50, 60, weight=1)
    (found,) = spans(image, region(58, 60, end - 6))
    assert 48 < found[0] < 54
    assert end - 5 < found[1] < end + 3


def test_what_goes_on_for_longer_than_a_letter_is_no_end_of_one() -> None:
    image = page()
    end = put(image, "Quay of herrings", 50, 60, weight=1)
    image[44:66, end - 6 : end + 40] = 120
    assert spans(image, region(48, 60, end - 3)) == [(48, end - 3)]


def test_cells_are_cut_at_the_rules_of_a_table() -> None:
    image = page()
    given = []
    for y in (60, 100):
        middle = put(image, "Harbour", 52, y) + 4
        cv2.line(image, (middle, 30), (middle, 115), 0, 2)
        given.append(region(48, y, put(image, "berths", middle + 5, y) + 4))
    (a, b), (c, d), *below = spans(image, *given)
    assert a == 48
    assert b < middle < c
    assert d == given[0][1, 0]
    assert len(below) == 2


def test_words_are_cut_at_the_sides_of_boxes() -> None:
    image = page()
    middle = put(image, "Order", 52, 60) + 4
    end = put(image, "PO-7719", middle + 5, 60) + 4
    for left, right in ((46, middle), (middle, end)):
        cv2.rectangle(image, (left, 38), (right, 68), 0, 2)
    parts = spans(image, region(44, 60, end + 4))
    assert [round(part[0], -1) for part in parts] == [50, round(middle, -1)]
    assert all(right < end for _, right in parts)


def test_a_streak_through_words_cuts_nothing() -> None:
    image = page()
    given = [
        region(48, y, put(image, "iwomwmawmew"[y % 7 :] * 2, 50, y) + 3) for y in range(60, 380, 40)
    ]
    cv2.line(image, (148, 0), (148, 399), 90, 2)
    assert len(spans(image, *given)) == len(given)


def test_a_stroke_of_a_large_letter_is_no_rule() -> None:
    image = page()
    cv2.putText(image, "WILL", (50, 200), FONT, 5, 0, 12, cv2.LINE_AA)
    box = np.array([[40, 70], [620, 70], [620, 220], [40, 220]], np.float32)
    small = [region(48, y, put(image, "A line of text", 50, y) + 3) for y in (260, 300, 340)]
    assert len(spans(image, box, *small)) == 4


LEFT = ("while the band of the", "school played three m", "mayor broke a bottle o",
        "visitors may inspect t", "launched on Friday wit", "slip behind the market")  # fmt: skip


def test_narrow_gutters_part_columns() -> None:
    image = page()
    given = []
    for row, (text, following) in enumerate(
        zip((*LEFT, LEFT[0]), (*(text[::-1] for text in LEFT), "The"), strict=True)
    ):
        y = 60 + row * 30
        put(image, text, 40, y)
        given.append(region(38, y, put(image, following, 325, y) + 3))
        image[y - 24 : y + 8, 309:325] = WHITE
    parts = spans(image, *given)
    assert len(parts) == 2 * len(given)
    assert all(right < 325 or left > 305 for left, right in parts)


def test_numbers_of_a_list_and_chance_spaces_are_no_columns() -> None:
    image = page()
    given = []
    for row, text in enumerate(LEFT):
        y = 60 + row * 30
        put(image, f"{row + 1}", 40, y)
        given.append(region(38, y, put(image, text, 66, y) + 3))
    for row, x in enumerate((40, 52, 71, 45, 60, 66)):
        y = 260 + row * 24
        end = put(image, "some words of prose", x, y)
        given.append(region(x - 2, y, put(image, "and others to go on", end + 14, y) + 3))
    assert len(spans(image, *given)) == len(given)


def test_neighbours_end_in_the_white_between_them() -> None:
    image = page()
    end = put(image, "Amount", 50, 60)
    start = end + 16
    right = put(image, "Hotel", start, 60) + 3
    first, second = spans(image, region(48, 60, start + 4), region(end - 5, 60, right))
    assert end < first[1] < start
    assert end < second[0] < start


def test_pieces_of_rules_must_not_read_as_rules_and_dotted_ones_are_not_read() -> None:
    image = page()
    given = [region(48, y, put(image, "A line of text", 50, y) + 3) for y in (60, 100, 140)]
    for y in range(30, 160, 7):
        image[y : y + 3, 400:403] = 0
    cv2.line(image, (500, 30), (500, 160), 0, 2)
    dots = [region(396, 60, 407), region(396, 100, 407)]
    *lines, rule = trim(image, [*given, *dots, region(495, 60, 505)]).regions
    assert rule.is_text is not None
    assert not rule.is_text(Decoded(":", 0.99, (0.99,), (1,)))
    assert rule.is_text(Decoded("on", 0.9, (0.9, 0.9), (1, 2)))
    assert len(lines) == len(given)
    assert all(one.is_text is None for one in lines)


def test_figures_in_a_column_are_text() -> None:
    image = page()
    given = [region(46, y, put(image, "1", 50, y) + 3) for y in range(60, 380, 28)]
    assert all(one.is_text is None for one in trim(image, given).regions)


@pytest.mark.parametrize("left", [46, 57], ids=["whole", "cut by the region"])
@pytest.mark.parametrize("kind", ["ring", "roof"])
def test_signs_are_cut_off_and_letters_are_not(kind: str, left: float) -> None:
    image = page()
    if kind == "ring":
        cv2.circle(image, (58, 53), 6, 0, 5, cv2.LINE_AA)
    else:
        cv2.fillPoly(image, [np.array([[50, 62], [58, 44], [66, 62], [58, 54]])], 0)
    given = [region(left, 60, put(image, "0114 496 0000", 78, 60, 0, 1) + 3)]
    put(image, "B", 50, 100, 0, 1)
    given.append(region(46, 100, put(image, "0114 496 0000", 78, 100, 0, 1) + 3))
    sign, text, other = trim(image, given).regions
    assert sign.is_text is not None
    assert not sign.is_text(Decoded("O", 0.99, (0.99,), (1,)))
    assert sign.is_text(Decoded("7", 0.99, (0.99,), (1,)))
    assert 66 < text.corners[0, 0] < 79
    assert other.corners is given[1]


def test_bright_text_is_left_alone() -> None:
    image = 255 - page()
    given = [region(48, y, put(image, "A line of text", 50, y, 255) + 3) for y in (60, 100, 140)]
    found = trim(image, given).regions
    assert all(one.corners is other for one, other in zip(found, given, strict=True))
    assert all(one.is_text is None for one in found)
