"""Business letters: letterhead with a logo, addresses, prose, signature, stamp, footer."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import add_stamp, block, margins
from ocrlc.synthesis.pages.pictures import logo
from ocrlc.synthesis.pages.sheet import Sheet
from ocrlc.synthesis.pages.strokes import signature


def draw(sheet: Sheet) -> None:
    """Draw a letter."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet)
    body = sheet.type()
    y = top + 1.5 * em
    y = _head(sheet, left, right, y)
    small = sheet.type("body", 0.62)
    if chance.random() < 0.6:
        sender = " · ".join([writer.kind("company"), writer.kind("street"), writer.kind("city")])
        line = sheet.row(left, y, sender, small, (right - left) * 0.6)
        if line is not None and chance.random() < 0.6:
            sheet.rule(left, y + 0.3 * em, line.right, y + 0.3 * em)
        y += 1.6 * em
    after = block(
        sheet, left, y, body, [writer.kind(k) for k in ("company", "person", "street", "city")]
    )
    if chance.random() < 0.5:
        _references(sheet, right, y)
    y = after + 1.2 * em
    date = (
        f"{writer.kind('city')}, {writer.kind('date')}"
        if chance.random() < 0.5
        else writer.kind("date")
    )
    if chance.random() < 0.6:
        sheet.text(right, y, date, body, align="right")
    else:
        sheet.text(left, y, date, body)
    y += 2.4 * em
    sheet.row(left, y, writer.words(3, 7), sheet.type("bold"), right - left)
    y += 2 * em
    sheet.text(left, y, f"{writer.words(1, 2)} {writer.kind('person')},", body)
    y += 1.8 * em
    justify, leading = chance.random() < 0.4, chance.uniform(1.12, 1.6)
    while y < bottom - 12 * em:
        lines = chance.randint(2, 8)
        lines = min(lines, int((bottom - 9 * em - y) / (leading * em)) + 1)
        y = sheet.paragraph(left, y, right - left, body, lines, leading=leading, justify=justify)
        y += chance.choice((0.4, 0.8, 1.0)) * em
        if chance.random() < 0.18:
            break
    sheet.text(left, y + em, writer.words(2, 3) + chance.choice((",", "")), body)
    if chance.random() < 0.8:
        wide, tall = int(chance.uniform(7, 15) * em), int(chance.uniform(2.2, 4.5) * em)
        ink = signature(wide, tall, chance)
        sheet.stain(ink, left + chance.uniform(0, 3) * em, y + 1.2 * em, chance.randint(0, 120))
    y += 5.6 * em
    sheet.text(left, y, writer.kind("person"), body)
    if chance.random() < 0.6:
        sheet.text(left, y + 1.25 * em, writer.words(1, 3), sheet.type("body", 0.85))
    if chance.random() < 0.4:
        add_stamp(sheet, chance.uniform(left + 8 * em, right - 9 * em), y - 3 * em)
    _foot(sheet, left, right, bottom)


def _head(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    name = sheet.type("heading", chance.uniform(1.3, 2.4), sheet.chance.choice((0, 0, 60, 110)))
    side = chance.random()
    if chance.random() < 0.75:
        size = int(chance.uniform(2.2, 5) * em)
        at = right - size if side < 0.5 else left
        sheet.stain(logo(size, chance), at, y - em, chance.randint(0, 160))
        sheet.reserve(at, y - em, at + size, y - em + size)
        if side >= 0.5:
            left += size + em
    company = writer.kind("company")
    if side < 0.8:
        sheet.row(left, y + name.size * 0.7, company, name, (right - left) * 0.7)
    else:
        sheet.row(left, y + name.size * 0.7, company, name, right - left, "centre")
    y += name.size * 0.7 + 1.3 * em
    small = sheet.type("body", 0.75)
    if chance.random() < 0.7:
        y = block(
            sheet, left, y, small, [writer.kind(k) for k in ("street", "city", "phone", "address")]
        )
    if chance.random() < 0.4:
        sheet.rule(left, y, right, y, chance.choice((1, 2, 3)))
    return y + 2.2 * em


def _references(sheet: Sheet, right: float, y: float) -> None:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    small = sheet.type("body", 0.8)
    label, value = right - 17 * em, right - 9.5 * em
    for _ in range(chance.randint(2, 5)):
        sheet.row(label, y, writer.kind("label").split(":")[0], small, 6 * em)
        sheet.row(value, y, writer.kind("code", "date", "phone"), small, 9.5 * em)
        y += 1.1 * em


def _foot(sheet: Sheet, left: float, right: float, bottom: float) -> None:
    chance, writer = sheet.chance, sheet.writer
    if chance.random() < 0.3:
        return
    small = sheet.type("body", chance.uniform(0.5, 0.72), chance.choice((0, 0, 80)))
    if chance.random() < 0.6:
        sheet.rule(left, bottom - 4.4 * small.size, right, bottom - 4.4 * small.size)
    columns = chance.randint(1, 4)
    width = (right - left) / columns
    for column in range(columns):
        for row in range(chance.randint(1, 4)):
            text = writer.kind("account", "phone", "address", "company", "street", "city")
            x, y = left + column * width, bottom - (3 - row) * 1.2 * small.size
            sheet.row(x, y, text, small, width - 2 * small.size)
