"""The text that a PDF page contains, as lines and words with their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ocrlc.polygons import Polygon
from ocrlc.results import Line, Word

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the drawn page."""
Character = tuple[str, Box | None, int, int]
"""A character, its box if it has ink, by how many degrees it is turned clockwise, and its place
among the page's characters."""

HYPHEN_AT_LINE_END = "\x02"
"""The character that PDFium reports for a hyphen at the end of a line."""


def has_text(page: Any) -> bool:
    """Whether a page contains text other than white space."""
    # Loaded only for PDFs, as in `_characters`.
    import pypdfium2.raw as raw

    text = page.get_textpage()
    try:
        codes = (raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars()))
        return any(_is_visible(chr(code)) for code in codes)
    finally:
        text.close()


def _is_visible(character: str) -> bool:
    printed = character.isprintable() and not character.isspace()
    return printed or character == HYPHEN_AT_LINE_END


def text_lines(page: Any, height: int, width: int) -> tuple[Line, ...]:
    """Return the lines of text that a page contains, in the file's order.

    Args:
        page: an open page of PDFium.
        height: height of the page when drawn, in pixels.
        width: width of the page when drawn, in pixels.

    Returns:
        Lines with boxes around their characters. The corners start at the text's top-left, also
        for turned text. All scores are 1, because this text is certain.
    """
    split = _split(_characters(page, height, width))
    return tuple(_line(words, turn) for words, turn, _ in split if words)


def marked_lines(
    page: Any, height: int, width: int
) -> tuple[tuple[Line, ...], dict[int, list[tuple[int, int]]]]:
    """Return the lines of text as `text_lines` does, and which words are in each marked content.

    Returns:
        The lines, and for each marked content by its number the places of its words: of their
        lines, and in these.
    """
    import pypdfium2.raw as raw  # as in `_characters`

    split = [one for one in _split(_characters(page, height, width)) if one[0]]
    marks: dict[int, list[tuple[int, int]]] = {}
    text = page.get_textpage()
    try:
        for row, (_, _, starts) in enumerate(split):
            for column, start in enumerate(starts):
                item = raw.FPDFText_GetTextObject(text, start)
                mark = raw.FPDFPageObj_GetMarkedContentID(item) if item else -1
                marks.setdefault(mark, []).append((row, column))
    finally:
        text.close()
    return tuple(_line(words, turn) for words, turn, _ in split), marks


def _characters(page: Any, height: int, width: int) -> Iterator[Character]:
    """Yield the characters in PDFium's order; line breaks and spaces have no box."""
    # Loaded only for PDFs: the writers use this module too, and are always imported.
    import pypdfium2.raw as raw

    place = to_pixels(page, height, width)
    text = page.get_textpage()
    turned = page.get_rotation()
    around = raw.FS_RECTF()
    try:
        high = ""
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            character = chr(code)
            if 0xD800 <= code < 0xE000:  # a half of a surrogate pair
                if code < 0xDC00:
                    high = character
                    continue
                character = (
                    (high + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                )
            high = ""
            ends_line = character == HYPHEN_AT_LINE_END
            character = "-" if ends_line else character
            if character.isspace():
                yield character, None, 0, index
            elif character.isprintable():
                raw.FPDFText_GetLooseCharBox(text, index, around)
                x0, y0 = place(around.left, around.top)
                x1, y1 = place(around.right, around.bottom)
                box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                angle = math.degrees(raw.FPDFText_GetCharAngle(text, index))
                yield character, box, round((turned + angle) / 90) * 90 % 360, index
            if ends_line:  # PDFium leaves the line break out
                yield "\n", None, 0, index
    finally:
        text.close()


def to_pixels(page: Any, height: int, width: int) -> Callable[[float, float], tuple[int, int]]:
    """Return the function from points of a page to pixels of the drawn page.

    PDFium's own gives the same, in a call for each point.
    """
    import pypdfium2 as pdfium  # as in `_characters`

    device = pdfium.PdfPosConv(page, (0, 0, width, height, 0))
    x0, y0 = device.to_page(0, 0)
    (ax, ay), (bx, by) = device.to_page(width, 0), device.to_page(0, height)
    ax, ay, bx, by = (ax - x0) / width, (ay - y0) / width, (bx - x0) / height, (by - y0) / height
    area = ax * by - ay * bx

    def place(x: float, y: float) -> tuple[int, int]:
        x, y = x - x0, y - y0
        return round((x * by - y * bx) / area), round((y * ax - x * ay) / area)

    return place


def _split(characters: Iterator[Character]) -> Iterator[tuple[list[Word], int, list[int]]]:
    """Group characters into words and words into lines.

    Yields:
        The words of a line, its first character's turn, and the places of the words' first ones.
    """
    words: list[Word] = []
    starts: list[int] = []
    text, boxes = "", list[Box]()
    direction = 0
    for character, box, turn, place in [*characters, ("\n", None, 0, 0)]:
        if box is not None:
            if not text and not words:
                direction = turn
            if not text:
                starts.append(place)
            text += character
            boxes.append(box)
            continue
        if text:
            words.append(Word(text, 1.0, _around(boxes, direction)))
            text, boxes = "", []
        if character in "\r\n":
            yield words, direction, starts
            words, starts = [], []


def _line(words: list[Word], turn: int) -> Line:
    corners = [point for word in words for point in word.polygon]
    polygon = _around([(x, y, x, y) for x, y in corners], turn)
    return Line(" ".join(word.text for word in words), 1.0, polygon, tuple(words))


def _around(boxes: Sequence[tuple[float, float, float, float]], turn: int) -> Polygon:
    """Return the rectangle around boxes, its corners starting at the turned text's top-left."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    a, b, c, d = corners[turn // 90 :] + corners[: turn // 90]
    return a, b, c, d
