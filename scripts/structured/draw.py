"""Setting the parts of a page with ReportLab, which knows paragraphs, lists, tables and columns."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
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
from scripts.structured.papers import paper_table

Pixels = npt.NDArray[np.uint8]

MARGIN = 56.0
PAD = 0.45
"""White at either side of a cell in a paper's table, in sizes of its type."""
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


def draw_table(family: Family, rng: random.Random, dpi: float) -> tuple[Pixels, Table]:
    """Draw a table alone, cut out as pictures of tables are.

    Returns:
        Its pixels, shape (H, W, 3), BGR, and the table.
    """
    table = paper_table(Writer(family.language, rng))
    content, _ = _pdf(replace(family.look, columns=1), [table], None)
    image = render(content, dpi)
    ys, xs = np.nonzero(image.min(axis=2) < 250)
    margin = round(rng.uniform(0.03, 0.12) * dpi)
    top, left = max(0, ys.min() - margin), max(0, xs.min() - margin)
    return np.ascontiguousarray(image[top : ys.max() + margin, left : xs.max() + margin]), table


def render(content: bytes, dpi: float) -> Pixels:
    """Return a PDF's first page as pixels, shape (H, W, 3), BGR."""
    with pypdfium2.PdfDocument(content) as document:
        pixels = document[0].render(scale=dpi / 72).to_numpy()
        return np.ascontiguousarray(pixels[:, :, :3], dtype=np.uint8)


def _pdf(look: Look, parts: list[Part], edges: tuple[str, str] | None) -> tuple[bytes, int]:
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
        if edges is None:
            return
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
    widths, scale = _widths(table, look, width)
    count = len(widths)
    grid: list[list[Any]] = [[None] * count for _ in table.rows]
    commands = _commands(table.look, look, table, scale)
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            dark = table.look == "band" and cell.header
            style = _style(
                look,
                0.95 * scale,
                "bold" if cell.bold or (cell.header and table.look != "paper") else "regular",
                alignment=TA_RIGHT if cell.right else TA_CENTER if cell.centre else TA_LEFT,
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
        colWidths=widths,
        style=commands,
        spaceBefore=0.4 * look.size,
        splitByRow=table.look != "paper",
    )


def _widths(table: Table, look: Look, width: float) -> tuple[list[float], float]:
    """Return the widths of columns, and the scale of type with which their texts fit in."""
    if table.widths:
        return [share * width / sum(table.widths) for share in table.widths], 1.0
    needed: dict[int, float] = {}
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if cell.columns == 1:
                font = face(look.type, "bold" if cell.bold else "regular").name
                text = pdfmetrics.stringWidth(cell.text, font, 0.95 * look.size)
                needed[column] = max(needed.get(column, 0.0), text)
            taken |= {(row + d, column + a) for d in range(cell.rows) for a in range(cell.columns)}
    gap = 2 * PAD * look.size + 2
    wanted = [needed[column] + gap for column in sorted(needed)]
    scale = min(1.0, width / sum(wanted))
    return [scale * one for one in wanted], scale


def _commands(kind: str, look: Look, table: Table, scale: float) -> list[tuple[Any, ...]]:
    """Return what a look means to ReportLab."""
    heads = sum(row[0].header or row[-1].header for row in table.rows)
    whole, last = ((0, 0), (-1, -1)), (-1, heads - 1)
    pad = 0.25 * look.size
    if kind == "paper":
        return _paper_commands(table, scale * look.size, heads)
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


def _paper_commands(table: Table, size: float, heads: int) -> list[tuple[Any, ...]]:
    """Return what papers do: rules around, below the header, and below groups."""
    whole, black, thin, thick = ((0, 0), (-1, -1)), colors.black, 0.4, 0.8
    pad, side = 0.15 * size, PAD * size
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", *whole, "TOP"),
        ("VALIGN", (0, 0), (-1, heads - 1), "MIDDLE"),
        ("TOPPADDING", *whole, pad),
        ("BOTTOMPADDING", *whole, pad),
        ("LEFTPADDING", *whole, side),
        ("RIGHTPADDING", *whole, side),
        ("LINEABOVE", (0, 0), (-1, 0), thick, black),
        ("LINEBELOW", (0, heads - 1), (-1, heads - 1), thin, black),
        ("LINEBELOW", (0, -1), (-1, -1), thick, black),
    ]
    column = 0
    for cell in table.rows[0]:
        if cell.columns > 1 and heads > 1:
            commands.append(("LINEBELOW", (column, 0), (column + cell.columns - 1, 0), thin, black))
        column += cell.columns
    return commands
