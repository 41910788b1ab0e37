"""What is said about a page whose result may be wrong or not whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.detection.detector import NEAR, Detector, DetectorOptions, Found
from ocrlc.detection.weights import find_weights
from ocrlc.reading.page_warnings import page_warnings
from tests.detection.test_detector import page


def read(text: str, score: float) -> Decoded:
    return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))


def boxes(*heights: float) -> list[np.ndarray]:
    return [np.array([[0, 0], [90, 0], [90, h], [0, h]], np.float32) for h in heights]


GOOD = [read("fine", 0.9)]


def test_nothing_is_said_about_a_good_page() -> None:
    assert page_warnings(Found(boxes(20, 20, 20), letter_height=11.0), GOOD, 0.5) == ()


@pytest.mark.parametrize("readings", [[], [read("", 0.9)], [read("  ", 0.9)], [read("x", 0.1)]])
def test_a_page_without_text(readings: list[Decoded]) -> None:
    assert page_warnings(Found([]), readings, 0.5) == ("no text found",)


def test_lines_just_under_the_score_are_named() -> None:
    readings = [*GOOD, read("nearly", 0.45), read("noise", 0.2)]
    (warning,) = page_warnings(Found(boxes(20)), readings, 0.5)
    assert warning == "1 line was left out, read with a score just under 0.5: 'nearly'"
    (warning,) = page_warnings(Found(boxes(20)), [*GOOD, *[read("a", 0.45)] * 9], 0.5)
    assert warning.startswith("9 lines were left out")
    assert warning.count("'a'") == 3


def test_boxes_just_under_the_threshold_are_counted() -> None:
    assert page_warnings(Found(boxes(20), near=2), GOOD, 0.5) == (
        "2 lines were left out: nearly taken for text",
    )
    (warning,) = page_warnings(Found(boxes(20), left_out=7), GOOD, 0.5)
    assert "7 were not looked at" in warning


def test_another_script_is_reported() -> None:
    cyrillic = [
        read("llopToBaA KOHTopa BeµêT cnvcoK MaJblx cyAOB,", 0.91),
        read("CTOALLWX y ceBepHOM Haoepe\\KHOM C MapTa no OKTAÓpb", 0.94),
    ]
    (warning,) = page_warnings(Found(boxes(20)), [*GOOD, *cyrillic], 0.5)
    assert warning.startswith("2 lines look like a script that the recogniser does not know: 'llop")


@pytest.mark.parametrize(
    "line",
    [
        read("Mr McDonald paid with PayPal", 0.92),
        read("document.getElementById(userName).innerText = fullName", 0.99),
        read("THE QUICK brown FOX", 0.8),
    ],
)
def test_capitals_inside_words_are_no_other_script(line: Decoded) -> None:
    assert page_warnings(Found(boxes(20)), [*GOOD, line, line], 0.5) == ()


def test_small_text_is_told() -> None:
    for found in (Found(boxes(7, 8, 8)), Found(boxes(20), letter_height=4.0)):
        (warning,) = page_warnings(found, GOOD, 0.5)
        assert "very small" in warning
    # A box or two say nothing about a page.
    assert page_warnings(Found(boxes(7, 8)), GOOD, 0.5) == ()


def test_the_detector_tells_what_it_left_out() -> None:
    image, true = page(420, 420, 26, [(30, 40), (30, 120)])
    found = Detector(threads=1).find(image)
    assert (len(found.polygons), found.near, found.left_out) == (len(true), 0, 0)
    assert found.letter_height == pytest.approx(11, abs=3)

    def found_from(thresh: float) -> Found:
        boxes = replace(find_weights(None).boxes, box_thresh=thresh)
        return Detector(threads=1, options=DetectorOptions(boxes=boxes)).find(image)

    # Lines that a higher threshold costs are near it until it is farther away than that.
    near = []
    for thresh in (0.7, 0.8, 0.9, 1.0, 1.2):
        lines, more = found_from(thresh), found_from(thresh - NEAR)
        assert lines.near == len(more.polygons) - len(lines.polygons)
        near.append(lines.near)
    assert sum(near) >= len(true)
    assert near[-1] == 0
