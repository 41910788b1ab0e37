"""Dots between an entry and its number, taken off pages before they are read."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocrlc import OCR
from ocrlc.reading.leaders import without_leaders

FONT = str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")
ROWS = (("Introduction", "3"), ("The members of the board", "17"), ("Index of names", "204"))


def contents(between: str = ".", *, angle: float = 0.0, ruled: bool = False) -> np.ndarray:
    """Draw entries at the left, their numbers at the right, and what stands between."""
    sheet = Image.new("RGB", (900, 420), (250, 245, 235))
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 24)
    for row, (entry, number) in enumerate(ROWS):
        y = 60 + 110 * row
        draw.text((60, y), entry, "black", font)
        draw.text((830, y), number, "black", font, anchor="ra")
        start = 70 + font.getlength(entry)
        count = int((760 - start) / font.getlength(between)) if between else 0
        draw.text((start, y), between * count, "black", font)
        if ruled:
            draw.text((60, y + 50), "." * 90, "black", font)
    return np.asarray(sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(250, 245, 235)))


def darkest(page: np.ndarray, row: int) -> int:
    """Return the darkest grey between an entry and its number."""
    return int(page[60 + 110 * row : 92 + 110 * row, 420:760].min())


def grey_of(page: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(page).convert("L"))


@pytest.mark.parametrize("dot", [".", ". ", "·"])
@pytest.mark.parametrize("angle", [0, 0.6])
def test_leaders_become_paper(dot: str, angle: float) -> None:
    page = contents(dot, angle=angle)
    plain = contents("", angle=angle)
    image, grey = without_leaders(page, grey_of(page))
    for row in range(len(ROWS)):
        assert darkest(page, row) < 100
        assert darkest(image, row) > 200
        assert darkest(grey, row) > 200
    # All else is as it was.
    assert np.abs(image.astype(int) - plain).max() < 60


@pytest.mark.parametrize("rest", [0, 1])
def test_leaders_at_the_edge_of_a_page(rest: int) -> None:
    """Soft edges of dots would lie beyond it."""
    grey = grey_of(contents())
    below = 280 + int(np.flatnonzero((grey[280:, 420:760] < 100).any(axis=1)).max()) + 1
    cut = grey[: below + rest].copy()
    assert darkest(cut, 2) < 100
    assert darkest(without_leaders(cut, cut)[1], 2) > 200


def test_grey_pages_stay_one_array() -> None:
    grey = grey_of(contents())
    image, other = without_leaders(grey, grey)
    assert image is other
    assert darkest(image, 0) > 200
    assert darkest(grey, 0) < 100, "the page given was changed"


@pytest.mark.parametrize(
    "page",
    [
        contents(""),
        contents("...           "),
        contents("i"),
        contents(":"),
        contents("", ruled=True),
        np.full((300, 400, 3), 255, np.uint8),
    ],
    ids=["nothing", "ellipses", "letters", "colons", "dots alone in a row", "blank"],
)
def test_what_is_no_leader_stays(page: np.ndarray) -> None:
    grey = grey_of(page)
    image, other = without_leaders(page, grey)
    assert image is page
    assert other is grey


def test_entries_and_numbers_are_read_without_dots() -> None:
    text = OCR(threads=1).recognize(contents()).text
    assert text.split() == [word for row in ROWS for part in row for word in part.split()]
