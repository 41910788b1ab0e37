"""The text a PDF page carries itself, as lines and words with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ocrlc.polygons import Polygon
from ocrlc.results import Line, Word

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the drawn page."""
Character = tuple[str, Box | None]

HYPHEN_AT_LINE_END = "\x02"
"""What PDFium reports for it."""


def has_text(page: Any) -> bool:
    """Whether a page carries text that is not only white space."""
    return any(not text.isspace() for text, _ in _characters(page, 1, 1))


def text_lines(page: Any, height: int, width: int) -> tuple[Line, ...]:
    """Return a page's text, its lines as they come in the file.

    Args:
        page: an open page of PDFium's.
        height: of the page as it would be drawn, pixels.
        width: likewise.

    Returns:
        Lines with upright boxes around their characters; a document's own text is certain, so
        scores are 1.
    """
    return tuple(_line(words) for words in _split(_characters(page, height, width)) if words)


def _characters(page: Any, height: int, width: int) -> Iterator[Character]:
    """Yield the characters in PDFium's order; breaks and spaces that it infers have no box."""
    # Loaded with a PDF: the writers look for text too, and are imported with every document.
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    place = pdfium.PdfPosConv(page, (0, 0, width, height, 0))
    text = page.get_textpage()
    try:
        high = ""
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            if 0xD800 <= code < 0xDC00:  # the first half of a pair
                high = chr(code)
                continue
            pair = (high + chr(code)).encode("utf-16", "surrogatepass")
            character, high = pair.decode("utf-16", "replace"), ""
            character = character.replace(HYPHEN_AT_LINE_END, "-")
            if character.isspace():
                yield character, None
            elif character.isprintable():
                left, bottom, right, top = text.get_charbox(index, loose=True)
                (x0, y0), (x1, y1) = place.to_bitmap(left, top), place.to_bitmap(right, bottom)
                yield character, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    finally:
        text.close()


def _split(characters: Iterator[Character]) -> Iterator[list[Word]]:
    """Gather characters to words and words to lines."""
    words: list[Word] = []
    text, boxes = "", list[Box]()
    for character, box in [*characters, ("\n", None)]:
        if box is not None:
            text += character
            boxes.append(box)
            continue
        if text:
            words.append(Word(text, 1.0, _around(boxes)))
            text, boxes = "", []
        if character in "\r\n":
            yield words
            words = []


def _line(words: list[Word]) -> Line:
    corners = [point for word in words for point in word.polygon]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    polygon = _polygon(left, top, right, bottom)
    return Line(" ".join(word.text for word in words), 1.0, polygon, tuple(words))


def _around(boxes: list[Box]) -> Polygon:
    left, top, right, bottom = zip(*boxes, strict=True)
    return _polygon(min(left), min(top), max(right), max(bottom))


def _polygon(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))
