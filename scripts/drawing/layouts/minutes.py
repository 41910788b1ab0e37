"""Minutes of a meeting: who was there, the agenda point by point, who does what."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet
from scripts.drawing.tables import Column, draw_table


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw the minutes."""
    rng, term = writer.rng, writer.term
    width = sheet.width - 2 * MARGIN
    y = parts.title_band(sheet, 50, term("minutes"), style)
    details = [
        (
            f"{term('date')}:",
            f"{writer.date()}, {rng.randint(9, 20)}:{rng.choice(['00', '15', '30'])}",
        ),
        (f"{term('present')}:", ", ".join(writer.person() for _ in range(4))),
        (f"{term('excused')}:", writer.person()),
    ]
    y = parts.pairs(sheet, MARGIN, y, details, style.text, gap=70, leading=1.5) + 8
    sheet.put(MARGIN, y, style.cased(term("agenda")), style.head(1.2))
    y += style.size * 1.8
    for number, point in enumerate(writer.language.agenda, 1):
        if y > 560:
            break
        sheet.put(MARGIN, y, f"{number}. {point}", style.head(1.0))
        y += style.size * 1.4
        text = writer.paragraph(rng.randint(1, 3))
        y = sheet.paragraph(
            MARGIN + 14, y, width - 14, text, style.text, justify=style.justify, bottom=590
        )
        if rng.random() < 0.5:
            decided = f"{term('decided')}: {writer.sentence()}"
            y = sheet.paragraph(
                MARGIN + 14, y, width - 14, decided, style.text.but(style="italic"), bottom=600
            )
        y += style.size * 0.6
    columns = [
        Column(term("action"), 2.4),
        Column(term("responsible"), 1.6),
        Column(term("deadline"), 1),
    ]
    rows = [
        [task, writer.person(), writer.short_date(2026)]
        for task in rng.sample(writer.language.tasks, 4)
    ]
    y = draw_table(
        sheet,
        MARGIN,
        y + 6,
        width,
        columns,
        rows,
        style.text,
        look=style.table,
        accent=style.accent,
        bottom=sheet.height - 60,
    )
    sheet.put(
        MARGIN, min(y + 24, sheet.height - 44), f"{writer.city()}, {writer.date()}", style.text
    )
    parts.page_number(sheet, writer, style)
