"""Reading zones: each is read as if it were a page, and its lines are put in their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ocrlc.loading.page import RawPage
from ocrlc.options.read_options import ReadOptions
from ocrlc.polygons import Polygon, box_polygon
from ocrlc.reading.own_text import direction
from ocrlc.reading.page_warnings import NO_TEXT
from ocrlc.results import Line, Page, ZoneText, raw_text

NO_ZONE = "no zone is of this page"
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
MARGIN = 100
"""Most pixels above and below a zone that are looked at with it, where it is higher than that."""
SIDE_MARGIN = 8
"""The same to its left and right."""


def read_zones(
    raw: RawPage, options: ReadOptions, read: Callable[[RawPage, ReadOptions], Page]
) -> Page:
    """Read the zones of a page, and nothing else of it.

    Args:
        raw: the page.
        options: what is read, with zones.
        read: reads a page without zones.

    Returns:
        The page with the lines of all zones, zone by zone, and with `Page.zones`.
    """
    height, width = raw.image.shape[:2]
    lines: list[Line] = []
    zones: list[ZoneText] = []
    warnings = list(raw.warnings)
    for zone in options.zones:
        if zone.page not in (None, raw.number):
            continue
        box = zone.box(width, height)
        if box is None:
            warnings.append(f"zone {zone.name} lies outside the page of {width} x {height} pixels")
            zones.append(ZoneText(zone.name, "", 0.0, box_polygon(0, 0, 0, 0)))
            continue
        seen = _with_margin(box, width, height)
        inner = replace(options, zones=(), allow=zone.allow or options.allow)
        part = read(_part(raw, seen), inner)
        found = _lines_in([line.moved(_shift(seen[0], seen[1])) for line in part.lines], box)
        places = tuple(range(len(lines), len(lines) + len(found)))
        text = "\n".join(line.text for line in found)
        zones.append(ZoneText(zone.name, text, _score(found), box_polygon(*box), places))
        lines += found
        # Many fields of a form are empty, and that is no fault.
        warnings += [f"zone {zone.name}: {text}" for text in part.warnings if text != NO_TEXT]
    if not zones:
        warnings.append(NO_ZONE)
    elif not lines:
        warnings.append(NO_TEXT)
    return Page(
        raw.source,
        raw.number,
        width,
        height,
        tuple(lines),
        tuple(warnings),
        direction(lines),
        zones=tuple(zones),
    )


def _with_margin(box: Box, width: int, height: int) -> Box:
    """Return a box with what is near it: lines above and below that it cuts are seen whole.

    Read as they are cut, they would give words that are not there. To the sides the margin is
    narrow, so that a label does not share its line with the value beside it.
    """
    left, top, right, bottom = box
    margin = min(bottom - top, MARGIN)
    return (
        max(left - SIDE_MARGIN, 0),
        max(top - margin, 0),
        min(right + SIDE_MARGIN, width),
        min(bottom + margin, height),
    )


def _part(raw: RawPage, box: Box) -> RawPage:
    """Return a part of a page as a page of its own."""
    left, top, right, bottom = box
    lines = None
    if raw.lines is not None:
        lines = tuple(line.moved(_shift(-left, -top)) for line in _lines_in(raw.lines, box))
    image = np.ascontiguousarray(raw.image[top:bottom, left:right])
    return replace(raw, image=image, lines=lines, warnings=(), rules=(), tags=None)


def _lines_in(lines: Sequence[Line], box: Box) -> tuple[Line, ...]:
    """Return what lines have in a box: the words whose middle lies in it."""
    found = []
    for line in lines:
        words = tuple(word for word in line.words if _has_middle(box, word.polygon))
        if len(words) == len(line.words):
            found.append(line)
        elif words:
            first, last = words[0].polygon, words[-1].polygon
            polygon = (first[0], last[1], last[2], first[3])
            text = " ".join(word.text for word in words)
            score = sum(len(word.text) * word.score for word in words) / len(text.replace(" ", ""))
            found.append(Line(text, score, polygon, words, raw_text(words)))
    return tuple(found)


def _has_middle(box: Box, polygon: Polygon) -> bool:
    x, y = (sum(values) / 4 for values in zip(*polygon, strict=True))
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _shift(right: float, down: float) -> Callable[[Polygon], Polygon]:
    def shift(polygon: Polygon) -> Polygon:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = polygon
        return (
            (ax + right, ay + down),
            (bx + right, by + down),
            (cx + right, cy + down),
            (dx + right, dy + down),
        )

    return shift


def _score(lines: Sequence[Line]) -> float:
    """Return the mean probability of the characters of lines; 0 if there are none."""
    letters = sum(len(line.text) for line in lines)
    return sum(len(line.text) * line.score for line in lines) / letters if letters else 0.0
