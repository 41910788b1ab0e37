"""How a page seems to lie, from its letters alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.detection.detector import Found
from ocrlc.reading.glance import Guess, glance
from ocrlc.reading.orientation import turn_image
from ocrlc.reading.page_reader import PageReader
from tests.reading.test_orientation import TURNS, Boxes, Ends

TEXT = "The old harbour of this town held fifty boats, till the storm of last autumn broke its wall"


def page(text: str) -> np.ndarray:
    image = np.full((500, 900), 255, np.uint8)
    for row, y in enumerate(range(60, 460, 40)):
        words = text[row:] + text[:row]
        cv2.putText(image, words[:46], (40, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    return image


@pytest.mark.parametrize("degrees", TURNS)
def test_letters_tell_how_a_page_lies(degrees: int) -> None:
    assert glance(turn_image(page(TEXT), -degrees % 360)) == Guess(degrees, True)


@pytest.mark.parametrize("degrees", TURNS)
def test_bright_letters_tell_how_a_dark_page_lies(degrees: int) -> None:
    assert glance(turn_image(230 - page(TEXT) // 5 * 4, -degrees % 360)) == Guess(degrees, True)


@pytest.mark.parametrize("degrees", TURNS)
def test_dark_letters_tell_how_a_page_lies_on_a_dark_desk(degrees: int) -> None:
    desk = cv2.copyMakeBorder(page(TEXT), *[400] * 4, cv2.BORDER_CONSTANT, value=30)
    assert glance(turn_image(desk, -degrees % 360)) == Guess(degrees, True)


@pytest.mark.parametrize("text", [TEXT.upper(), "3.141592653589793 2.718281828459045 1.6180339887"])
def test_capitals_and_figures_do_not_tell_which_end_is_up(text: str) -> None:
    for degrees in TURNS:
        guess = glance(turn_image(page(text), -degrees % 360))
        assert guess.degrees % 180 == degrees % 180
        assert guess.is_likely == (degrees % 180 == 0)
        assert guess.degrees != 180


@pytest.mark.parametrize("text", ["", "of late"])
def test_few_letters_tell_nothing(text: str) -> None:
    image = np.full((500, 900), 255, np.uint8)
    cv2.putText(image, text, (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    assert glance(turn_image(image, 180)) == Guess(0, True)


class Lines(Boxes):
    """Finds ten lines over the drawn ones, each darker at its beginning on an upright page."""

    def find(self, image: np.ndarray, grey: np.ndarray | None = None) -> Found:
        self.looks += 1
        rows, columns = np.nonzero(image < 255)
        top, left, right = rows.min(), columns.min(), columns.max()
        return Found(
            [
                np.array([[left, y], [right, y], [right, y + 20], [left, y + 20]], np.float32)
                for y in range(top, rows.max() - 20, 40)
            ]
        )


def shaded(degrees: int, sure: bool = True) -> tuple[np.ndarray, PageReader, Lines]:
    """A page turned clockwise, with a reader that tells a line's end from its beginning."""
    image = page(TEXT)
    image[:, :470] //= 2
    image[image > 100] = 255
    image[:, 470:] = np.maximum(image[:, 470:], 90)
    lines = Lines()
    right, wrong = (0.99, 0.8) if sure else (0.9, 0.6)
    return turn_image(image, -degrees % 360), PageReader(lines, Ends(right, wrong)), lines


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("degrees", TURNS)
def test_lines_of_turned_pages_are_found_once(degrees: int, sure: bool) -> None:
    image, reader, lines = shaded(degrees, sure)
    found, seen = reader.read(image)
    assert found == degrees
    assert lines.looks == 1
    assert {reading.score for reading in seen.readings} == {0.99 if sure else 0.9}


def test_a_guess_that_reads_no_better_is_taken_back() -> None:
    """Letters that hang from a line, as of other scripts, and that the recogniser cannot read."""
    image, reader, lines = shaded(180)
    reader.recognizer = Ends(0.7, 0.7)
    found, _ = reader.read(image)
    assert found == 0
    assert lines.looks == 2
