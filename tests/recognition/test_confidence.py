"""Scores as users get them: calibrated where the model was measured, else the mean."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ocrlc.errors import ModelError
from ocrlc.inference.bundles import MEASURED
from ocrlc.recognition.confidence import PLAIN, Calibration, interpolated
from ocrlc.recognition.line_model import find_line_model
from ocrlc.recognition.words import split_words
from ocrlc.results import Word
from ocrlc.system.resources import model_folders

POINTS = ((0.1, 0.2), (0.5, 0.6), (1.0, 0.9))


def test_without_points_the_score_is_the_mean() -> None:
    assert PLAIN.word((0.5, 1.0)) == PLAIN.line((0.5, 1.0)) == 0.75
    assert PLAIN.line(()) == 0.0


def test_points_are_joined_by_lines_and_level_beyond() -> None:
    assert interpolated(POINTS, 0.0) == 0.2
    assert interpolated(POINTS, 0.3) == pytest.approx(0.4)
    assert interpolated(POINTS, 0.75) == pytest.approx(0.75)
    assert interpolated(POINTS, 1.0) == 0.9


def test_a_text_is_as_sure_as_all_its_characters_together() -> None:
    calibration = Calibration(words=POINTS)
    assert calibration.word((0.5, 0.6)) == pytest.approx(0.4)
    assert calibration.word((1.0, 1.0)) == 0.9
    assert calibration.line((1.0, 0.5)) == 0.75, "lines have no points here"


def test_words_are_scored_by_the_calibration_and_characters_are_not() -> None:
    from ocrlc.charset import Decoded

    decoded = Decoded("ab c", 0.9, (0.5, 0.6, 1.0, 1.0), (2, 4, 6, 8))
    square = ((0, 0), (40, 0), (40, 9), (0, 9))
    words = split_words(decoded, 40, square, True, Calibration(words=POINTS))
    assert [word.score for word in words] == [pytest.approx(0.4), 0.9]
    assert [one.score for one in words[0].characters] == [0.5, 0.6]
    assert isinstance(words[0], Word)


@pytest.mark.parametrize(
    "points", [[], [[0.5, 2.0]], [[0.5, 0.5], [0.4, 0.6]], [[0.1, 0.9], [0.2, 0.1]], [[1]], "no", 3]
)
def test_a_broken_calibration_is_named(tmp_path: Path, points: object) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folders()["lcnet-latin"], folder)
    value = {"points": points}
    (folder / MEASURED).write_text(json.dumps({"calibration": {"words": value, "lines": value}}))
    with pytest.raises(ModelError, match="calibration is malformed"):
        find_line_model(folder)


def test_the_bundled_recogniser_is_calibrated() -> None:
    calibration = find_line_model("lcnet-latin").calibration
    for points in (calibration.words, calibration.lines):
        assert np.all(np.diff(np.array(points), axis=0) >= 0)
    assert calibration.word((0.999, 0.999, 0.999)) > 0.9
    assert calibration.line((0.6, 0.6, 0.6)) < 0.5
