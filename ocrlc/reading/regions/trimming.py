"""Regions trimmed to their text by the page's pixels, before they are read.

A detector's region may hold more than a line of text, or less. It is cut where a rule between two
cells, the side of a box or a narrow gutter runs through it, and ends in the white before the text
of its neighbour; where it ends within a letter, it takes the whole of it. What may be no text, a
piece of a rule or a sign beside a text, must read as text. Marks alone in a table and words much
taller than the others, which detectors pass over, are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.polygons import polygon_between, to_polygon
from ocrlc.reading.regions.ends import part_of, parted, white_in, whole_letters
from ocrlc.reading.regions.gutters import NARROWEST, Gap, gutters
from ocrlc.reading.regions.islands import find_traces
from ocrlc.reading.regions.justified import parted_lines
from ocrlc.reading.regions.lone_marks import as_high_as_their_rows, lone_marks
from ocrlc.reading.regions.missed_words import is_word, missed_words
from ocrlc.reading.regions.signs import gap_after_sign, is_sign_before
from ocrlc.recognition.crops import text_corners
from ocrlc.structure.frame import Box, Frame, frame_for
from ocrlc.structure.seen.ink import Ink, ink_of
from ocrlc.structure.seen.marks import Rule
from ocrlc.structure.seen.rules import dots_in

Image = NDArray[np.uint8]
Corners = NDArray[np.float32]

_CLEAN = 0.8
"""Share of the lines a rule runs through that must be white beside it: a streak of a scanner runs
through words."""
_EMPTY = 0.01
"""Share of a box's height, squared, up to which its ink is dust."""
_MARGIN = 0.15
"""White that is left before and after a text that was cut, in line heights."""
_RULE_TEXT = re.compile(r"[-|lI1!:;.,'’/\\\[\](){}_—–=~¦ ]*")
"""What pieces of rules are read as."""
SURE = 0.9
"""Score from which on the reading of what may be a sign counts."""


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """What is to be read.

    Attributes:
        corners: corners in pixels, clockwise from the region's top-left. Shape: 4, 2.
        is_text: tells from its reading whether it is text; None for what the detector found.
    """

    corners: Corners
    is_text: Callable[[Decoded], bool] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Trimmed:
    """The regions of a page as they are to be read.

    Attributes:
        regions: the regions, in no particular order.
        ink: what was seen on the page; None if it was not looked at.
    """

    regions: list[Region]
    ink: Ink | None = None


def trim(grey: Image, regions: Sequence[Corners]) -> Trimmed:
    """Trim regions to their text; the corners of those that need no change are those given.

    Args:
        grey: the page. Shape: H, W.
        regions: corners in pixels, clockwise from the region's top-left. Shape of each: 4, 2.
    """
    polygons = [to_polygon(region) for region in regions]
    frame = frame_for(polygons, grey.shape[1], grey.shape[0])
    ink = ink_of(grey, frame, [frame.box(polygon) for polygon in polygons])
    if ink is None:
        return Trimmed([Region(region) for region in regions])
    level = [
        text_corners(region) is region and not bright and not frame.is_sideways(polygon)
        for region, polygon, bright in zip(regions, polygons, ink.bright, strict=True)
    ]
    dots = _dots(ink)
    letters = ink.letters & ~dots
    traces = find_traces(letters, ink.unit, ink.boxes, level)
    words = missed_words(traces)
    pieces = {index for word in words for index in word.pieces}
    trimmed = [
        (index, region)
        for index, region in _trimmed(ink, letters, dots, regions, level)
        if index not in pieces
    ]
    plain = [level[index] and region.is_text is None for index, region in trimmed]
    kept = _whole([region for _, region in trimmed], plain, frame, ink)
    added = [(word.box, None if word.pieces else is_word) for word in words]
    added += [(mark.box, mark.is_text) for mark in lone_marks(traces)]
    kept += [Region(_corners(frame, box, ink.factor), is_text) for box, is_text in added]
    return Trimmed(kept, ink)


def _whole(
    regions: Sequence[Region], plain: Sequence[bool], frame: Frame, ink: Ink
) -> list[Region]:
    """Return regions with those of a mark alone as high as its row, and pieces of lines joined.

    Those not `plain` stay as they are.
    """
    own = [index for index, flag in enumerate(plain) if flag]
    boxes = [
        Box(*(side / ink.factor for side in frame.box(to_polygon(regions[index].corners))))
        for index in own
    ]
    kept = dict(enumerate(regions))
    for index, higher in as_high_as_their_rows(boxes, ink.unit):
        kept[own[index]] = Region(_corners(frame, higher, ink.factor))
    for group in parted_lines(boxes, ink.unit):
        left, top, right, bottom = zip(*(boxes[index] for index in group), strict=True)
        whole = Box(min(left), min(top), max(right), max(bottom))
        for index in group:
            del kept[own[index]]
        kept[own[group[0]]] = Region(_corners(frame, whole, ink.factor))
    return list(kept.values())


