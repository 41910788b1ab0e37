"""Degraded pages."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.harvest.looks import LOOKS, degrade, inverse, move


def page() -> np.ndarray:
    image = np.full((500, 400), 255, np.uint8)
    for x, y in ((60, 80), (330, 70), (70, 420), (320, 430), (200, 250)):
        image[y : y + 24, x : x + 24] = 0
    return image


@pytest.mark.parametrize("kind", LOOKS)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_on_the_page_moves_as_the_matrix_says(kind: str, seed: int) -> None:
    image = page()
    look = LOOKS[kind](image, np.random.default_rng(seed), 30)
    assert look.image.shape == image.shape
    assert look.image.dtype == np.uint8
    soft = cv2.GaussianBlur(look.image, (0, 0), 2).astype(float)
    for x, y in ((60, 80), (330, 70), (70, 420), (320, 430), (200, 250)):
        aim = move(np.array([x + 12, y + 12]), look.matrix)
        # The square's own middle, by its contrast to what is around it.
        x0, y0 = (int(v) - 26 for v in aim)
        part = soft[y0 : y0 + 52, x0 : x0 + 52]
        weight = np.abs(part - np.median(np.concatenate([part[0], part[-1]])))
        weight[weight < 0.5 * weight.max()] = 0
        rows, columns = np.mgrid[0:52, 0:52] + 0.5
        middle = np.array([(weight * columns).sum(), (weight * rows).sum()]) / weight.sum()
        assert np.abs(middle + np.array([x0, y0]) - aim).max() < 2


def test_small_letters_are_not_faxed() -> None:
    kinds = {degrade(page(), np.random.default_rng(seed), 11).kind for seed in range(40)}
    assert kinds == {"scan", "copy", "photo"}


def test_back_again() -> None:
    matrix = np.array([[1.1, 0.05, 3], [-0.02, 0.9, 7], [1e-4, -2e-4, 1]])
    points = np.array([[0.0, 0], [100, 40], [7, 300]])
    assert np.allclose(move(move(points, matrix), inverse(matrix)), points)
