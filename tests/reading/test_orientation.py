"""Which way up a page lies, with a reader that tells a line's start from its end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.detection.detector import Found
from ocrlc.errors import ConfigError
from ocrlc.pipeline import OCR
from ocrlc.reading.glance import glance
from ocrlc.reading.orientation import is_sideways, is_sure, quality, turn_image
from ocrlc.reading.page_reader import PageReader
from ocrlc.recognition.recognizer import LineReading
from ocrlc.results import Page

TURNS = (0, 90, 180, 270)
START, END = 60, 160
"""Grey of a line's first and last parts; where there is no line it is white."""


def page_with(*lines: tuple[int, int, int]) -> np.ndarray:
    """Draw lines of 20 pixels height at x, y, with a length; the left half is darker."""
    image = np.full((400, 300), 255, np.uint8)
    for x, y, length in lines:
        image[y : y + 20, x : x + length // 2] = START
        image[y : y + 20, x + length // 2 : x + length] = END
    return image


class Boxes:
    """Finds the drawn lines by their pixels, in any orientation."""

    looks = 0

    def find(self, image: np.ndarray, grey: np.ndarray | None = None) -> Found:
        import cv2

        self.looks += 1
        contours, _ = cv2.findContours(
            (image < 255).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        polygons = []
        for x, y, w, h in map(cv2.boundingRect, contours):
            corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]
            polygons.append(np.array(corners, np.float32))
        return Found(polygons)


class Ends:
    """Reads a line well from its dark end on, and upside down nearly as much, less surely."""

    def __init__(self, right: float = 0.99, wrong: float = 0.85, letters: float = 0.1) -> None:
        self.scores = {True: right, False: wrong}
        self.letters = letters
        self.crops = 0

    def read_lines(self, crops: list[np.ndarray], allow: object = ()) -> list[LineReading]:
        self.crops += len(crops)
        return [self._read(crop) for crop in crops]

    def _read(self, crop: np.ndarray) -> LineReading:
        height, width = crop.shape
        if height > width:  # squeezed: a letter at most
            return LineReading(Decoded("l", 0.6, (0.6,), (0,)), 8)
        half = width // 2
        score = self.scores[bool(crop[:, :half].mean() < crop[:, half:].mean())]
        count = max(2, int(width * self.letters))
        text = ("abcd " * count)[: count - 1] + "e"
        return LineReading(Decoded(text, score, (score,) * count, tuple(range(count))), 4 * count)


LINES = ((30, 40, 200), (30, 90, 120), (30, 140, 240), (30, 190, 90))


@pytest.mark.parametrize("degrees", TURNS)
def test_every_way_up_is_found(degrees: int) -> None:
    image = turn_image(page_with(*LINES), -degrees % 360)
    found, seen = PageReader(Boxes(), Ends()).read(image)
    assert found == degrees
    assert all(reading.score == 0.99 for reading in seen.readings)
    assert len(seen.views) == len(LINES)


def test_upright_pages_cost_nothing_more() -> None:
    boxes, ends = Boxes(), Ends()
    PageReader(boxes, ends).read(page_with(*LINES))
    assert (boxes.looks, ends.crops) == (1, len(LINES))


def with_letters(degrees: int, letters: int = 12) -> np.ndarray:
    """A page of five lines of letters, turned clockwise; the first half of each is darker."""
    image = np.full((400, 300), 255, np.uint8)
    for y in range(40, 340, 60):
        for place in range(letters):
            shade = START if 2 * place < letters else END
            image[y : y + 20, 30 + 18 * place : 45 + 18 * place] = shade
    return turn_image(image, -degrees % 360)


class Lines(Boxes):
    """Finds lines by joining their letters, along the longer side of the page's text."""

    def find(self, image: np.ndarray, grey: np.ndarray | None = None) -> Found:
        import cv2

        upright = image.shape[0] > image.shape[1]
        kernel = np.ones((1, 5) if upright else (5, 1), np.uint8)
        return super().find(cv2.erode(image, kernel))


@pytest.mark.parametrize("degrees", TURNS)
def test_lines_of_a_page_on_its_side_are_found_once_it_is_turned(degrees: int) -> None:
    assert (glance(with_letters(degrees)).degrees in (90, 270)) == (degrees in (90, 270))
    boxes = Lines()
    found, seen = PageReader(boxes, Ends()).read(with_letters(degrees))
    assert found == degrees
    assert boxes.looks == (1 if degrees in (0, 90) else 2)
    assert all(reading.score == 0.99 for reading in seen.readings)
    assert len(seen.views) == 5


def with_columns_of_marks() -> np.ndarray:
    """An upright page that looks as if it lay on its side: marks stand above one another."""
    image = page_with(*LINES)
    for x in (240, 260, 280):
        for y in range(240, 400, 8):
            image[y : y + 6, x : x + 5] = START
    assert glance(image).degrees in (90, 270)
    return image


def test_a_wrong_guess_is_taken_back() -> None:
    image = with_columns_of_marks()

    class LongOnes(Boxes):
        def find(self, image: np.ndarray, grey: np.ndarray | None = None) -> Found:
            found = super().find(image)
            return replace(found, polygons=[p for p in found.polygons if np.ptp(p) > 150])

    boxes = LongOnes()
    found, seen = PageReader(boxes, Ends()).read(image)
    assert (found, len(seen.views), boxes.looks) == (0, len(boxes.find(image).polygons), 2)


def test_a_wrong_guess_that_reads_badly_is_taken_back() -> None:
    class Across(Boxes):
        """Finds, where the page lies on its side, lines where nothing is written."""

        def find(self, image: np.ndarray, grey: np.ndarray | None = None) -> Found:
            height, width = image.shape
            if height > width:
                return super().find(image)
            rows = ([[222, y], [398, y], [398, y + 20], [222, y + 20]] for y in range(80, 280, 40))
            return Found([np.array(row, np.float32) for row in rows])

    found, seen = PageReader(Across(), Ends(wrong=0.55)).read(with_columns_of_marks())
    assert found == 0
    assert {reading.score for reading in seen.readings} <= {0.99, 0.6}


def test_off_reads_as_it_lies() -> None:
    image = turn_image(page_with(*LINES), 180)
    found, seen = PageReader(Boxes(), Ends()).read(image, turn=False)
    assert found == 0
    assert all(reading.score == 0.85 for reading in seen.readings)


@pytest.mark.parametrize("image", [page_with(), page_with((30, 40, 14))])
def test_what_holds_no_text_or_a_letter_stays_as_it_is(image: np.ndarray) -> None:
    assert PageReader(Boxes(), Ends()).read(image)[0] == 0


def test_poor_pages_are_not_turned_for_a_little() -> None:
    # Faint upright text, read a little better from its end by chance.
    reader = PageReader(Boxes(), Ends(right=0.70, wrong=0.71))
    assert reader.read(page_with(*LINES))[0] == 0


def test_on_a_close_call_the_better_reading_is_kept() -> None:
    # The longest lines speak for turning (a stamp, say), all others against it.
    others = tuple((30 + 130 * (i % 2), 10 + 30 * (i // 2), 118) for i in range(16))
    stamp = turn_image(page_with((20, 10, 260), (20, 40, 260), (20, 70, 260)), 180)
    image = np.minimum(page_with(*others), stamp)
    reader = PageReader(Boxes(), Ends(right=0.92, wrong=0.6, letters=0.05))
    assert reader._vote(image, Boxes().find(image)) == 180
    found, seen = reader.read(image)
    assert found == 0
    assert sorted({reading.score for reading in seen.readings}) == [0.6, 0.92]


def test_a_column_of_narrow_letters_is_not_sideways_text() -> None:
    image = np.full((400, 300), 255, np.uint8)
    for y in range(20, 380, 40):
        image[y : y + 30, 100:112] = START

    class Digits(Ends):
        def _read(self, crop: np.ndarray) -> LineReading:
            score = 0.99 if crop.shape[0] > crop.shape[1] else 0.7
            return LineReading(Decoded("1", score, (score,), (0,)), 8)

    assert is_sideways(Boxes().find(image).polygons)
    assert PageReader(Boxes(), Digits()).read(image)[0] == 0


def test_what_is_sure() -> None:
    def read(text: str, score: float) -> Decoded:
        return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))

    assert is_sure([read("a long line of text", 0.98), read("x", 0.3)])
    assert not is_sure([read("a long line of text", 0.9)])
    assert not is_sure([])
    assert quality([read("guessed", 0.5)]) == 0
    assert quality([read("abcd", 0.75)]) == pytest.approx(2)


@pytest.fixture
def ocr(monkeypatch: pytest.MonkeyPatch) -> OCR:
    reader = OCR()
    monkeypatch.setattr(reader, "reader", PageReader(Boxes(), Ends()))
    return reader


@pytest.mark.parametrize("degrees", TURNS)
def test_polygons_are_in_pixels_of_the_page_as_given(ocr: OCR, degrees: int) -> None:
    image = turn_image(page_with(*LINES), -degrees % 360)
    (page,) = ocr.recognize(image).pages
    assert page.orientation == degrees
    assert page.to_dict()["orientation"] == degrees
    assert (page.height, page.width) == image.shape
    assert [len(line.text) for line in page.lines] == [20, 12, 24, 9]
    for line in page.lines:
        for word in (line, *line.words):
            (x0, y0), (x1, y1), (x2, y2), (x3, y3) = word.polygon
            xs, ys = sorted((x0, x1, x2, x3)), sorted((y0, y1, y2, y3))
            inside = image[round(ys[0]) : round(ys[-1]), round(xs[0]) : round(xs[-1])]
            assert (inside < 255).mean() > 0.95
        # From its text's top-left: the dark end comes first.
        a, b, c, d = np.array(line.polygon)
        x, y = 0.9 * (a + d) / 2 + 0.1 * (b + c) / 2
        assert image[int(y), int(x)] == START


@pytest.mark.parametrize("degrees", TURNS)
def test_upright_pages_are_what_they_would_have_been(ocr: OCR, degrees: int) -> None:
    image = page_with(*LINES)
    (expected,) = ocr.recognize(image).pages
    (page,) = ocr.recognize(turn_image(image, -degrees % 360)).pages
    found = page.upright()
    assert (found.width, found.height, found.orientation) == (300, 400, 0)
    assert [line.text for line in found.lines] == [line.text for line in expected.lines]
    for line, other in zip(found.lines, expected.lines, strict=True):
        assert np.allclose(line.polygon, other.polygon, atol=0.01)
        for word, one in zip(line.words, other.words, strict=True):
            assert np.allclose(word.polygon, one.polygon, atol=0.01)
    assert replace(page, orientation=0).upright() == replace(page, orientation=0)


def test_modes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="auto, off"):
        OCR(orientation="left")
    assert Page("a", 1, 2, 3).orientation == 0
