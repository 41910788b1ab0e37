"""Pages that no scanner makes: full of noise, and far longer than wide."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc import OCR


@pytest.fixture(scope="module")
def ocr() -> OCR:
    return OCR(threads=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape", [(20, 60_000), (60_000, 20), (1, 1_000_000), (7, 7), (300, 300, 3)]
)
def test_noise_is_read_as_something(ocr: OCR, shape: tuple[int, ...]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, shape, np.uint8)
    (page,) = ocr.recognize(noise).pages
    assert (page.height, page.width) == shape[:2]
