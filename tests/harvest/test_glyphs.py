"""Characters of a page and their places."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.harvest.glyphs import SKEWED, is_sound
from tests.harvest.papers import HEIGHT, WIDTH, opened


def test_boxes_lie_around_the_ink() -> None:
    page = opened(lambda c: c.drawString(50, 100, "Hx"))
    drawn = page.draw(144)
    assert page.glyphs.text == ("H", "x")
    ink = np.argwhere(drawn.image < 128)[:, ::-1]
    boxes = drawn.pixels(page.glyphs.ink)
    assert np.allclose(ink.min(axis=0), boxes[:, :2].min(axis=0), atol=1.5)
    assert np.allclose(ink.max(axis=0) + 1, boxes[:, 2:].max(axis=0), atol=1.5)
    assert np.allclose(page.glyphs.origin[:, 1], HEIGHT - 100)
    assert (page.glyphs.size == 12).all()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_pages_shown_turned(rotate: int) -> None:
    page = opened(lambda c: c.drawString(50, 100, "Hill"), rotate)
    drawn = page.draw(72)
    size = (WIDTH, HEIGHT) if rotate % 180 == 0 else (HEIGHT, WIDTH)
    assert (page.glyphs.width, page.glyphs.height) == size
    assert set(page.glyphs.direction) == {rotate}
    ink = np.argwhere(drawn.image < 128)[:, ::-1]
    boxes = drawn.pixels(page.glyphs.ink)
    assert np.allclose(ink.min(axis=0), boxes[:, :2].min(axis=0), atol=1.5)
    assert np.allclose(ink.max(axis=0) + 1, boxes[:, 2:].max(axis=0), atol=1.5)


def test_spaces_of_the_file_are_told_from_guesses() -> None:
    def draw(canvas):
        canvas.drawString(50, 100, "a b")
        canvas.drawString(80, 100, "c")

    glyphs = opened(draw).glyphs
    assert glyphs.text == ("a", "b", "c")
    assert glyphs.apart.tolist() == [True, True, True]
    assert glyphs.spaced.tolist() == [False, True, False]


def test_what_is_not_to_be_seen_is_not_sound() -> None:
    def draw(canvas):
        canvas.drawString(50, 100, "seen")
        text = canvas.beginText(50, 50)
        text.setTextRenderMode(3)
        text.textOut("hidden")
        canvas.drawText(text)

    glyphs = opened(draw).glyphs
    assert glyphs.sound.tolist() == [True] * 4 + [False] * 6


def test_skewed_text() -> None:
    def draw(canvas):
        canvas.rotate(20)
        canvas.drawString(100, 50, "up")

    assert set(opened(draw).glyphs.direction) == {SKEWED}


def test_characters_that_say_nothing() -> None:
    assert all(map(is_sound, "aé€Я中"))
    assert not any(map(is_sound, "\ufffd\ue001\x07\ud800"))
