"""A bank statement: a dense table of bookings."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet
from scripts.drawing.tables import Column, draw_table


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw the bank's head, the account, the bookings and the balances."""
    firm = parts.invent_firm(writer)
    term = writer.term
    y = parts.letterhead(sheet, firm, style) + 10
    sheet.put(MARGIN, y, style.cased(term("statement")), style.head(1.5))
    y += 20
    holder, account = writer.person(), writer.iban()
    details = [
        (term("account"), account),
        ("BIC", writer.bic()),
        (term("date"), writer.short_date(2025)),
    ]
    parts.pairs(sheet, 330, y, details, style.text, gap=50)
    for line in [holder, *writer.address()]:
        sheet.put(MARGIN, y, line, style.text)
        y += style.size * 1.4
    y += 14
    balance = round(writer.rng.uniform(300, 9000), 2)
    width = sheet.width - 2 * MARGIN
    _balance(sheet, writer, style, y, term("opening"), balance)
    rows, change = _bookings(writer)
    columns = [
        Column(term("booked"), 1.15),
        Column(term("value"), 1.15),
        Column(term("description"), 4.6),
        Column(term("debit"), 1.25, "right"),
        Column(term("credit"), 1.25, "right"),
    ]
    y = draw_table(
        sheet,
        MARGIN,
        y + 8,
        width,
        columns,
        rows,
        style.text,
        look=style.table,
        accent=style.accent,
    )
    _balance(sheet, writer, style, y + 18, term("closing"), balance + change)
    parts.footer(sheet, writer, firm, style)
    parts.page_number(sheet, writer, style)


def _balance(
    sheet: Sheet, writer: Writer, style: Style, y: float, label: str, value: float
) -> None:
    bold = style.text.but(style="bold")
    sheet.put(MARGIN + 4, y, label, bold)
    sheet.put(sheet.width - MARGIN - 4, y, writer.money(value), bold, "right")


def _bookings(writer: Writer) -> tuple[list[list[str]], float]:
    rng = writer.rng
    rows: list[list[str]] = []
    change = 0.0
    day = 1
    for _ in range(rng.randint(15, 19)):
        day = min(28, day + rng.randint(0, 2))
        booked = writer.language.short_date.format(day=day, number=6, year=2025)
        valued = writer.language.short_date.format(day=min(28, day + 1), number=6, year=2025)
        text = rng.choice(writer.language.bookings)
        if rng.random() < 0.55:
            text += f" {rng.choice([writer.company, writer.person])()} {writer.digits('#######')}"
        amount = round(rng.uniform(2, 1900), 2)
        credit = rng.random() < 0.25
        change += amount if credit else -amount
        shown = writer.number(amount)
        rows.append([booked, valued, text, *(["", shown] if credit else [shown, ""])])
    return rows, change
