"""Judging the text that a PDF page contains: all there is to read, or only a stamp on a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

import pypdfium2.raw as raw

from ocrlc.loading.pdf_text import has_text

SCAN = 0.5
"""Share of the page's area from which on pictures may be a scan of its text."""
FEW = 200
"""Fewer visible characters than this on a scan are a stamp or a page number, not its text."""
_LEAST_HEIGHT, _LEAST_WIDTH = 8, 16
"""Smallest picture that may hold a word, in points; smaller ones are bullets and ornaments."""
_DEPTH = 5
"""Levels of nested groups that are searched for pictures."""

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the page's lower left corner."""


class TextLayer(Enum):
    """What kind of text a PDF page contains.

    `NONE`: it contains no text. `ALL`: the text is all there is to read. `WITH_PICTURES`: there
    are pictures beside the text, which may hold more. `PART`: the text is only a part, because the
    rest is in the pixels of a scan, or in form fields or notes.
    """

    NONE = 0
    ALL = 1
    WITH_PICTURES = 2
    PART = 3


def look_at(page: Any) -> tuple[TextLayer, list[Bounds]]:
    """Return what kind of text an open page contains, and the bounds of its pictures.

    Text that OCR has added to a scan is invisible; a little visible text was added later.
    """
    if not has_text(page):
        return TextLayer.NONE, []
    if _is_filled_in(page):
        return TextLayer.PART, []
    pictures = list(_pictures(page))
    if not pictures:
        return TextLayer.ALL, []
    visible, invisible = _characters(page)
    if invisible > visible:
        return TextLayer.ALL, []
    scan = visible < FEW and _share(page, pictures) >= SCAN
    return TextLayer.PART if scan else TextLayer.WITH_PICTURES, pictures


def _is_filled_in(page: Any) -> bool:
    """Whether form fields or notes, which are not part of the page's text, are drawn on it."""
    drawn = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in drawn:
            return True
    return False


def _share(page: Any, pictures: Sequence[Bounds]) -> float:
    """Return the share of the page's area covered by all its pictures together."""
    left, bottom, right, top = page.get_bbox()
    total = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in pictures)
    return float(total / max((right - left) * (top - bottom), 1e-6))


def _pictures(page: Any) -> Iterator[Bounds]:
    """Yield the visible bounds of pictures, and of groups that contain one, if text fits in."""
    left, bottom, right, top = page.get_bbox()
    for item in page.get_objects((raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM), max_depth=1):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE or _holds_picture(item.raw, _DEPTH):
            x0, y0, x1, y1 = item.get_bounds()
            x0, y0, x1, y1 = max(x0, left), max(y0, bottom), min(x1, right), min(y1, top)
            sides = sorted((x1 - x0, y1 - y0))
            if sides[0] >= _LEAST_HEIGHT and sides[1] >= _LEAST_WIDTH:
                yield x0, y0, x1, y1


def _holds_picture(form: Any, depth: int) -> bool:
    for index in range(raw.FPDFFormObj_CountObjects(form)):
        part = raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(part)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == raw.FPDF_PAGEOBJ_FORM and depth and _holds_picture(part, depth - 1):
            return True
    return False


def _characters(page: Any) -> tuple[int, int]:
    """Return the number of visible and of invisible characters."""
    counts = [0, 0]
    text = page.get_textpage()
    try:
        for index in range(text.count_chars()):
            item = raw.FPDFText_GetTextObject(text, index)
            if item and not chr(raw.FPDFText_GetUnicode(text, index)).isspace():
                mode = raw.FPDFTextObj_GetTextRenderMode(item)
                counts[mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE] += 1
    finally:
        text.close()
    return counts[0], counts[1]
