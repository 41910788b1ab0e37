"""Placing the invisible words of a PDF so that other programs recognise them as words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ocrlc.polygons import Polygon, polygon_between
from ocrlc.results import Line, Word
from ocrlc.writers.geometry import quarter_turns, words_of

MAX_SKEW = math.radians(20)
"""Lines inclined less than this, in radians, count as level lines of a skewed page."""
MIN_GAP = 0.17
"""Smallest gap between two words, as a share of the line's height."""
MAX_MOVE = 1.8
"""Largest distance in pixels by which a word's end is moved for that gap in a line."""
MAX_SHARE = 0.15
"""The same where lines end beside one another, as a share of the line's height."""


def placed_words(lines: Sequence[Line]) -> Iterator[Word]:
    """Yield the words of lines in reading order with the boxes that they get in a PDF."""
    return _parted([[_level(word) for word in words_of(line)] for line in lines])


def _level(word: Word) -> Word:
    """Return a word of a slightly skewed line as exactly level (or vertical, or upside down).

    It gets the upright box around it, because Poppler splits a word whose baseline rises by half a
    point into two.
    """
    turns = quarter_turns(word.polygon)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = _turned(word.polygon, -turns)
    if abs(math.atan2(y1 - y0, x1 - x0)) > MAX_SKEW:
        return word
    left, right = (x0 + x3) / 2, (x1 + x2) / 2
    top, bottom = min(y0, y1), max(y2, y3)
    box = ((left, top), (right, top), (right, bottom), (left, bottom))
    return replace(word, polygon=_turned(box, turns))


def _turned(polygon: Polygon, turns: int) -> Polygon:
    """Return a polygon turned about the origin by quarter turns, clockwise as seen on the page."""
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[turns % 4]
    a, b, c, d = ((x * cos - y * sin, x * sin + y * cos) for x, y in polygon)
    return (a, b, c, d)


def _parted(lines: Sequence[Sequence[Word]]) -> Iterator[Word]:
    """Yield words; those that nearly touch on one row are moved apart.

    Poppler separates words by the gap only: if it is less than 0.15 of the font size, it joins
    them, even if there is a space. PDFium joins the words of neighbouring lines on a row likewise.
    """
    words = [(word, number) for number, line in enumerate(lines) for word in line]
    moves = [0.0]
    for (left, line), (right, following) in pairwise(words):
        height = max(_height(left.polygon), _height(right.polygon))
        most = MAX_MOVE if line == following else MAX_SHARE * height
        missing = MIN_GAP * height - _gap(left.polygon, right.polygon)
        moves.append(min(max(missing / 2, 0.0), most))
    for (word, _), before, after in zip(words, moves, [*moves[1:], 0.0], strict=False):
        width = max(math.dist(*word.polygon[:2]), 1e-6)
        start, end = min(before / width, 0.25), 1 - min(after / width, 0.25)
        yield replace(word, polygon=polygon_between(word.polygon, start, end))


def _gap(left: Polygon, right: Polygon) -> float:
    """Return the gap between words along the line's lower edge; infinity if not on one row."""
    (ax, ay), (bx, by), (cx, cy) = left[3], left[2], right[3]
    width, height = max(math.dist(left[3], left[2]), 1e-6), max(_height(left), _height(right))
    gap = ((cx - bx) * (bx - ax) + (cy - by) * (by - ay)) / width
    across = ((cy - by) * (bx - ax) - (cx - bx) * (by - ay)) / width
    return gap if gap > -height and abs(across) < height / 2 else math.inf


def _height(polygon: Polygon) -> float:
    return math.dist(polygon[0], polygon[3])
