"""The invisible text of pages as PDF commands, and PDF files of such pages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocrlc.results import Page, Word
from ocrlc.writers.geometry import one_line
from ocrlc.writers.pdf.objects import Matrix, Objects, add_font
from ocrlc.writers.pdf.words import placed_words


@dataclass(frozen=True)
class Sheet:
    """A page of a new PDF.

    Attributes:
        width: width of the page in points.
        height: height of the page in points.
        content: object number of its commands.
        image: object number of its picture; None for a page with text only.
    """

    width: float
    height: float
    content: int
    image: int | None = None


def text_only(pages: Sequence[Page], scale: float = 1.0) -> bytes:
    """Return a PDF of pages with nothing but the invisible text.

    Args:
        pages: the pages read.
        scale: points per pixel.
    """
    objects = Objects()
    font = add_font(objects)
    sheets = [
        Sheet(
            page.width * scale, page.height * scale, objects.add_stream(text_commands(page, scale))
        )
        for page in pages
    ]
    return finished(objects, font, sheets)


def finished(objects: Objects, font: int, sheets: Sequence[Sheet]) -> bytes:
    """Return the PDF's bytes, after adding the pages to its objects."""
    root = len(objects.bodies) + len(sheets) + 1
    kids = []
    for sheet in sheets:
        image = b" /XObject << /I %d 0 R >>" % sheet.image if sheet.image else b""
        kids.append(
            objects.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.4f %.4f] /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R >>%s >> >>"
                % (root, sheet.width, sheet.height, sheet.content, font, image)
            )
        )
    objects.add(
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    )
    return objects.to_bytes(objects.add(b"<< /Type /Catalog /Pages %d 0 R >>" % root))


def picture_commands(turn: Matrix, width: float, height: float) -> bytes:
    """Return the commands that draw the picture `/I` over a page of this size in points."""
    a, b, c, d, e, f = turn
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
    return b"q %s cm /I Do Q\n" % numbers(matrix)


def text_commands(page: Page, scale: float) -> bytes:
    """Return the commands that add the text word by word, invisibly (3 Tr).

    Args:
        page: the page read.
        scale: points per pixel.
    """
    commands = [b"BT 3 Tr"]
    for word in placed_words(page.lines):
        commands.extend(_word(word, page, scale))
    commands.append(b"ET\n")
    return b"\n".join(commands)


def numbers(values: Sequence[float], digits: int = 4) -> bytes:
    """Return numbers in PDF's syntax."""
    return b" ".join(b"%.*f" % (digits, value) for value in values)


def _word(word: Word, page: Page, scale: float) -> Iterator[bytes]:
    """Stretch the word over its box; a space follows it, to separate it from the next."""
    text = one_line(word.text)
    (x0, y0), (x1, y1), _, (x3, y3) = word.polygon
    width, height = math.dist((x0, y0), (x1, y1)), math.dist((x0, y0), (x3, y3))
    if not text or width <= 0 or height <= 0:
        return
    code = text.encode("utf-16-be", errors="replace")
    cos, sin = (x1 - x0) / width, (y1 - y0) / width
    stretch = 100 * width / (len(code) / 2 * 0.5 * height)
    matrix = (cos, -sin, sin, cos, x3 * scale, (page.height - y3) * scale)
    yield b"/F1 %.3f Tf %.3f Tz %s Tm" % (height * scale, stretch, numbers(matrix))
    yield b"<%s> Tj" % (code + b"\0 ").hex().encode()
