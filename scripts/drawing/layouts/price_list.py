"""A price list in groups, in two columns, without rules."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import WHITE, Sheet, wrap

_GAP = 24.0


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw group headings, and under them item number, name and price."""
    firm = parts.invent_firm(writer)
    y = parts.title_band(sheet, 48, f"{writer.term('price_list')} {firm.name}", style)
    small = style.small(0.85)
    sheet.put(MARGIN, y - 6, writer.term("valid_from", date=writer.date()), small)
    sheet.put(sheet.width - MARGIN, y - 6, firm.web, small, "right")
    y += 18
    width = (sheet.width - 2 * MARGIN - _GAP) / 2
    groups = writer.rng.sample(writer.language.groups, len(writer.language.groups))
    for i, left in enumerate((MARGIN, MARGIN + width + _GAP)):
        _column(sheet, writer, style, left, y, width, groups[i::2])
    note = style.small(0.75)
    sheet.paragraph(
        MARGIN, sheet.height - 50, 2 * width, writer.term("note_prices"), note, justify=False
    )
    parts.page_number(sheet, writer, style)


def _column(
    sheet: Sheet,
    writer: Writer,
    style: Style,
    x: float,
    y: float,
    width: float,
    groups: list[str],
) -> None:
    bottom = sheet.height - 75
    step = style.size * 1.5
    for group in groups:
        if y + 4 * step > bottom:
            return
        head = style.head(1.1)
        if style.banded:
            sheet.fill((x, y - head.size, x + width, y + head.size * 0.4), style.accent)
            sheet.put(x + 4, y, style.cased(group), head.but(colour=WHITE))
        else:
            sheet.put(x, y, style.cased(group), head)
            sheet.rule(x, y + 4, x + width, y + 4, 0.6)
        small = style.small(0.8)
        y += head.size * 1.7
        sheet.put(x, y, writer.term("article"), small)
        sheet.put(x + width, y, writer.term("price"), small, "right")
        y += step
        for _ in range(writer.rng.randint(8, 13)):
            lines = wrap(writer.model(), width - 108, style.text)
            if y + len(lines) * step > bottom:
                break
            sheet.put(x, y, writer.digits("###-##"), style.text)
            for i, line in enumerate(lines):
                sheet.put(x + 46, y + i * style.size * 1.2, line, style.text)
            price = writer.money(writer.rng.uniform(0.5, 900))
            sheet.put(x + width, y, price, style.text, "right")
            y += step + (len(lines) - 1) * style.size * 1.2
        y += step * 0.9
