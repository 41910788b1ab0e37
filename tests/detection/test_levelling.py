"""Short regions stand at the angle of the page's long ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.detection.levelling import page_angle
from ocrlc.detection.postprocess import BoxOptions, boxes_from_map


def page(degrees: float, lines: int = 8) -> np.ndarray:
    """Draw long lines, and below each a short word that rises, turned."""
    level = np.zeros((600, 600), np.float32)
    for row in range(lines):
        top = 60 + 60 * row
        cv2.rectangle(level, (100, top), (480, top + 11), 1, -1)
        cv2.rectangle(level, (100, top + 30), (135, top + 41), 1, -1)
        cv2.rectangle(level, (128, top + 24), (135, top + 41), 1, -1)
        cv2.rectangle(level, (100, top + 30), (107, top + 47), 1, -1)
    matrix = cv2.getRotationMatrix2D((300, 300), -degrees, 1)
    return cv2.warpAffine(level, matrix, (600, 600))


def angles(probability: np.ndarray) -> np.ndarray:
    """Return the angles of the boxes' longer sides, degrees modulo 180."""
    corners = boxes_from_map(probability, BoxOptions()).corners
    sides = np.stack([corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]], axis=1)
    longer = sides[np.arange(len(sides)), np.linalg.norm(sides, axis=2).argmax(axis=1)]
    return np.degrees(np.arctan2(longer[:, 1], longer[:, 0])) % 180


@pytest.mark.parametrize("degrees", [0, 7, -7, 90, 97])
def test_short_words_stand_as_the_lines_do(degrees: float) -> None:
    off = (angles(page(degrees)) - degrees + 90) % 180 - 90
    assert len(off) == 16
    assert np.abs(off).max() < 1


@pytest.mark.parametrize(("lines", "least", "most"), [(8, 0, 0.1), (3, 2, 45)])
def test_without_long_lines_many_words_tell_the_angle(
    lines: int, least: float, most: float
) -> None:
    probability = page(0, lines)
    probability[:, 200:] = 0
    off = (angles(probability) + 90) % 180 - 90
    assert least <= np.abs(off).max() <= most


def test_crumpled_paper_has_no_angle() -> None:
    def outline(degrees: float) -> np.ndarray:
        box = cv2.boxPoints(((300.0, 300.0), (300.0, 10.0), degrees))
        return np.round(box).astype(np.int32)[:, None]

    assert page_angle([outline(angle) for angle in (2, 2)]) is None
    assert page_angle([outline(angle) for angle in (2, 2, 2, 2, 2.2)]) == pytest.approx(2, abs=0.2)
    assert page_angle([outline(angle) for angle in (-9, -4, 0, 4, 9)]) is None


@pytest.mark.parametrize("degrees", [-0.8, 0.6, 1.5, 91])
def test_a_slight_tilt_shows_on_a_coarse_map(degrees: float) -> None:
    level = np.zeros((300, 300), np.float32)
    for row in range(8):
        cv2.rectangle(level, (80, 60 + 20 * row), (150 + 10 * row, 64 + 20 * row), 1, -1)
    matrix = cv2.getRotationMatrix2D((150, 150), -degrees, 1)
    off = (angles(cv2.warpAffine(level, matrix, (300, 300))) - degrees + 90) % 180 - 90
    assert len(off) == 8
    assert np.abs(off).max() < 0.3


def test_lone_characters_are_upright() -> None:
    """The smallest rectangle around a round one may be one that stands on its corner."""
    digits = np.zeros((100, 200), np.float32)
    for x in (40, 100, 160):
        cv2.fillConvexPoly(digits, np.array([[x, 40], [x + 10, 51], [x, 62], [x - 10, 51]]), 1)
    assert set(angles(digits)) <= {0.0, 90.0}
