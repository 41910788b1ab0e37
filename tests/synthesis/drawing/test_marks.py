"""Marks around and inside a line leave its letters as they are."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.synthesis.drawing.marks import Window, add_button, add_check_box, add_divider
from ocrlc.synthesis.drawing.typeset import SetLine

TEXT = np.zeros((20, 60), np.uint8)
TEXT[:, :10] = TEXT[:, 14:30] = TEXT[:, 42:] = 255  # two letters, a space of 12, and a letter


def line() -> SetLine:
    ink = np.zeros((60, 120), np.uint8)
    ink[20:40, 30:90] = TEXT
    return SetLine(ink, left=30, top=20, right=90, bottom=40, baseline=40, size=20)


def window(of: SetLine) -> Window:
    return Window(of.left - 2, of.top - 2, of.right + 2, of.bottom + 2)


def seeds_that_draw(draw) -> list[int]:
    return [seed for seed in range(400) if draw(np.random.default_rng(seed))]


def test_divider_stands_in_the_widest_space_and_nowhere_else() -> None:
    def draw(rng):
        drawn = line()
        add_divider(drawn, 1, rng)
        changed = np.flatnonzero((drawn.ink != line().ink).any(0))
        assert all(30 + 30 < column < 30 + 41 for column in changed)
        assert all(drawn.ink[:, column].all() for column in changed)
        return len(changed)

    assert seeds_that_draw(draw)


def test_a_word_is_not_divided() -> None:
    def draw(rng):
        drawn = line()
        add_divider(drawn, 0, rng)
        return (drawn.ink != line().ink).any()

    assert not seeds_that_draw(draw)


@pytest.mark.parametrize("before", [True, False])
def test_check_box_stands_beside_the_text_and_in_the_crop(before) -> None:
    def draw(rng):
        old = line()
        drawn, crop = add_check_box(old, window(old), rng)
        if drawn is old:
            return False
        text = drawn.ink[drawn.top : drawn.bottom, drawn.left : drawn.right]
        assert np.array_equal(text, TEXT)
        rows, columns = np.nonzero(drawn.ink)
        assert crop.top <= drawn.top
        assert crop.bottom >= drawn.bottom
        assert rows.min() >= 0
        is_before = columns.min() < drawn.left
        assert is_before != (columns.max() >= drawn.right)
        inside = columns.min() >= crop.left if is_before else columns.max() < crop.right
        return inside and is_before == before

    assert seeds_that_draw(draw)


def test_buttons_surround_the_text_which_stays_as_it_is_or_is_inverted() -> None:
    filled = outlined = 0
    for seed in range(600):
        old = line()
        drawn, crop = add_button(old, window(old), np.random.default_rng(seed))
        if drawn is old:
            continue
        text = drawn.ink[drawn.top : drawn.bottom, drawn.left : drawn.right]
        if np.array_equal(text, 255 - TEXT):
            filled += 1
        else:
            assert np.array_equal(text, TEXT)
            outlined += 1
        assert crop.left <= drawn.left
        assert crop.right >= drawn.right
        assert drawn.ink[:, : drawn.left].any()
        assert drawn.ink[:, drawn.right :].any()
    assert filled > 5
    assert outlined > 3
