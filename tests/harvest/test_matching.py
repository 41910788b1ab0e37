"""What a region says."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.harvest.glyphs import Glyphs
from ocrlc.harvest.matching import MismatchError, match
from tests.harvest.papers import opened


def region(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def around(glyphs: Glyphs, which: slice = slice(None), margin: float = 1) -> np.ndarray:
    box = glyphs.ink[which]
    low, high = box[:, :2].min(axis=0) - margin, box[:, 2:].max(axis=0) + margin
    return region(*low, *high)


def two_lines(canvas) -> None:
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(50, 100, "upper words jump")
    canvas.drawString(50, 87, "lower line by")
    canvas.drawString(128, 87, "itself")


def test_words_of_the_line_in_their_order() -> None:
    glyphs = opened(two_lines).glyphs
    first = around(glyphs, slice(0, 14))
    assert match(glyphs, first).text == "upper words jump"
    assert match(glyphs, around(glyphs, slice(14, None))).text == "lower line by itself"


def test_slivers_of_the_neighbour_are_no_text() -> None:
    glyphs = opened(two_lines).glyphs
    wide = around(glyphs, slice(14, None))
    wide[:2, 1] -= 2
    assert match(glyphs, wide).text == "lower line by itself"


def test_a_region_that_cuts_characters_is_refused() -> None:
    glyphs = opened(two_lines).glyphs
    cut = around(glyphs, slice(0, 14))
    cut[1:3, 0] = glyphs.ink[12, [0, 2]].mean()  # through the m of "jump"
    with pytest.raises(MismatchError, match="cut"):
        match(glyphs, cut)
    half = around(glyphs, slice(0, 14), margin=0)
    half[2:, 1] -= (half[2:, 1] - half[:2, 1]) * 0.45
    with pytest.raises(MismatchError, match=r"cut|half"):
        match(glyphs, half)


def test_where_there_is_nothing() -> None:
    glyphs = opened(two_lines).glyphs
    with pytest.raises(MismatchError, match="no text"):
        match(glyphs, region(300, 20, 350, 40))


def test_gaps_without_spaces_in_the_file() -> None:
    def draw(canvas):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(50, 100, "one")
        end = 50 + canvas.stringWidth("one", "Times-Roman", 10)
        canvas.drawString(end + 0.9, 100, "more")  # 0.09 em: a kern
        canvas.drawString(end + 0.9 + canvas.stringWidth("more", "Times-Roman", 10) + 2.5, 100, "x")

    glyphs = opened(draw).glyphs
    assert match(glyphs, around(glyphs)).text == "onemore x"


def test_accents_drawn_over_their_letters() -> None:
    def draw(canvas):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(50, 100, "caf")
        left = 50 + canvas.stringWidth("caf", "Times-Roman", 12)
        canvas.drawString(left + 1, 100, "´")
        canvas.drawString(left, 100, "e noir")

    glyphs = opened(draw).glyphs
    assert match(glyphs, around(glyphs)).text == "café noir"


def test_fractions_are_refused() -> None:
    def draw(canvas):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(50, 108, "1")
        canvas.drawString(50, 94, "2")

    glyphs = opened(draw).glyphs
    with pytest.raises(MismatchError, match="above"):
        match(glyphs, around(glyphs))


def test_turned_and_unsound_text_is_refused() -> None:
    def turned(canvas):
        canvas.rotate(90)
        canvas.drawString(50, -100, "turned")

    glyphs = opened(turned).glyphs
    with pytest.raises(MismatchError, match="turned"):
        match(glyphs, around(glyphs))

    def hidden(canvas):
        text = canvas.beginText(50, 50)
        text.setTextRenderMode(3)
        text.textOut("hidden")
        canvas.drawText(text)

    glyphs = opened(hidden).glyphs
    with pytest.raises(MismatchError, match="unsound"):
        match(glyphs, around(glyphs))
