"""PDF pages, drawn by PDFium."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from ocrlc.errors import InputError
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.page import (
    NOT_READ,
    RETRY_HINT,
    Chosen,
    RawPage,
    choose_pages,
    every_page,
    skipped,
    too_large,
    white,
    with_absent,
)
from ocrlc.loading.pdf_layers import Bounds, TextLayer, look_at
from ocrlc.loading.pdf_rules import ruled_lines
from ocrlc.loading.pdf_tags import is_tagged, tags_of
from ocrlc.loading.pdf_text import marked_lines, text_lines, to_pixels
from ocrlc.loading.pdfium_lock import PDFIUM_LOCK
from ocrlc.loading.pixels import flatten
from ocrlc.results import Line
from ocrlc.tags import Tag

Image = NDArray[np.uint8]

# It advises to rebuild PDFium, which whoever reads a document cannot; our own warning tells them.
logging.getLogger("pypdfium2._helpers.document").addFilter(
    lambda record: "XFA" not in record.getMessage()
)

XFA = "an XFA form: fields that its program would draw are missing"
UNREAD: dict[TextLayer, tuple[str, ...]] = {
    TextLayer.NONE: (NOT_READ,),
    TextLayer.ALL: (),
    TextLayer.WITH_PICTURES: ("pictures beside the text were not read",),
    TextLayer.PART: ("the text that the page contains is only a part of what it shows",),
}
"""Warnings where only the text that pages contain is taken."""
MIN_SCALE = 0.95
"""Pages drawn at less than this share of the requested resolution get a warning."""


def decode_pdf(
    data: bytes, name: str, options: LoadOptions, chosen: Chosen = every_page
) -> Iterator[RawPage]:
    """Yield a PDF's pages, drawn at `options.dpi` or, for very large pages, at less.

    Raises:
        InputError: the PDF is damaged, without pages, protected by a password, or beyond a limit.
    """
    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(data, password=options.password)
        except pdfium.PdfiumError as error:
            raise InputError(f"{name}: {_reason(error, data, options)}") from error
        document.init_forms()
        dynamic = document.get_formtype() == raw.FORMTYPE_XFA_FULL
        count = len(document)
    try:
        if count == 0:
            raise InputError(f"{name}: the PDF has no pages")
        for number in choose_pages(count, name, options, chosen):
            with PDFIUM_LOCK:
                try:
                    page = _page(document, name, number, options)
                except InputError:
                    raise
                except Exception as error:  # PDFium's, or NumPy's for a page without area
                    reason = f"page {number} cannot be drawn"
                    if not options.allow_truncated:
                        raise InputError(f"{name}: {reason} {RETRY_HINT}") from error
                    page = skipped(name, number, reason)
            if dynamic:
                page = replace(page, warnings=(*page.warnings, XFA))
            yield with_absent(page, count, options)
    finally:
        # The garbage collector may get here too, in a thread that is using PDFium.
        PDFIUM_LOCK.close_soon(document)


def _reason(error: Exception, data: bytes, options: LoadOptions) -> str:
    # For a document without pages, PDFium repeats the error of the document before.
    if "password" not in str(error).lower() or b"/Encrypt" not in data:
        return "is damaged or not a PDF"
    if options.password:
        return "is protected by another password"
    return "is protected by a password (--password)"


def _page(document: Any, name: str, number: int, options: LoadOptions) -> RawPage:
    """Draw a page of an open PDF, or take the text that it contains."""
    page = document[number - 1]
    try:
        width, height = page.get_size()
        asked = options.dpi / 72
        scale = min(asked, math.sqrt(options.max_pixels / max(width * height, 1e-6)))
        size = math.ceil(height * scale), math.ceil(width * scale)
        while size[0] * size[1] > options.max_pixels:  # rounded up
            if min(size) == 1:  # a page with hardly any width or height
                raise too_large(name, options)
            scale *= 0.999
            size = math.ceil(height * scale), math.ceil(width * scale)
        smaller = f"drawn at {72 * scale:.0f} dpi: the page is very large"
        warnings = (smaller,) if scale < MIN_SCALE * asked else ()
        read = options.text_layer != "only"
        layer, pictures = (TextLayer.NONE, []) if options.text_layer == "ignore" else look_at(page)
        if layer is TextLayer.NONE and read:
            return RawPage(_draw(page, scale), name, number, warnings)
        lines, tags = _lines(page, *size)
        if layer is TextLayer.ALL or not read:
            rules = ruled_lines(page, to_pixels(page, *size))
            told = (*warnings, *UNREAD[layer])
            return RawPage(white(*size), name, number, told, lines, rules=rules, tags=tags)
        image = _draw(page, scale)
        if layer is TextLayer.WITH_PICTURES:
            image = _only(image, pictures, page)
        return RawPage(image, name, number, warnings, lines, also_read=True, tags=tags)
    finally:
        page.close()


def _lines(page: Any, height: int, width: int) -> tuple[tuple[Line, ...], Tag | None]:
    """Return the lines of text that a page contains, and the structure that it tells of itself."""
    if not is_tagged(page):
        return text_lines(page, height, width), None
    lines, marks = marked_lines(page, height, width)
    marks.pop(-1, None)
    return lines, tags_of(page, marks)


def _draw(page: Any, scale: float) -> Image:
    """Draw a page as BGR."""
    bitmap = page.render(scale=scale, rev_byteorder=False)
    try:
        pixels = bitmap.to_numpy()
        colour = flatten(pixels) if pixels.shape[2] == 4 else pixels
        return np.array(colour, np.uint8)
    finally:
        bitmap.close()


def _only(image: Image, parts: Sequence[Bounds], page: Any) -> Image:
    """Return a drawn page that is white but for some parts."""
    height, width = image.shape[:2]
    place = pdfium.PdfPosConv(page, (0, 0, width, height, 0))
    result = np.full_like(image, 255)
    for left, bottom, right, top in parts:
        corners = place.to_bitmap(left, bottom), place.to_bitmap(right, top)
        (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*corners, strict=True))
        inside = np.s_[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1]
        result[inside] = image[inside]
    return result
