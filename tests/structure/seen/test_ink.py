"""What pixels tell: drawn rules, gaps and bold type are found where they were drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocrlc.results import Line, Page, Word
from ocrlc.structure.seen.ink import look
from tests.conftest import box

SIZE = (800, 1000)


def line(text: str, x: float, y: float, width: float, height: float = 24) -> Line:
    place = box(x, y, x + width, y + height)
    return Line(text, 0.9, place, (Word(text, 0.9, place),))


def drawn(*texts: tuple[str, int, int, int]) -> tuple[np.ndarray, tuple[Line, ...]]:
    """Return a white page with texts (text, x, baseline, thickness), and their lines."""
    image = np.full(SIZE, 255, np.uint8)
    lines = []
    for text, x, y, thickness in texts:
        cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, thickness, cv2.LINE_AA)
        (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.7, thickness)
        lines.append(line(text, x - 2, y - height - 4, width + 4, height + 8))
    return image, tuple(lines)


TEXTS = (("Item and description", 60, 100, 2), ("Bolt, zinc", 60, 150, 2), ("Nut", 60, 200, 2))


def page_of(lines, **more) -> Page:
    return Page("p", 1, SIZE[1], SIZE[0], tuple(lines), **more)


@pytest.mark.parametrize("grey", [0, 180])
def test_rules_are_found_and_letters_are_none(grey):
    image, lines = drawn(*TEXTS)
    cv2.line(image, (50, 115), (600, 115), grey, 1)
    cv2.line(image, (300, 70), (300, 230), grey, 2)
    marks = look(image, page_of(lines))
    (across,), (upright,) = marks.across, marks.upright
    assert (across.start, across.end, across.place) == pytest.approx((50, 601, 115.5), abs=2)
    assert (upright.start, upright.end, upright.place) == pytest.approx((70, 231, 300.5), abs=2)


def test_rules_of_a_tilted_page_are_level():
    image, lines = drawn(*TEXTS)
    cv2.line(image, (50, 115), (900, 115), 0, 2)
    matrix = cv2.getRotationMatrix2D((SIZE[1] / 2, SIZE[0] / 2), -2.0, 1.0)
    tilted = cv2.warpAffine(image, matrix, (SIZE[1], SIZE[0]), borderValue=255)

    def move(polygon):
        points = np.array(polygon) @ matrix[:, :2].T + matrix[:, 2]
        return tuple(map(tuple, points.tolist()))

    moved = [Line(one.text, 1, move(one.polygon), ()) for one in lines]
    (across,) = look(tilted, page_of(moved)).across
    assert across.end - across.start == pytest.approx(851, abs=12)
    assert across.place == pytest.approx(115, abs=3)


def test_gaps_are_where_a_line_is_white():
    image, _ = drawn(("left", 60, 100, 2), ("right", 300, 100, 2))
    whole = line("left right", 58, 80, 310)
    ((gap,),) = look(image, page_of([whole])).gaps
    ink = np.flatnonzero((image < 128).any(axis=0))
    before, after = ink[ink < 250].max() + 1, ink[ink > 250].min()
    assert gap == pytest.approx((before, after), abs=2)


def test_a_rule_in_a_gap_does_not_end_it():
    image, _ = drawn(("left", 60, 100, 2), ("right", 300, 100, 2))
    cv2.line(image, (200, 40), (200, 300), 0, 1)
    whole = line("left right", 58, 80, 310)
    ((gap,),) = look(image, page_of([whole])).gaps
    assert gap[0] < 150 < 250 < gap[1]


def test_bold_type_is_heavier():
    image, lines = drawn(("Total amount", 60, 100, 2), ("Total amount", 60, 200, 4))
    regular, bold = look(image, page_of(lines)).weights
    assert bold > 1.3 * regular


def test_large_scans_tell_the_same():
    image, lines = drawn(*TEXTS)
    cv2.line(image, (50, 115), (600, 115), 0, 2)
    large = cv2.resize(image, None, fx=3, fy=3)
    tripled = [
        Line(one.text, 1, tuple((3 * x, 3 * y) for x, y in one.polygon), ()) for one in lines
    ]
    (across,) = look(large, Page("p", 1, 3000, 2400, tuple(tripled))).across
    assert (across.start, across.end, across.place) == pytest.approx((150, 1803, 346), abs=6)


def test_an_empty_page_tells_nothing():
    assert look(np.full(SIZE, 255, np.uint8), page_of([])).across == ()
