"""Rules among ink: which runs of ink are rules, and where bars join them."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.structure.frame import Box
from ocrlc.structure.seen.marks import Rule
from ocrlc.structure.seen.rules import RULE, bars_in, dots_in, outside, rules_in

UNIT = 20.0
LONG = round(RULE * UNIT) + 1


def blank() -> np.ndarray:
    return np.zeros((200, 400), np.bool_)


@pytest.mark.parametrize("x", [0, 5, 301, 400 - LONG])
@pytest.mark.parametrize("y", [0, 77, 198])
def test_runs_are_rules_from_a_length_on_wherever_they_are(x: int, y: int) -> None:
    ink = blank()
    ink[y : y + 2, x : x + LONG] = True
    ink[100:110, 30 : 30 + LONG // 2] = True
    (rule,), mask = rules_in(ink, UNIT)
    assert (rule.start, rule.end, rule.place, rule.thickness) == (x, x + LONG, y + 1, 2)
    assert mask.sum() == 2 * LONG
    assert mask[y : y + 2, x : x + LONG].all()


@pytest.mark.parametrize("x", [0, 180, 400 - LONG + 1])
def test_shorter_runs_are_no_rules_at_an_edge_either(x: int) -> None:
    ink = blank()
    ink[50:52, x : x + LONG - 1] = True
    rules, mask = rules_in(ink, UNIT)
    assert rules == []
    assert not mask.any()


def test_a_rule_may_climb_in_steps() -> None:
    ink = blank()
    for step in range(4):
        ink[50 + step : 52 + step, 20 + 80 * step : 110 + 80 * step] = True
    (rule,), _ = rules_in(ink, UNIT)
    assert (rule.start, rule.end) == (20, 350)


def test_bars_join_rules() -> None:
    ink = blank()
    for y in (50, 80, 140):
        ink[y : y + 2, 20:380] = True
    ink[50:82, 100:102] = True  # from the first to the second
    ink[80:142, 200:202] = True
    ink[84:104, 300:302] = True  # ends in the white
    bars, mask = bars_in(np.ascontiguousarray(ink.T), rules_in(ink, UNIT)[0], UNIT)
    assert [round(bar.place) for bar in bars] == [101, 201]
    assert mask[:, 65].nonzero()[0].tolist() == [100, 101]
    assert mask[:, 100].nonzero()[0].tolist() == [200, 201]


def test_strokes_of_letters_are_not_outside() -> None:
    box = Box(100, 100, 300, 130)
    through, under = Rule(120, 280, 115), Rule(100, 300, 129)
    stroke, side = Rule(103, 127, 150), Rule(20, 200, 150)
    assert outside([through, under], [box], upright=False) == (under,)
    assert outside([stroke, side], [box], upright=True) == (side,)
    assert outside([through], [], upright=False) == (through,)


@pytest.mark.parametrize(
    ("width", "height", "step"),
    [(4, 4, 8), (3, 8, 15), (3, 10, 18)],
    ids=["dots", "dashes", "long"],
)
def test_dots_and_dashes_in_a_column_are_a_rule(width: int, height: int, step: int) -> None:
    ink = blank()
    for y in range(10, 180, step):
        ink[y : y + height, 200 : 200 + width] = True
    assert np.array_equal(dots_in(ink, UNIT), ink)


def test_letters_in_a_column_and_a_few_dashes_are_no_rule() -> None:
    ink = blank()
    for y in range(10, 180, 20):
        ink[y : y + 13, 100:103] = True  # "I" on line after line
    for y in (10, 26, 42):
        ink[y : y + 8, 200:203] = True
    assert not dots_in(ink, UNIT).any()
