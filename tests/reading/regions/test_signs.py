"""Signs beside a text that the detector found by themselves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.reading.regions.signs import is_sign_before
from ocrlc.structure.frame import Box

MARK = Box(40, 62, 72, 94)
TEXT = Box(82, 56, 330, 100)


def page(ring: int) -> np.ndarray:
    """Draw a ring with lines `ring` pixels wide before a telephone number."""
    image = np.zeros((160, 400), np.uint8)
    cv2.circle(image, (56, 78), 12, 255, ring)
    cv2.putText(image, "0114 496 0000", (86, 90), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 2)
    return image > 0


@pytest.mark.parametrize(
    ("ring", "mark", "text", "expected"),
    [
        (8, MARK, TEXT, True),
        (2, MARK, TEXT, False),  # a letter
        (8, MARK, Box(180, 56, 330, 100), False),  # far from the text
        (8, MARK, Box(82, 110, 330, 150), False),  # on another row
        (8, Box(40, 62, 130, 94), TEXT, False),  # a word
    ],
)
def test_solid_marks_directly_before_a_text_are_signs(
    ring: int, mark: Box, text: Box, expected: bool
) -> None:
    others = np.array([mark, text], float)
    assert is_sign_before(page(ring), mark, others) is expected
