"""Helpers for several formats: boxes of polygons, the words of a line, clean text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from ocrlc.polygons import Polygon
from ocrlc.results import Line, Page, Word

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Box(NamedTuple):
    """An axis-aligned box in whole pixels; `right` and `bottom` are just outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top


def box_of(polygons: Sequence[Polygon], page: Page) -> Box:
    """Return the box around polygons, clipped to the page."""
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    return Box(
        _within(min(xs), page.width),
        _within(min(ys), page.height),
        _within(max(xs), page.width),
        _within(max(ys), page.height),
    )


def quarter_turns(polygon: Polygon) -> int:
    """Return the number of quarter turns, 0 to 3, by which text is turned clockwise.

    A slight skew is ignored.
    """
    (x0, y0), (x1, y1) = polygon[:2]
    return round(math.atan2(y1 - y0, x1 - x0) / (math.pi / 2)) % 4


def words_of(line: Line) -> tuple[Word, ...]:
    """Return the line's words; if it has none, the whole line as one word."""
    return line.words or (Word(line.text, line.score, line.polygon),)


def one_line(text: str) -> str:
    """Return the text with every run of white space replaced by one space."""
    return " ".join(text.split())


def xml_text(text: str) -> str:
    """Return the text without the characters that XML does not allow."""
    return NOT_XML.sub("", text)


def percent(score: float) -> int:
    """Return a probability in percent, as a whole number from 0 to 100."""
    return round(100 * min(max(score, 0.0), 1.0))


def _within(value: float, limit: int) -> int:
    return min(max(round(value), 0), limit)
