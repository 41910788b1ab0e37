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
"""Largest distance in pixels by which a word's end is moved for that gap."""


def placed_words(line: Line) -> Iterator[Word]:
    """Yield a line's words with the boxes that they get in a PDF."""
    return _parted([_level(word) for word in words_of(line)])


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


def _parted(words: Sequence[Word]) -> Iterator[Word]:
    """Yield a line's words; words that nearly touch are moved apart by a pixel or so.

    Poppler separates words by the gap only: if it is less than 0.15 of the font size, it joins
    them, even if there is a space.
    """
    missing = [
        min(MIN_GAP * _height(left.polygon) - _gap(left, right), MAX_MOVE * 2)
        for left, right in pairwise(words)
    ]
    moves = [0.0, *(max(one, 0.0) / 2 for one in missing), 0.0]
    for word, before, after in zip(words, moves, moves[1:], strict=False):
        width = max(math.dist(*word.polygon[:2]), 1e-6)
        start, end = min(before / width, 0.25), 1 - min(after / width, 0.25)
        yield replace(word, polygon=polygon_between(word.polygon, start, end))


def _gap(left: Word, right: Word) -> float:
    """Return the gap between two words in pixels, measured along the line's lower edge."""
    (ax, ay), (bx, by) = left.polygon[3], left.polygon[2]
    (cx, cy), width = right.polygon[3], max(math.dist(left.polygon[3], left.polygon[2]), 1e-6)
    return ((cx - bx) * (bx - ax) + (cy - by) * (by - ay)) / width


def _height(polygon: Polygon) -> float:
    return math.dist(polygon[0], polygon[3])
