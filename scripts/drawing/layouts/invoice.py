"""An invoice with a table of items and totals."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet
from scripts.drawing.tables import Column, draw_table


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw an invoice."""
    firm = parts.invent_firm(writer)
    term = writer.term
    y = parts.letterhead(sheet, firm, style) + 20
    top = y
    y = parts.address_block(sheet, y, writer, firm, style)
    details = [
        (term("invoice_no"), writer.reference()),
        (term("customer_no"), writer.digits("#####")),
        (term("order_no"), writer.reference()),
        (term("date"), writer.short_date()),
        (term("due"), writer.short_date()),
    ]
    below = parts.pairs(sheet, 350, top + 18, details, style.small(0.92))
    y = max(y, below) + 26
    sheet.put(MARGIN, y, style.cased(term("invoice")), style.head(1.7))
    y += 16

    rows, subtotal = _items(writer)
    columns = [
        Column(term("pos"), 0.55, "right"),
        Column(term("description"), 4.4),
        Column(term("quantity"), 0.9, "right"),
        Column(term("unit"), 0.95),
        Column(term("unit_price"), 1.4, "right"),
        Column(term("amount"), 1.4, "right"),
    ]
    width = sheet.width - 2 * MARGIN
    y = draw_table(
        sheet, MARGIN, y, width, columns, rows, style.text, look=style.table, accent=style.accent
    )
    y += style.size * 2
    rate = writer.rng.choice([7, 19, 20, 21, 23])
    tax = round(subtotal * rate / 100, 2)
    right = sheet.width - MARGIN - 4
    sums = [(term("subtotal"), subtotal), (term("vat", rate=rate), tax)]
    for label, value in sums:
        sheet.put(right - 190, y, label, style.text)
        sheet.put(right, y, writer.money(value), style.text, "right")
        y += style.size * 1.45
    sheet.rule(right - 192, y - style.size * 1.0, right + 2, y - style.size * 1.0, 0.8)
    y += 3
    bold = style.text.but(style="bold", scale=1.1)
    sheet.put(right - 190, y, term("total"), bold)
    sheet.put(right, y, writer.money(subtotal + tax), bold, "right")
    y += 34
    text = term("payment", date=writer.short_date())
    y = sheet.paragraph(MARGIN, y, width, text, style.text, bottom=740)
    sheet.put(MARGIN, y + 4, term("thanks"), style.text)
    parts.footer(sheet, writer, firm, style)


def _items(writer: Writer) -> tuple[list[list[str]], float]:
    rng, language = writer.rng, writer.language
    products = rng.sample(language.products, rng.randint(6, 13))
    rows: list[list[str]] = []
    subtotal = 0.0
    for number, product in enumerate(products, 1):
        quantity = rng.choice([1, 1, 2, 3, 4, 5, 10, 12, 25, 50])
        price = round(rng.uniform(0.4, 180), 2)
        subtotal += quantity * price
        name = product
        if rng.random() < 0.3:
            name = f"{product}, {writer.quoted(writer.word().capitalize())} {writer.digits('##')}"
        rows.append(
            [
                str(number),
                name,
                str(quantity),
                rng.choice(language.units),
                writer.number(price),
                writer.number(quantity * price),
            ]
        )
    return rows, round(subtotal, 2)
