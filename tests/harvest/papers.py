"""PDFs drawn for the tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from ocrlc.harvest.pages import PdfPage, open_page

WIDTH, HEIGHT = 400, 300
PROSE = (
    "The harvest begins on the second day of March,",
    "when the river is low and the mills stand still.",
    "Nobody knows why (some say it was the priest).",
    "Twelve carts went down to the market at noon;",
    "eleven came back, laden with salt and iron.",
)


def pdf(draw: Callable[[Canvas], None], rotate: int = 0) -> bytes:
    """Return a PDF of one page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (WIDTH, HEIGHT))
    draw(canvas)
    canvas.save()
    if not rotate:
        return buffer.getvalue()
    turned = io.BytesIO()
    with pikepdf.open(buffer) as document:
        document.pages[0].Rotate = rotate
        document.save(turned)
    return turned.getvalue()


def opened(draw: Callable[[Canvas], None], rotate: int = 0) -> PdfPage:
    """Return the page that `draw` draws."""
    return open_page(pypdfium2.PdfDocument(pdf(draw, rotate))[0])


def prose(canvas: Canvas) -> None:
    """Write a few lines."""
    canvas.setFont("Times-Roman", 12)
    for number, line in enumerate(PROSE):
        canvas.drawString(40, 250 - 16 * number, line)


def write(path: Path, draw: Callable[[Canvas], None] = prose) -> None:
    """Write a PDF of one page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf(draw))
