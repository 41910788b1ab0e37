"""Word boxes from time steps."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.polygons import to_polygon
from ocrlc.recognition.crops import crop_line, text_corners
from ocrlc.recognition.words import split_words

LINE = ((100.0, 10.0), (300.0, 10.0), (300.0, 42.0), (100.0, 42.0))


def decoded(text: str, steps: tuple[int, ...], scores: tuple[float, ...] | None = None) -> Decoded:
    scores = scores or (0.5,) * len(text)
    return Decoded(text, sum(scores) / max(len(scores), 1), scores, steps)


def test_words_reach_half_way_to_their_neighbours() -> None:
    """A line 200 px wide at 32 px high lies on 200 page pixels: steps are 4 of them."""
    line = decoded("ab cd", (3, 8, 20, 30, 40), (0.9, 0.7, 0.2, 1.0, 0.6))
    first, second = split_words(line, 200, LINE)
    assert (first.text, second.text) == ("ab", "cd")
    assert first.score == pytest.approx(0.8)
    assert second.score == pytest.approx(0.8)
    # b's centre is at 34, the space's at 82, c's at 122.
    np.testing.assert_allclose(first.polygon, [(100, 10), (158, 10), (158, 42), (100, 42)])
    np.testing.assert_allclose(second.polygon, [(202, 10), (300, 10), (300, 42), (202, 42)])


def test_boxes_scale_with_the_page_and_follow_a_slope() -> None:
    slope = ((0.0, 0.0), (1000.0, 100.0), (990.0, 200.0), (-10.0, 100.0))
    first, _ = split_words(decoded("a b", (10, 25, 40)), 200, slope)
    # The border is at (42 + 102) / 2 = 72 of 200 pixels.
    np.testing.assert_allclose(first.polygon[1], (360, 36))
    np.testing.assert_allclose(first.polygon[2], (350, 136))


def test_a_last_character_seen_in_the_padding_stays_inside_the_line() -> None:
    words = split_words(decoded("a b", (2, 51, 53)), 200, LINE)
    assert all(100 <= x <= 300 for word in words for x, _ in word.polygon)


def test_spaces_at_the_ends_and_doubled_make_no_words() -> None:
    words = split_words(decoded(" a  b ", (1, 4, 8, 10, 20, 30)), 200, LINE)
    assert [word.text for word in words] == ["a", "b"]
    assert words[0].polygon[0][0] == pytest.approx(100 + 12)
    assert split_words(decoded("", ()), 200, LINE) == ()


@pytest.mark.parametrize(("width", "height"), [(200, 40), (40, 59), (40, 61), (40, 200)])
def test_text_begins_where_the_crop_begins(width: int, height: int) -> None:
    """A mark beside the text's first corner shows at the crop's top-left, turned or not."""
    box = np.array(
        [[10, 20], [10 + width, 20], [10 + width, 20 + height], [10, 20 + height]], np.float32
    )
    corners = text_corners(box)
    page = np.zeros((300, 300), np.uint8)
    inward = (box.mean(axis=0) - corners[0]) / np.abs(box.mean(axis=0) - corners[0])
    x, y = (corners[0] + 5 * inward).astype(int)
    page[y - 4 : y + 5, x - 4 : x + 5] = 255
    crop = crop_line(page, box)
    assert crop[:8, :8].mean() > 150
    assert crop[-8:, -8:].mean() < 50


def test_polygon_is_plain_numbers() -> None:
    polygon = to_polygon(np.array(LINE, np.float32))
    assert polygon == LINE
    assert all(type(value) is float for point in polygon for value in point)
