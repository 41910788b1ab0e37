"""Invoices and statements: parties, boxed numbers, rows of articles, totals, a payment slip."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import add_stamp, block, margins, table
from ocrlc.synthesis.pages.pictures import barcode, logo, matrix_code
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw an invoice."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet)
    wide = right - left
    body = sheet.type()
    y = top + 1.5 * em
    if chance.random() < 0.7:
        size = int(chance.uniform(2.5, 5) * em)
        sheet.stain(logo(size, chance), left, y, chance.randint(0, 150))
        sheet.reserve(left, y, left + size, y + size)
        sheet.row(
            left + size + 0.5 * em,
            y + 0.7 * size,
            writer.kind("company"),
            sheet.type("bold", 1.4),
            wide / 2,
        )
        y += size + 0.5 * em
    sheet.text(
        right, y, writer.title(1, 2), sheet.type("heading", chance.uniform(1.5, 3)), align="right"
    )
    y += 2.6 * em
    facts = _facts(sheet, right - 0.42 * wide, right, y)
    y = block(
        sheet,
        left,
        y,
        body,
        [writer.kind(k) for k in ("company", "street", "city", "phone", "account")],
    )
    y = max(y, facts) + 1.5 * em
    names = 3 if wide < 40 * em else 5
    numbers = [0.11 * wide] * (names - 1)
    widths = [wide - sum(numbers), *numbers]
    if chance.random() < 0.5:
        widths = [0.08 * wide, widths[0] - 0.08 * wide, *numbers]
    numeric = [len(widths) - index < names for index in range(len(widths))]
    dark = chance.random() < 0.3
    head = sheet.type("bold", 0.9, 255 if dark else None)
    pitch = chance.uniform(1.2, 2.2) * em
    rows = min(chance.randint(3, 22), max(2, int((bottom - 16 * em - y) / pitch)))
    rules = chance.choice(("grid", "rows", "zebra", "none", "columns", "frame"))
    y = table(
        sheet,
        left,
        y,
        widths,
        rows,
        sheet.type("body", 0.9),
        pitch=pitch,
        rules=rules,
        head=head,
        numeric=numeric,
    )
    y += 1.6 * em
    for step in range(chance.randint(2, 5)):
        kind = sheet.type("bold" if step > 1 else "body")
        label = (
            writer.kind("receipt").split("  ")[0][:24]
            if chance.random() < 0.3
            else writer.words(1, 2)
        )
        sheet.row(right - 0.42 * wide, y, label + chance.choice(("", ":")), kind, 0.22 * wide)
        sheet.text(right - 0.02 * wide, y, writer.kind("amount"), kind, align="right")
        if chance.random() < 0.3:
            sheet.rule(
                right - 0.42 * wide, y + 0.4 * em, right, y + 0.4 * em, chance.choice((1, 2))
            )
        y += 1.5 * em
    if chance.random() < 0.35:
        add_stamp(sheet, left + chance.uniform(1, 8) * em, y - 5 * em)
    if chance.random() < 0.3 and y < bottom - 12 * em:
        _slip(sheet, left, right, bottom - 10 * em)
        return
    y = sheet.paragraph(left, y + em, wide, sheet.type("body", 0.75), chance.randint(1, 4))
    if chance.random() < 0.3 and y < bottom - 6 * em:
        size = int(5 * em)
        code = (
            matrix_code(size, sheet.rng)
            if chance.random() < 0.6
            else barcode(3 * size, size // 2, sheet.rng)
        )
        sheet.stain(code, left, y, 0)


def _facts(sheet: Sheet, left: float, right: float, y: float) -> float:
    """Write the invoice's numbers, in a box, in boxes of their own, or plain."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    look = chance.randrange(3)
    label, value = (
        sheet.type("bold" if chance.random() < 0.5 else "body", 0.9),
        sheet.type("body", 0.9),
    )
    rows, pitch = chance.randint(2, 6), chance.uniform(1.35, 1.8) * em
    middle = left + chance.uniform(0.45, 0.55) * (right - left)
    for row in range(rows):
        baseline = y + row * pitch
        name = writer.kind("label").split(":")[0] + chance.choice((":", "", " :"))
        sheet.row(left + 0.4 * em, baseline, name, label, middle - left - 0.8 * em, apart=look == 1)
        sheet.row(
            middle + 0.4 * em,
            baseline,
            writer.kind("code", "date", "amount"),
            value,
            right - middle - 0.8 * em,
            apart=look == 1,
        )
        if look == 1:
            sheet.box(left, baseline - pitch * 0.72, right, baseline + pitch * 0.28)
            sheet.rule(middle, baseline - pitch * 0.72, middle, baseline + pitch * 0.28)
    if look == 2:
        sheet.box(left, y - pitch, right, y + (rows - 0.4) * pitch)
    return y + rows * pitch


def _slip(sheet: Sheet, left: float, right: float, y: float) -> None:
    """Draw a payment slip under a dashed rule."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    sheet.dotted(0, y, sheet.width - 1, y, 1, 6)
    small, value = sheet.type("body", 0.62), sheet.type("machine")
    columns = chance.randint(2, 3)
    width = (right - left) / columns
    for column in range(columns):
        x, at = left + column * width, y + 1.6 * em
        for _ in range(chance.randint(2, 3)):
            sheet.row(
                x + 0.2 * em, at, writer.kind("label").split(":")[0], small, width - em, apart=True
            )
            sheet.row(
                x + 0.3 * em,
                at + 1.4 * em,
                writer.kind("account", "amount", "person", "code"),
                value,
                width - em,
                apart=True,
            )
            if chance.random() < 0.7:
                sheet.box(x, at + 0.3 * em, x + width - 0.4 * em, at + 1.8 * em)
            at += 2.8 * em
