"""A report in two columns with running head, headings, a small table and a page number."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet, wrap
from scripts.drawing.tables import Column, draw_table

_GAP = 20.0


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw one page from the middle or the start of a report."""
    title = writer.rng.choice(writer.language.titles)
    small = style.small(0.85)
    sheet.put(MARGIN, 44, title, small.but(style="italic"))
    sheet.put(sheet.width - MARGIN, 44, writer.company(), small, "right")
    sheet.rule(MARGIN, 50, sheet.width - MARGIN, 50, 0.5)
    y = 62.0
    if style.banded or writer.rng.random() < 0.5:
        y = parts.title_band(sheet, y, title, style)
    y += 8
    width = (sheet.width - 2 * MARGIN - _GAP) / 2
    headings = writer.rng.sample(writer.language.headings, len(writer.language.headings))
    numbers = iter(range(writer.rng.randint(1, 4), 99))
    for left in (MARGIN, MARGIN + width + _GAP):
        with_table = left > MARGIN
        _column(sheet, writer, style, left, y, width, headings, numbers, with_table)
    parts.page_number(sheet, writer, style)


def _column(
    sheet: Sheet,
    writer: Writer,
    style: Style,
    x: float,
    y: float,
    width: float,
    headings: list[str],
    numbers: Iterator[int],
    with_table: bool,
) -> None:
    bottom = sheet.height - 62
    head = style.head(1.12)
    if with_table:
        y = _small_table(sheet, writer, style, x, y, width) + 16
    while y < bottom - 3 * style.size:
        if headings:
            heading = f"{next(numbers)} {style.cased(headings.pop())}"
            for line in wrap(heading, width, head):
                sheet.put(x, y, line, head)
                y += head.size * 1.25
            y += 2
        for _ in range(writer.rng.randint(1, 2)):
            text = writer.paragraph(writer.rng.randint(3, 5))
            y = sheet.paragraph(x, y, width, text, style.text, justify=style.justify, bottom=bottom)
            y += style.size * 0.6
        y += style.size * 0.6


def _small_table(
    sheet: Sheet, writer: Writer, style: Style, x: float, y: float, width: float
) -> float:
    small = style.small(0.9)
    caption = f"{writer.term('table', n=writer.rng.randint(1, 9))}. {writer.city()}"
    sheet.put(x, y, caption, small.but(style="bold"))
    columns = [
        Column(writer.term("year"), 1),
        Column(writer.term("visitors"), 1.4, "right"),
        Column(writer.term("share"), 1.1, "right"),
        Column("±", 0.8, "right"),
    ]
    rows = [
        [
            str(year),
            writer.integer(900, 98000),
            f"{writer.number(writer.rng.uniform(1, 99), 1)} %",
            writer.number(writer.rng.uniform(0, 5), 1),
        ]
        for year in range(2016, 2016 + writer.rng.randint(5, 8))
    ]
    y = draw_table(
        sheet, x, y + 6, width, columns, rows, small, look=style.table, accent=style.accent
    )
    source = style.small(0.78)
    return sheet.paragraph(x, y + 11, width, writer.term("source"), source)
