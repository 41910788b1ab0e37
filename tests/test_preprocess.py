"""Network inputs from pixels."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.errors import InputError
from ocrlc.preprocess import detector_input, line_batch, resize_line


@pytest.mark.parametrize(
    ("shape", "width"),
    [((64, 320), 160), ((16, 80), 160), ((32, 100, 3), 100), ((32, 2), 8), ((20, 51, 1), 82)],
)
def test_lines_keep_their_aspect(shape: tuple[int, ...], width: int) -> None:
    line = resize_line(np.full(shape, 90, np.uint8))
    assert line.shape == (32, width)
    assert line.dtype == np.uint8
    assert np.unique(line).tolist() == [90]


def test_shrinking_averages_thin_strokes() -> None:
    stripes = np.zeros((96, 300), np.uint8)
    stripes[:, ::3] = 255
    assert np.abs(resize_line(stripes).astype(int) - 85).max() <= 1


def test_empty_crops_are_refused() -> None:
    with pytest.raises(InputError, match="without pixels"):
        resize_line(np.zeros((0, 10), np.uint8))


def test_batch_values_and_padding() -> None:
    lines = [np.full((32, 10), 255, np.uint8), np.zeros((32, 16), np.uint8)]
    batch = line_batch(lines, 16)
    assert batch.shape == (2, 3, 32, 16)
    assert batch.dtype == np.float32
    assert np.allclose(batch[0, :, :, :10], 1)
    assert np.all(batch[0, :, :, 10:] == 0)
    assert np.allclose(batch[1], -1)
    assert line_batch([], 16).shape == (0, 3, 32, 16)


def test_batch_refuses_lines_it_would_have_to_cut() -> None:
    with pytest.raises(ValueError, match="line of shape"):
        line_batch([np.zeros((32, 20), np.uint8)], 16)


def test_detector_input_normalises_each_channel() -> None:
    image = np.zeros((50, 70, 3), np.uint8)
    image[:] = (10, 100, 200)
    planes = detector_input(image, 64, 96)
    expected = (np.array([10, 100, 200]) / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    assert planes.shape == (1, 3, 64, 96)
    assert np.allclose(planes[0, :, 30, 30], expected, atol=1e-5)


def test_grey_pages_are_grey_colour_pages() -> None:
    grey = np.random.default_rng(0).integers(0, 255, (64, 64)).astype(np.uint8)
    colour = np.repeat(grey[:, :, None], 3, axis=2)
    assert np.allclose(detector_input(grey, 32, 32), detector_input(colour, 32, 32), atol=1e-6)
