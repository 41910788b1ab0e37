"""A data sheet: title band, description, dashes, and a table of properties."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import WHITE, Sheet
from scripts.drawing.tables import Column, draw_table


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw a data sheet."""
    firm = parts.invent_firm(writer)
    sheet.fill((0, 0, sheet.width, 86), style.accent)
    name = f"{writer.word().upper()} {writer.digits('%##')}"
    sheet.put(MARGIN, 42, name, style.head(2.4, WHITE))
    product = writer.rng.choice(writer.language.products)
    sheet.put(MARGIN, 64, product, style.small(1.0, WHITE))
    sheet.put(sheet.width - MARGIN, 42, firm.name, style.small(1.0, WHITE), "right")
    sheet.put(sheet.width - MARGIN, 64, writer.term("datasheet"), style.small(1.0, WHITE), "right")
    width = sheet.width - 2 * MARGIN
    y = _heading(sheet, style, 116, writer.term("uses"))
    y = sheet.paragraph(MARGIN, y, width, writer.paragraph(3), style.text, justify=style.justify)
    y = _heading(sheet, style, y + 14, writer.term("features"))
    for feature in writer.language.features:
        sheet.put(MARGIN + 4, y, f"– {feature}", style.text)
        y += style.size * 1.45
    y = _heading(sheet, style, y + 14, writer.term("technical"))
    specs = writer.rng.sample(writer.language.specs, 11)
    variants = [f"{name[:2]}-{writer.digits('##')}" for _ in range(2)]
    columns = [
        Column(writer.term("description"), 2.2),
        Column(variants[0], 1.5),
        Column(variants[1], 1.5),
    ]
    rows = [[label, value, writer.rng.choice([value, "—"])] for label, value in specs]
    y = draw_table(
        sheet,
        MARGIN,
        y - 8,
        width,
        columns,
        rows,
        style.text,
        look=style.table,
        accent=style.accent,
        bottom=sheet.height - 110,
    )
    note = f"{writer.term('keywords')}: {', '.join(writer.word() for _ in range(9))}"
    sheet.paragraph(MARGIN, y + 16, width, note, style.small(0.8).but(style="italic"))
    parts.footer(sheet, writer, firm, style)


def _heading(sheet: Sheet, style: Style, y: float, text: str) -> float:
    head = style.head(1.25)
    sheet.put(MARGIN, y, style.cased(text), head)
    return y + head.size * 1.5
