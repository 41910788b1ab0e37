"""Newspapers and magazines: narrow gutters, large headlines, pictures, bylines, rules."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import margins, page_number, picture
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw a page of a newspaper."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet, 0.02, 0.06)
    y = top + em
    if chance.random() < 0.4:
        name = sheet.type("heading", chance.uniform(2.5, 5))
        sheet.row(left, y + name.size, writer.title(1, 3), name, right - left, "centre")
        y += name.size * 1.4
    if chance.random() < 0.7:
        sheet.row(left, y, writer.kind("date"), sheet.type("body", 0.85), 0.3 * (right - left))
        sheet.row(
            left + 0.4 * (right - left),
            y,
            writer.words(2, 5),
            sheet.type("bold", 0.85),
            0.4 * (right - left),
        )
        page_number(sheet, y)
        sheet.rule(left, y + 0.5 * em, right, y + 0.5 * em, chance.choice((1, 2)))
        y += 1.5 * em
    while y < bottom - 8 * em:
        tall = chance.uniform(0.25, 1.1) * (bottom - y)
        if bottom - y - tall < 10 * em:
            tall = bottom - y
        _story(sheet, left, right, y, y + tall)
        y += tall + em
        sheet.rule(left, y - 0.8 * em, right, y - 0.8 * em)


def _story(sheet: Sheet, left: float, right: float, y: float, bottom: float) -> None:
    """Draw a headline and its columns."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    wide = right - left
    if chance.random() < 0.25:
        sheet.row(left, y + em, writer.title(1, 3), sheet.type("bold", 0.8), wide)
        y += 1.3 * em
    head = sheet.type("heading", chance.uniform(1.6, 4.5))
    for _ in range(chance.choice((1, 1, 2))):
        if y + head.size * 1.2 > bottom - 3 * em:
            break
        y += head.size
        sheet.row(
            left, y, writer.title(3, 9), head, wide, chance.choice(("left", "left", "centre"))
        )
        y += 0.2 * head.size
    y += 0.5 * em
    most = max(1, int(wide / (9 * em)))
    columns = chance.randint(max(1, most // 2), most)
    gutter = chance.uniform(0.6, 1.4) * em
    width = (wide - (columns - 1) * gutter) / columns
    ruled = chance.random() < 0.4
    leading = chance.uniform(1.05, 1.25)
    pictured = chance.randrange(columns) if chance.random() < 0.6 else -1
    for column in range(columns):
        x, at = left + column * (width + gutter), y + em
        if ruled and column:
            sheet.rule(x - gutter / 2, y, x - gutter / 2, bottom)
        if column == pictured and bottom - at > 9 * em:
            tall = chance.uniform(0.2, 0.6) * (bottom - at)
            sheet.picture(x, at - 0.8 * em, picture(sheet, width, tall))
            at += tall + 0.5 * em
            at = (
                sheet.paragraph(
                    x, at, width, sheet.type("italic", 0.8), chance.randint(1, 2), apart=True
                )
                + 0.5 * em
            )
        while at < bottom - 0.5 * em:
            # Columns stand nearer than words may: each line ends at its column.
            room = int((bottom - at) / (leading * em)) + 1
            lines = min(room, chance.randint(3, 12))
            at = sheet.paragraph(
                x,
                at,
                width,
                sheet.type(),
                lines,
                leading=leading,
                justify=True,
                indent=em,
                apart=True,
            )
            if chance.random() < 0.12 and bottom - at > 4 * em:
                sheet.row(
                    x, at + 0.4 * em, writer.title(1, 3), sheet.type("bold"), width, apart=True
                )
                at += 1.8 * em
