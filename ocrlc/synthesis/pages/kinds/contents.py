"""Tables of contents, indexes and price lists: leaders run from the entry to its number.

Leaders are no text: an entry is a line, and so is its number.
"""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import margins, page_number
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw a table of contents."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet, 0.05, 0.16)
    y = top + 2 * em
    heading = sheet.type("heading", chance.uniform(1.3, 2.4))
    sheet.row(left, y, writer.title(1, 3), heading, right - left)
    y += 3 * em
    leader = chance.choice((".", ".", ".", ". ", " .", "·", "_", ""))
    pitch, columns = (
        chance.uniform(1.2, 1.9) * em,
        1 if right - left < 40 * em else chance.randint(1, 2),
    )
    width = (right - left) / columns
    for column in range(columns):
        _column(
            sheet,
            left + column * width,
            width - (2 * em if columns > 1 else 0),
            y,
            bottom,
            pitch,
            leader,
        )
    page_number(sheet, bottom + 0.5 * em)


def _column(
    sheet: Sheet, x: float, width: float, y: float, bottom: float, pitch: float, leader: str
) -> None:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    page, chapter, section = 1, 0, 0
    priced = chance.random() < 0.2
    while y < bottom - em:
        page += chance.randint(0, 9)
        top = chance.random() < 0.3
        if top:
            chapter, section = chapter + 1, 0
            y += chance.choice((0, 0.5)) * pitch
        section += 1
        kind = sheet.type("bold" if top and chance.random() < 0.7 else "body")
        deep = 0 if top else chance.choice((0.0, 1.2, 2.4)) * em
        label = f"{chapter} " if top else f"{chapter}.{section} "
        label = label if chance.random() < 0.7 else ""
        text = label + (writer.words(1, 7) if not priced else writer.kind("item"))
        end = writer.kind("amount") if priced else str(page)
        room = width - deep - kind.measure(end) - 0.8 * em
        while kind.measure(text) > room and " " in text:
            text = text.rpartition(" ")[0]
        entry = sheet.text(x + deep, y, text, kind, apart=True)
        sheet.text(x + width, y, end, kind, align="right", apart=True)
        if leader and entry is not None and chance.random() < 0.93:
            start = entry.right + chance.uniform(0.1, 0.5) * em
            dots = int((x + deep + room - start) / max(1.0, kind.measure(leader)))
            sheet.text(start, y, leader * dots, kind, marks=True)
        y += pitch
