"""Terms and conditions in small print, in two columns."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet

_GAP = 18.0


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw a title, the parties, numbered clauses, and lines to sign on."""
    y = parts.title_band(sheet, 44, writer.term("contract"), style)
    between = writer.term("parties", a=writer.company(), b=writer.company())
    y = sheet.paragraph(MARGIN, y, sheet.width - 2 * MARGIN, between, style.text.but(style="bold"))
    y += 10
    top, width = y, (sheet.width - 2 * MARGIN - _GAP) / 2
    bottom = sheet.height - 118
    clauses = writer.clauses()
    lefts = [MARGIN, MARGIN + width + _GAP]
    x = lefts.pop(0)
    head = style.head(1.08)
    for number, (title, text) in enumerate(clauses, 1):
        body = f"({number}.1) {text} ({number}.2) {writer.paragraph(3)}"
        if y > bottom - 5 * style.size:
            if not lefts:
                break
            x, y = lefts.pop(0), top
        sheet.put(x, y, f"§ {number} {style.cased(title)}", head)
        y += head.size * 1.3
        y = sheet.paragraph(x, y, width, body, style.text, justify=style.justify, bottom=bottom)
        y += style.size * 0.7
    y = sheet.height - 78
    small = style.small(0.9)
    for left in (MARGIN, MARGIN + width + _GAP):
        sheet.rule(left, y, left + width - 30, y)
        sheet.put(left, y + 10, f"{writer.term('place_date')}, {writer.term('signature')}", small)
        sheet.put(left, y + 20, writer.person(), small.but(style="italic"))
    parts.page_number(sheet, writer, style)
