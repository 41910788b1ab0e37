"""Word boxes from time steps."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.polygons import to_polygon
from ocrlc.recognition.crops import crop_line, text_corners
from ocrlc.recognition.recognizer import Recognizer
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
    # b's centre is at 36, the space's at 84, c's at 124.
    np.testing.assert_allclose(first.polygon, [(100, 10), (160, 10), (160, 42), (100, 42)])
    np.testing.assert_allclose(second.polygon, [(204, 10), (300, 10), (300, 42), (204, 42)])


def test_boxes_scale_with_the_page_and_follow_a_slope() -> None:
    slope = ((0.0, 0.0), (1000.0, 100.0), (990.0, 200.0), (-10.0, 100.0))
    first, _ = split_words(decoded("a b", (10, 25, 40)), 200, slope)
    # The border is at (44 + 104) / 2 = 74 of 200 pixels.
    np.testing.assert_allclose(first.polygon[1], (370, 37))
    np.testing.assert_allclose(first.polygon[2], (360, 137))


def test_a_last_character_seen_in_the_padding_stays_inside_the_line() -> None:
    words = split_words(decoded("a b", (2, 51, 53)), 200, LINE)
    assert all(100 <= x <= 300 for word in words for x, _ in word.polygon)


def test_spaces_at_the_ends_and_doubled_make_no_words() -> None:
    words = split_words(decoded(" a  b ", (1, 4, 8, 10, 20, 30)), 200, LINE)
    assert [word.text for word in words] == ["a", "b"]
    assert words[0].polygon[0][0] == pytest.approx(100 + 14)
    assert split_words(decoded("", ()), 200, LINE) == ()


def test_characters_tile_their_word_with_their_own_scores() -> None:
    line = decoded("ab c", (3, 8, 20, 30), (0.9, 0.7, 0.2, 1.0))
    assert all(word.characters == () for word in split_words(line, 200, LINE))
    first, second = split_words(line, 200, LINE, characters=True)
    assert [(one.text, one.score) for one in first.characters] == [("a", 0.9), ("b", 0.7)]
    assert [(one.text, one.score) for one in second.characters] == [("c", 1.0)]
    for word in (first, second):
        for left, right in pairwise(word.characters):
            assert (left.polygon[1], left.polygon[2]) == (right.polygon[0], right.polygon[3])
        assert word.characters[0].polygon[0] == word.polygon[0]
        assert word.characters[-1].polygon[2] == word.polygon[2]


def test_characters_are_where_they_were_drawn() -> None:
    """Read by the bundled model, in a proportional and a monospaced font that OpenCV draws."""
    recognizer = Recognizer(threads=1)
    text, scale = "Wimmer & Co: 1,204.50", 1.5
    overlaps = []
    for font in (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX):
        edges = [10 + cv2.getTextSize(text[:i], font, scale, 2)[0][0] for i in range(len(text) + 1)]
        crop = np.full((60, edges[-1] + 10), 255, np.uint8)
        cv2.putText(crop, text, (10, 42), font, scale, 0, 2, cv2.LINE_AA)
        (line,) = recognizer.read_lines([crop])
        assert line.decoded.text == text
        height, width = crop.shape
        box = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
        found = iter(split_words(line.decoded, line.width, box, characters=True))
        characters = [one for word in found for one in word.characters]
        drawn = [pair for pair, one in zip(pairwise(edges), text, strict=True) if one != " "]
        for (left, right), one in zip(drawn, characters, strict=True):
            (x0, _), (x1, _) = one.polygon[:2]
            assert x0 < (left + right) / 2 < x1, one
            overlaps.append((min(right, x1) - max(left, x0)) / (max(right, x1) - min(left, x0)))
    assert np.mean(overlaps) > 0.68


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
