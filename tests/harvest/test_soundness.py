"""Sound and unsound layers."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.harvest.soundness import (
    AGREEMENT,
    agreement,
    has_ink,
    is_composed,
    same_case,
    same_spaces,
    tight,
)

LINE = "Nobody knows why (some say it was the priest)."


def test_a_reader_may_err_a_little() -> None:
    assert agreement(LINE, "Nobody knows wny (sorne say it was the priest).") > AGREEMENT
    assert agreement("14", "l4") < agreement("14", "14") == 1
    assert agreement("n", "h") == 0


@pytest.mark.parametrize(
    "layer",
    ["Twelve carts went down to the market at noon;", "Opcpez lopxt xiz (tpnf tbz ju xbt)", ""],
)
def test_other_texts_do_not_pass(layer: str) -> None:
    assert agreement(layer, LINE) < AGREEMENT


def test_letterspaced_layers_do_not_pass() -> None:
    assert same_spaces("this is a subsection", "thisis a subsection", doubtful=False)
    assert not same_spaces("this is a subsection", "thisis a subsection", doubtful=True)
    spaced = "t h i s i s a s u b s e c t i o n"
    assert not same_spaces(spaced, "this is a subsection", doubtful=False)


def test_signs_in_parts_do_not_pass() -> None:
    assert is_composed("find all", "find_all")
    assert is_composed("C30", "€30")
    assert not is_composed("find_all C30", "find all C30")


def test_small_capitals_do_not_pass() -> None:
    assert same_case("Xavier says", "XavIer says")
    assert not same_case("the New Times", "THE NEW TIMES")


def test_ink() -> None:
    page = np.full((40, 60), 255, np.uint8)
    page[10:20, 15:30] = 0
    page[30:34, 40:50] = 240  # too pale to be seen
    assert has_ink(page, np.array([14.0, 8, 31, 22]))
    assert not has_ink(page, np.array([39.0, 29, 51, 35]))
    assert tight(page, np.array([8.0, 4, 38, 28])).tolist() == [15, 10, 30, 20]
    assert tight(page, np.array([0.0, 0, 10, 8])).tolist() == [0, 0, 10, 8]
