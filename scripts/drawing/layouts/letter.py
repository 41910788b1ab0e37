"""A business letter."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet, wrap


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw letterhead, address, reference lines, paragraphs, closing and footer."""
    firm = parts.invent_firm(writer)
    language = writer.language
    y = parts.letterhead(sheet, firm, style, right=writer.rng.random() < 0.4) + 22
    top = y
    y = parts.address_block(sheet, y, writer, firm, style)
    details = [
        (writer.term("our_ref"), writer.reference()),
        (writer.term("your_ref"), writer.reference()),
        (writer.term("phone"), firm.phone),
        (writer.term("date"), writer.short_date()),
    ]
    small = style.small(0.88)
    parts.pairs(sheet, 372, top + 18, details, small, gap=58)
    y += 34
    subject = writer.fill(writer.rng.choice(language.subjects))
    sheet.put(MARGIN, y, subject, style.head(1.05))
    y += 26
    sheet.put(MARGIN, y, writer.fill(writer.rng.choice(language.greetings)), style.text)
    y += style.size * 2
    width = sheet.width - 2 * MARGIN
    for _ in range(writer.rng.randint(4, 5)):
        text = writer.paragraph(writer.rng.randint(2, 4))
        if y + 1.3 * style.size * len(wrap(text, width, style.text)) > 650:
            break
        y = sheet.paragraph(MARGIN, y, width, text, style.text, justify=style.justify)
        y += style.size * 0.7
    y += 6
    sheet.put(MARGIN, y, writer.rng.choice(language.closings), style.text)
    y += 40
    sheet.put(MARGIN, y, firm.manager, style.text.but(style="italic"))
    sheet.put(MARGIN, y + 22, f"{writer.term('encl')}: {writer.rng.randint(1, 4)}", small)
    parts.footer(sheet, writer, firm, style)
