"""Reliability tables, the expected calibration error, and curves fitted to judged texts."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.evaluation.calibration import (
    all_judged,
    calibration_error,
    fit,
    judged_words,
    reliability,
)
from ocrlc.recognition.confidence import interpolated


def decoded(text: str, score: float = 0.9) -> Decoded:
    return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))


def test_words_are_judged_in_order() -> None:
    def flags(text: str, truth: str) -> list[bool]:
        return [right for _, right in judged_words(decoded(text), truth)]

    assert flags("Total due 12.50", "Total due 12.60") == [True, True, False]
    assert flags("To tal due", "Total due") == [False, False, True]
    assert flags("Totaldue 12", "Total due 12") == [False, True]
    assert flags("due Total", "Total due").count(True) == 1


def test_a_word_has_the_scores_of_its_characters() -> None:
    line = Decoded("a bc", 0.7, (0.1, 0.9, 0.5, 0.6), (0, 1, 2, 3))
    assert judged_words(line, "a bc") == [((0.1,), True), ((0.5, 0.6), True)]


def test_scores_that_are_kept_have_no_error() -> None:
    scores = [0.75] * 4 + [0.25] * 4
    right = [True, True, True, False, True, False, False, False]
    assert calibration_error(scores, right) == 0
    assert reliability(scores, right) == {
        "0-0.5": {"count": 4, "score": 25.0, "right": 25.0},
        "0.7-0.8": {"count": 4, "score": 75.0, "right": 75.0},
    }


def test_the_error_weighs_groups_by_their_size() -> None:
    assert calibration_error([1.0, 1.0, 1.0, 0.6], [True, True, True, False]) == 15.0
    assert calibration_error([], []) == 0.0


def test_a_border_belongs_to_the_group_above() -> None:
    assert list(reliability([0.9, 1.0], [True, True])) == ["0.9-0.95", "0.98-1"]


def test_a_fitted_curve_rises_and_says_what_was_right() -> None:
    rng = np.random.default_rng(0)
    said = rng.uniform(0.05, 1, 20_000)
    right = rng.uniform(size=said.size) < said**2
    judged = [((float(one),), bool(flag)) for one, flag in zip(said, right, strict=True)]
    points = fit(judged)
    heights = [height for _, height in points]
    assert heights == sorted(heights)
    for place in (0.3, 0.5, 0.8):
        assert interpolated(points, place) == pytest.approx(place**2, abs=0.04)
    mapped = [interpolated(points, scores[0]) for scores, _ in judged]
    assert calibration_error(mapped, list(right)) < 2.5
    assert calibration_error(list(said), list(right)) > 10


def test_weights_let_a_small_set_count_as_much() -> None:
    judged = [((0.5,), True)] * 90 + [((0.5,), False)] * 10
    ((_, share),) = fit(judged, [1 / 90] * 90 + [1 / 10] * 10)
    assert share == pytest.approx(0.5)


def test_lines_without_text_are_not_judged() -> None:
    found = all_judged([(decoded("ab c"), "ab c"), (decoded(""), "lost"), (decoded("x "), "x")])
    assert [right for _, right in found["lines"]] == [True, True]
    assert len(found["words"]) == 3
