"""Slides: few large lines on plain, shaded or dark ground, bullets, a small foot."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import picture
from ocrlc.synthesis.pages.pictures import gradient
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw a slide."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    dark = chance.random() < 0.4
    ground = chance.randint(0, 90) if dark else chance.randint(200, 255)
    sheet.image[:] = ground
    if chance.random() < 0.2:
        ramp = gradient(sheet.width, sheet.height, sheet.rng).astype(float)
        sheet.image[:] = (ground + (ramp - ramp.mean()) * (0.25 if dark else 0.2)).clip(0, 255)
    ink = chance.randint(215, 255) if dark else chance.randint(0, 90)
    sheet.ink = ink
    left, right = chance.uniform(0.04, 0.1) * sheet.width, 0.94 * sheet.width
    title = sheet.type("heading", chance.uniform(1.5, 2.6), ink)
    y = title.size * chance.uniform(1.3, 2.2)
    if chance.random() < 0.3:
        bar = 255 - ink // 2 if not dark else 40
        sheet.fill(0, 0, sheet.width, y + 0.6 * title.size, 255 - bar)
        title = sheet.type("heading", title.size / em, 255 if 255 - bar < 128 else 0)
    sheet.row(left, y, writer.title(2, 7), title, right - left, chance.choice(("left", "centre")))
    y += title.size * 1.2 + em
    width = right - left
    if chance.random() < 0.45:
        width *= chance.uniform(0.45, 0.6)
        tall = sheet.height - y - 4 * em
        if tall > 4 * em:
            sheet.picture(left + width + em, y, picture(sheet, right - left - width - em, tall))
    while y < sheet.height - 4 * em:
        dice = chance.random()
        if dice < 0.6:
            y = _bullets(sheet, left, y, width)
        elif dice < 0.8:
            y = sheet.paragraph(
                left,
                y + em,
                width,
                sheet.type("body", chance.uniform(0.8, 1.2)),
                chance.randint(1, 4),
                leading=1.35,
            )
        else:
            sheet.row(
                left, y + em, writer.words(1, 4), sheet.type("bold", chance.uniform(1, 1.6)), width
            )
            y += 2.6 * em
        if chance.random() < 0.25:
            break
    small = sheet.type("body", chance.uniform(0.45, 0.65))
    sheet.text(right, sheet.height - em, str(chance.randint(1, 99)), small, align="right")
    if chance.random() < 0.6:
        sheet.row(
            left, sheet.height - em, writer.kind("company", "date", "fragment"), small, 0.7 * width
        )


def _bullets(sheet: Sheet, left: float, y: float, width: float) -> float:
    chance, em = sheet.chance, sheet.body
    mark = chance.choice(("•", "–", "▪", "›", "◦", "1)", ""))
    deep = 0.0
    for _ in range(chance.randint(2, 6)):
        if y > sheet.height - 4 * em:
            break
        deep = chance.choice((0.0, 0.0, deep, 1.5 * em))
        kind = sheet.type("body", 1.0 if not deep else 0.85)
        sheet.text(left + deep, y + em, mark, kind)
        y = sheet.paragraph(
            left + deep + 1.2 * em,
            y + em,
            width - deep - 1.2 * em,
            kind,
            chance.choice((1, 1, 1, 2)),
            leading=1.2,
        )
        y += chance.uniform(0.0, 0.6) * em
    return y