def _corners(frame: Frame, box: Box, factor: int) -> Corners:
    """Return the corners on the page of a box of its ink."""
    polygon = frame.polygon(Box(*(side * factor for side in box)))
    corners = np.array(polygon, np.float32)
    return np.round(corners) if frame.angle == 0 else corners


def _trimmed(
    ink: Ink,
    letters: NDArray[np.bool_],
    dots: NDArray[np.bool_],
    regions: Sequence[Corners],
    level: Sequence[bool],
) -> Iterator[tuple[int, Region]]:
    """Yield the regions, cut and told apart, each with its number among those given.

    `letters` are without `dots`, those of dotted rules.
    """
    drawn = ink.drawn | dots
    spans = whole_letters(ink, level, parted(ink, level))
    cuts = _cuts(ink, level)
    sides = np.array(ink.boxes, np.float64)
    for index, (corners, box) in enumerate(zip(regions, ink.boxes, strict=True)):
        if not ink.bright[index] and _is_empty(letters, box) and part_of(drawn, box).any():
            if not part_of(dots, box).any():
                yield index, Region(corners, _is_no_rule)
            continue
        if level[index] and is_sign_before(letters, box, sides):
            yield index, Region(corners, _is_no_sign)
            continue
        gap = gap_after_sign(letters, box) if level[index] else None
        own = [*cuts[index], *([gap] if gap else [])]
        if not own and spans[index] == (box.left, box.right):
            yield index, Region(corners)
            continue
        for left, right in _parts(spans[index], own):
            part = Box(left, box.top, right, box.bottom)
            if not _is_empty(letters, part):
                start, end = ((x - box.left) / max(box.width, 1e-6) for x in (left, right))
                is_sign = gap is not None and right <= gap[0]
                yield index, Region(_between(corners, start, end), _is_no_sign if is_sign else None)


def _is_no_rule(reading: Decoded) -> bool:
    return not _RULE_TEXT.fullmatch(reading.text)


def _is_no_sign(reading: Decoded) -> bool:
    """Whether what looks like a sign reads as a word, or a digit, as those in circles do."""
    text = reading.text.strip()
    return len(text) > 2 or (text.isdigit() and reading.score >= SURE)


def _between(region: Corners, start: float, end: float) -> Corners:
    """Return the part of a region between two fractions of its length."""
    part = np.array(polygon_between(to_polygon(region), start, end), np.float32)
    # Boxes of whole pixels keep whole pixels, so that they can be cut by slicing.
    return np.round(part) if np.array_equal(region, np.round(region)) else part


def _parts(span: Gap, cuts: Sequence[Gap]) -> Iterator[Gap]:
    """Yield what is left of a span without some gaps."""
    left, right = span
    for start, end in sorted(cuts):
        if start > left:
            yield left, min(start, right)
        left = max(left, end)
    if left < right:
        yield left, right


def _is_empty(letters: NDArray[np.bool_], box: Box) -> bool:
    return bool(part_of(letters, box).sum() <= _EMPTY * box.height**2)


def _dots(ink: Ink) -> NDArray[np.bool_]:
    """Return the pixels of dotted rules; they are looked for where several regions are narrow."""
    narrow = sum(box.width < 0.7 * ink.unit for box in ink.boxes)
    return dots_in(ink.letters, ink.unit) if narrow > 1 else np.zeros_like(ink.letters)


def _cuts(ink: Ink, level: Sequence[bool]) -> list[list[Gap]]:
    """Return for each region the parts of it that are rules or gutters."""
    cuts: list[list[Gap]] = [[] for _ in ink.boxes]
    for rule in (*ink.upright, *ink.bars):
        half = rule.thickness / 2 + 1
        crossed = [i for i, box in enumerate(ink.boxes) if level[i] and _crosses(rule, box)]
        clean = sum(_is_clean(ink.letters, rule, ink.boxes[i]) for i in crossed)
        if clean >= _CLEAN * len(crossed):
            for index in crossed:
                cuts[index].append((rule.place - half, rule.place + half))
    white = [white_in(ink.letters, box) if level[i] else [] for i, box in enumerate(ink.boxes)]
    margin = min(_MARGIN, NARROWEST / 2) * ink.unit
    for index, found in enumerate(gutters(ink.boxes, white, ink.unit)):
        cuts[index] += [(start + margin, end - margin) for start, end in found]
    return cuts


def _crosses(rule: Rule, box: Box) -> bool:
    """Whether a rule runs through a box from top to bottom."""
    return (
        box.left < rule.place < box.right
        and rule.start <= box.top + 0.25 * box.height
        and rule.end >= box.bottom - 0.25 * box.height
    )


def _is_clean(letters: NDArray[np.bool_], rule: Rule, box: Box) -> bool:
    """Whether it is white on both sides of a rule in a box."""
    half = rule.thickness / 2 + 2
    return not part_of(
        letters, Box(rule.place - half, box.top, rule.place + half, box.bottom)
    ).any()
