"""Setting the parts of a page with ReportLab, which knows paragraphs, lists, tables and columns."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as SetTable

from scripts.drawing.fonts import face
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import A4
from scripts.structured.contents import Heading, Items, Paragraph, Part, Table
from scripts.structured.families import Family, Look, parts_of

MARGIN = 56.0
_HEADINGS = {1: 1.8, 2: 1.3, 3: 1.1}


def draw_page(family: Family, rng: random.Random) -> tuple[bytes, list[Part]]:
    """Draw a page that is about full.

    Returns:
        The page as a PDF file, and its parts.
    """
    writer = Writer(family.language, random.Random(rng.random()))
    edges = (writer.company(), writer.domain())
    parts: list[Part] = []
    content = b""
    for part in islice(parts_of(family, rng), 40):
        longer = [*parts, part]
        drawn, pages = _pdf(family.look, longer, edges)
        if pages > 1:
            break
        content, parts = drawn, longer
    while parts and isinstance(parts[-1], Heading):
        parts = parts[:-1]
        content, _ = _pdf(family.look, parts, edges)
    return content, parts


def render(content: bytes, dpi: float) -> npt.NDArray[np.uint8]:
    """Return a PDF's first page as pixels, shape (H, W, 3), BGR."""
    with pypdfium2.PdfDocument(content) as document:
        pixels = document[0].render(scale=dpi / 72).to_numpy()
        return np.ascontiguousarray(pixels[:, :, :3], dtype=np.uint8)


def _pdf(look: Look, parts: list[Part], edges: tuple[str, str]) -> tuple[bytes, int]:
    """Return the parts as a PDF file, and its number of pages."""
    buffer = io.BytesIO()
    gap = 18.0
    width = (A4[0] - 2 * MARGIN - gap * (look.columns - 1)) / look.columns
    frames = [
        Frame(MARGIN + column * (width + gap), MARGIN, width, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        for column in range(look.columns)
    ]
    pages = 0

    def edge(canvas: Canvas, document: Any) -> None:
        nonlocal pages
        pages += 1
        canvas.setFont(face(look.type).name, 0.8 * look.size)
        canvas.drawString(MARGIN, A4[1] - 32, edges[0])
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 32, edges[1])
        canvas.drawCentredString(A4[0] / 2, 28, str(7 + pages))

    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate("page", frames, onPage=edge))
    document.build([flowable for part in parts for flowable in _set(part, look, width)])
    return buffer.getvalue(), pages


def _style(look: Look, scale: float = 1.0, weight: str = "regular", **more: Any) -> ParagraphStyle:
    size = look.size * scale
    values = {"leading": 1.25 * size, "alignment": TA_LEFT, **more}
    return ParagraphStyle("style", fontName=face(look.type, weight).name, fontSize=size, **values)


def _set(part: Part, look: Look, width: float) -> Iterator[Flowable]:
    size = look.size
    if isinstance(part, Heading):
        before = (1.4 if part.level < 3 else 0.9) * size
        style = _style(
            look, _HEADINGS[part.level], "bold", spaceBefore=before, spaceAfter=0.4 * size
        )
        yield Set(escape(part.text), style)
    elif isinstance(part, Paragraph):
        style = _style(
            look,
            0.9 if part.caption else 1.0,
            alignment=TA_JUSTIFY if look.justify else TA_LEFT,
            firstLineIndent=1.2 * size if look.indent and not part.caption else 0,
            spaceAfter=0.6 * size if part.caption or not look.indent else 0,
        )
        yield Set(escape(part.text), style)
    elif isinstance(part, Items):
        for marker, text, depth in part.items:
            style = _style(
                look, leftIndent=1.8 * size * depth, bulletIndent=1.8 * size * (depth - 1)
            )
            style.bulletFontName, style.bulletFontSize = style.fontName, size
            yield Set(f"<bullet>{marker}</bullet>{escape(text)}", style)
        yield Spacer(1, 0.6 * size)
    else:
        yield _table(part, look, width)
        yield Spacer(1, size)


def _table(table: Table, look: Look, width: float) -> SetTable:
    scale = width / sum(table.widths)
    count = len(table.widths)
    grid: list[list[Any]] = [[None] * count for _ in table.rows]
    commands = _commands(table.look, look, table)
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            dark = table.look == "band" and cell.header
            style = _style(
                look,
                0.95,
                "bold" if cell.header else "regular",
                alignment=TA_RIGHT if cell.right else TA_LEFT,
                textColor=colors.white if dark else colors.black,
            )
            grid[row][column] = Set(escape(cell.text), style)
            end = (column + cell.columns - 1, row + cell.rows - 1)
            if end != (column, row):
                commands.append(("SPAN", (column, row), end))
            taken |= {
                (row + down, column + across)
                for down in range(cell.rows)
                for across in range(cell.columns)
            }
    return SetTable(
        [["" if cell is None else cell for cell in row] for row in grid],
        colWidths=[share * scale for share in table.widths],
        style=commands,
        spaceBefore=0.4 * look.size,
    )


def _commands(kind: str, look: Look, table: Table) -> list[tuple[Any, ...]]:
    """Return what a look means to ReportLab."""
    heads = sum(row[0].header or row[-1].header for row in table.rows)
    whole, last = ((0, 0), (-1, -1)), (-1, heads - 1)
    pad = 0.25 * look.size
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", *whole, "TOP"),
        ("TOPPADDING", *whole, pad),
        ("BOTTOMPADDING", *whole, pad),
    ]
    thin, thick = 0.5, 1.0
    black = colors.black
    looks: dict[str, list[tuple[Any, ...]]] = {
        "grid": [("GRID", *whole, thin, black)],
        "rows": [("LINEBELOW", *whole, thin, colors.grey)],
        "columns": [("BOX", *whole, thin, black), ("INNERGRID", (0, 0), last, thin, black),
                    ("LINEBELOW", (0, heads - 1), last, thin, black),
                    *(("LINEAFTER", (c, 0), (c, -1), thin, black)
                      for c in range(len(table.widths) - 1))],
        "booktabs": [("LINEABOVE", (0, 0), (-1, 0), thick, black),
                     ("LINEBELOW", (0, heads - 1), last, thin, black),
                     ("LINEBELOW", (0, -1), (-1, -1), thick, black)],
        "zebra": [("ROWBACKGROUNDS", (0, heads), (-1, -1),
                   (colors.white, colors.Color(.92, .92, .92)))],
        "band": [("BACKGROUND", (0, 0), last, colors.Color(.2, .25, .35)),
                 ("LINEBELOW", (0, heads), (-1, -1), thin, colors.lightgrey)],
        "none": [],
    }  # fmt: skip
    return [*commands, *looks[kind]]
