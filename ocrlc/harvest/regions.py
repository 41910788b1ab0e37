"""A page's lines as regions for the detector: PaddleOCR's detection form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ocrlc.datasets.page_labels import UNREADABLE
from ocrlc.harvest.glyphs import SKEWED, Floats, Glyphs
from ocrlc.harvest.lines import PageLine, page_lines
from ocrlc.harvest.looks import Look, move
from ocrlc.harvest.matching import MismatchError, join_glyphs
from ocrlc.harvest.pages import DrawnPage, PdfPage
from ocrlc.harvest.soundness import has_ink, tight
from ocrlc.harvest.texts import printed

UNKNOWN = "\ufffd"
"""What stands for a character that the layer does not know."""
SMALLEST_HEIGHT = 4.0
"""Regions lower than this on the degraded page are nothing to train on, pixels."""
_FIRST_CORNER = {0: 0, 90: 1, 180: 2, 270: 3}
"""Which corner of an upright box is the text's top-left."""


def page_regions(
    page: PdfPage, drawn: DrawnPage, look: Look, unknown: Sequence[Floats]
) -> list[dict[str, Any]]:
    """Return what a page shows, line by line.

    Args:
        page: with its text layer.
        drawn: the undegraded page.
        look: the degraded page; its matrix is from the pixels of `drawn`.
        unknown: regions that hold text of which the layer knows nothing, pixels of the degraded
            page. Shape of each: 4, 2.

    Returns:
        Regions with their texts, corners in pixels of the degraded page, clockwise from the
        text's top-left. Leaders, pictures, skewed and unknown text are marked as unreadable.
    """
    glyphs = page.glyphs
    regions = []
    for line in page_lines(glyphs):
        box = drawn.pixels(line.box)
        if not has_ink(drawn.image, box):
            continue
        corners = move(_corners(tight(drawn.image, box), line.direction), look.matrix)
        known = (
            not line.leaders and line.direction != SKEWED and _height(corners) >= SMALLEST_HEIGHT
        )
        regions.append(_region(corners, _text(glyphs, line) if known else UNREADABLE))
    for picture in page.pictures:
        corners = move(_corners(drawn.pixels(picture), 0), look.matrix)
        regions.append(_region(corners, UNREADABLE))
    return regions + [_region(corners, UNREADABLE) for corners in unknown]


def scaled(regions: Sequence[dict[str, Any]], factor: float) -> list[dict[str, Any]]:
    """Return regions for a page scaled by a factor, their corners rounded to tenths of a pixel."""
    return [
        {
            **region,
            "points": [[round(x * factor, 1), round(y * factor, 1)] for x, y in region["points"]],
        }
        for region in regions
    ]


def _region(corners: Floats, text: str) -> dict[str, Any]:
    return {"transcription": text, "points": corners.tolist()}


def _corners(box: Floats, direction: int) -> Floats:
    """Return a box's corners, clockwise from its text's top-left. Shape: 4, 2."""
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    return np.roll(corners, -_FIRST_CORNER.get(direction, 0), axis=0)


def _height(corners: Floats) -> float:
    """Return the height of a line across its direction, pixels."""
    return math.dist(corners[0], corners[3])


def _text(glyphs: Glyphs, line: PageLine) -> str:
    """Return what a line says as far as the layer knows."""
    try:
        text = join_glyphs(glyphs, line.glyphs) if line.direction == 0 else None
    except MismatchError:
        text = None
    if text is None:
        parts = [" " * bool(glyphs.apart[index]) + glyphs.text[index] for index in line.glyphs]
        text = "".join(parts)
    return printed(text) if glyphs.sound[line.glyphs].all() else UNKNOWN + printed(text)
