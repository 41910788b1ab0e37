"""The sheet of words to look at first."""

from __future__ import annotations

import base64
import io
import re

import cv2
import numpy as np
import pytest
from PIL import Image

from ocrlc.document import Document
from ocrlc.polygons import box_polygon
from ocrlc.results import Line, Page, Word
from ocrlc.writers.review import HEIGHT, Review, cut


def document(source: str, *scores: float) -> Document:
    words = tuple(
        Word(f"w{int(100 * score)}", score, box_polygon(10 + 60 * i, 20, 50 + 60 * i, 40))
        for i, score in enumerate(scores)
    )
    line = Line(" ".join(word.text for word in words), 0.5, box_polygon(10, 20, 400, 40), words)
    return Document((Page(source, 1, 640, 100, (line,)),))


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "page.png"
    cv2.imwrite(str(path), np.full((100, 640), 200, np.uint8))
    return path


def test_the_least_sure_words_of_all_documents_come_first(picture) -> None:
    review = Review(3)
    review.add(document("a", 0.9, 0.2, 0.8), picture, "a.png")
    review.add(document("b", 0.5, 0.99, 0.1), picture, "b.png")
    review.add(document("c", 0.95), picture, "c.png")
    assert [(d.score, d.name) for d in review.doubts] == [
        (0.1, "b.png"),
        (0.2, "a.png"),
        (0.5, "b.png"),
    ]
    sheet = review.sheet().decode()
    assert re.findall(r"<mark>(.*?)</mark>", sheet) == ["w10", "w20", "w50"]
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', sheet)
    assert len(pictures) == 3
    assert Image.open(io.BytesIO(base64.b64decode(pictures[0]))).size[1] <= HEIGHT


def test_names_and_texts_cannot_be_markup(picture) -> None:
    word = Word("<b>", 0.1, box_polygon(10, 20, 50, 40), raw="<i>")
    line = Line("<b> & co", 0.1, word.polygon, (word,))
    review = Review(1)
    review.add(Document((Page("x", 1, 640, 100, (line,)),)), picture, "<script>.png")
    sheet = review.sheet().decode()
    assert "<b>" not in sheet
    assert "<script>" not in sheet
    assert "was <code>&lt;i&gt;</code>" in sheet


@pytest.mark.parametrize("turns", range(4))
def test_pictures_stand_upright(turns: int) -> None:
    upright = np.full((60, 120), 255, np.uint8)
    upright[22:38, 22:60] = 0  # the word's left half is black
    image = np.rot90(upright, -turns)
    corners = np.array([(20, 20), (100, 20), (100, 40), (20, 40)], float)
    for _ in range(turns):
        height = upright.shape[0] if _ % 2 == 0 else upright.shape[1]
        corners = np.stack([height - corners[:, 1], corners[:, 0]], axis=1)
    word = Word("word", 0.1, tuple(map(tuple, corners.tolist())))
    page = Page("x", 1, image.shape[1], image.shape[0])
    pixels = np.array(Image.open(io.BytesIO(cut(image, page, word))).convert("L"))
    height, width = pixels.shape
    assert width > height
    assert pixels[:, : width // 2].mean() < 200 < pixels[:, width // 2 + 2 :].mean()
