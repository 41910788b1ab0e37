"""A delivery note, printed by a machine: fixed pitch, few rules."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet
from scripts.drawing.tables import Column, draw_table


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw a delivery note."""
    firm = parts.invent_firm(writer)
    term, rng = writer.term, writer.rng
    y = parts.letterhead(sheet, firm, style) + 14
    title = f"{term('delivery_note')} {writer.digits('######')}"
    sheet.put(MARGIN, y, style.cased(title), style.head(1.5))
    y += 26
    sheet.put(MARGIN, y, f"{term('ship_to')}:", style.text.but(style="bold"))
    details = [
        (term("order_no"), writer.reference()),
        (term("customer_no"), writer.digits("#####")),
        (term("date"), writer.short_date(2025)),
        (term("packages"), str(rng.randint(1, 9))),
        (term("weight"), f"{writer.number(rng.uniform(1, 400), 1)} kg"),
    ]
    below = parts.pairs(sheet, 345, y, details, style.text)
    y += style.size * 1.5
    for line in [writer.company(), writer.person(), *writer.address()]:
        sheet.put(MARGIN, y, line, style.text)
        y += style.size * 1.35
    y = max(y, below) + 16
    columns = [
        Column(term("pos"), 0.7, "right"),
        Column(term("article"), 1.5),
        Column(term("description"), 4.6),
        Column(term("quantity"), 1.0, "right"),
        Column(term("unit"), 1.05),
    ]
    products = rng.sample(writer.language.products, rng.randint(9, 14))
    rows = [
        [
            f"{10 * number:03d}",
            writer.digits("###.###"),
            product if rng.random() < 0.6 else f"{product} ({writer.word()})",
            writer.integer(1, 1400),
            rng.choice(writer.language.units),
        ]
        for number, product in enumerate(products, 1)
    ]
    width = sheet.width - 2 * MARGIN
    y = draw_table(
        sheet,
        MARGIN,
        y,
        width,
        columns,
        rows,
        style.text,
        look=style.table,
        accent=style.accent,
        bottom=650,
    )
    y = sheet.paragraph(MARGIN, y + 22, width, writer.paragraph(2), style.text, bottom=695)
    sheet.rule(MARGIN, 736, 300, 736)
    sheet.put(MARGIN, 747, term("received"), style.small(0.8))
    parts.footer(sheet, writer, firm, style)
