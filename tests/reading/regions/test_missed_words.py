"""Tall words beside small print that the detector passed over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.reading.regions.islands import find_traces, islands
from ocrlc.reading.regions.missed_words import MissedWord, is_word, missed_words
from ocrlc.structure.frame import Box

FONT = cv2.FONT_HERSHEY_SIMPLEX
UNIT = 26.0
LABEL, PIECE = Box(37, 100, 160, 126), Box(270, 95, 300, 116)


def form() -> np.ndarray:
    """A label some 15 pixels high, and a name some 35 high beside it, as ink."""
    ink = np.zeros((300, 600), np.uint8)
    cv2.putText(ink, "Last name:", (40, 120), FONT, 0.7, 1, 2)
    cv2.putText(ink, "Quill", (220, 120), FONT, 1.6, 1, 3)
    return ink


def missed(ink: np.ndarray, *boxes: Box, level: bool = True) -> list[MissedWord]:
    mask = ink.astype(bool)
    return missed_words(find_traces(mask, UNIT, boxes, [level] * len(boxes)))


@pytest.mark.parametrize("pieces", [(), (PIECE,)])
def test_a_word_is_found_whole_in_place_of_its_pieces(pieces: tuple[Box, ...]) -> None:
    ink = form()
    (word,) = missed(ink, LABEL, *pieces)
    assert word.pieces == tuple(range(1, 1 + len(pieces)))
    left, top, right, bottom = word.box
    assert not ink[:, 180 : int(left)].any()
    assert ink[int(top) : int(bottom), int(left) : int(right)].sum() == ink[:, 180:].sum()


def test_what_was_found_is_left() -> None:
    assert missed(form(), LABEL, Box(215, 80, 350, 130)) == []


def test_a_word_stands_beside_a_text() -> None:
    assert missed(form()) == []
    assert missed(form(), Box(37, 200, 160, 226)) == []
    assert missed(form(), LABEL, level=False) == []


@pytest.mark.parametrize("kind", ["band", "outline", "tall", "line"])
def test_what_has_another_shape_is_no_word(kind: str) -> None:
    ink = form()
    ink[:, 180:] = 0
    if kind == "band":
        ink[95:125, 200:400] = 1
        cv2.putText(ink, "Name", (220, 118), FONT, 0.7, 0, 2)
    elif kind == "outline":
        cv2.rectangle(ink, (200, 90), (560, 150), 1, 1)
    elif kind == "tall":
        cv2.putText(ink, "Quill", (220, 160), FONT, 4, 1, 8)
    else:
        ink[110:114, 200:400] = 1
    assert missed(ink, LABEL) == []


def test_what_reads_as_a_word() -> None:
    def read(text: str, score: float = 0.99) -> Decoded:
        return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))

    assert is_word(read("Quillan"))
    assert not is_word(read("Quillan", 0.9))
    assert not is_word(read("Aos b"))
    assert not is_word(read("-----=-- abcde"))


def test_a_page_of_dust_has_no_islands() -> None:
    ink = np.zeros((1200, 2000), bool)
    ink[2:-2:8, 2:-2:16] = True
    assert not len(islands(ink, UNIT))
