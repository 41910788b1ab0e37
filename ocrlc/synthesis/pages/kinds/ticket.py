"""Tickets, receipts and labels: narrow, in the faces of tills and printers of labels."""

from __future__ import annotations

from dataclasses import replace

from ocrlc.synthesis.pages.kinds.parts import add_stamp, number
from ocrlc.synthesis.pages.pictures import barcode, matrix_code
from ocrlc.synthesis.pages.sheet import Sheet
from ocrlc.synthesis.text.mixture import KINDS


def draw(sheet: Sheet) -> None:
    """Draw a receipt."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    side = chance.uniform(0.5, 2) * em
    left, right = side, sheet.width - side
    kind = sheet.type("machine", 1.0, chance.choice((0, 0, 30, 90)))
    y = chance.uniform(1.5, 4) * em
    big = sheet.type(chance.choice(("heading", "machine")), chance.uniform(1.2, 2.4))
    sheet.row(left, y + big.size, writer.kind("company"), big, right - left, "centre")
    y += big.size + 1.4 * em
    leading = chance.uniform(1.05, 1.55) * em
    for _ in range(chance.randint(2, 6)):
        text = writer.kind("street", "city", "phone", "account", "address")
        sheet.row(left, y, text, kind, right - left, "centre")
        y += leading
    while y < sheet.height - 8 * em:
        y = _section(sheet, left, right, y + 0.3 * em, leading, kind.tint)
    for _ in range(chance.randint(1, 3)):
        sheet.row(left, y, writer.kind("phrase"), kind, right - left, "centre")
        y += leading
    if y < sheet.height - 5 * em and chance.random() < 0.6:
        wide = int(0.6 * (right - left))
        code = (
            barcode(wide, int(2.5 * em), sheet.rng)
            if chance.random() < 0.7
            else matrix_code(int(4 * em), sheet.rng)
        )
        sheet.stain(code, (sheet.width - code.shape[1]) / 2, y, kind.tint)
    if chance.random() < 0.1:
        add_stamp(
            sheet, chance.uniform(0, 0.5) * sheet.width, chance.uniform(0.3, 0.8) * sheet.height
        )


def _section(sheet: Sheet, left: float, right: float, y: float, leading: float, tint: int) -> float:
    """Write some rows between two rules; return the next baseline."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    kind = sheet.type("machine", 1.0, tint)
    if chance.random() < 0.25:
        kind = replace(kind, word=chance.uniform(1, 1.5))
    shape = chance.randrange(5)
    rows = min(chance.randint(1, 9), int((sheet.height - 6 * em - y) / leading))
    if chance.random() < 0.5:
        if chance.random() < 0.5:
            sheet.dotted(left, y - 0.3 * em, right, y - 0.3 * em, 1, chance.randint(2, 6))
        else:
            # A rule made of characters says nothing worth finding, so it is drawn, not written.
            for k in range(int((right - left) / (0.6 * em))):
                x = left + k * 0.6 * em
                sheet.rule(
                    x, y - 0.3 * em, x + 0.4 * em, y - 0.3 * em, max(1, sheet.body // 12), tint
                )
        y += leading
    for _ in range(max(1, rows)):
        if shape == 0:
            own = sheet.type("machine", chance.choice((1, 1, 1, 1.5, 2)), tint)
            sheet.row(
                left, y, writer.kind("receipt").split("  ")[0][:18], own, 0.6 * (right - left)
            )
            sheet.text(right, y, writer.kind("amount"), own, align="right")
            y += max(0, own.size * 1.1 - leading)
        elif shape == 1:
            sheet.row(left, y, writer.kind("item"), kind, 0.62 * (right - left))
            sheet.text(right, y, number(sheet), kind, align="right")
        elif shape == 2:
            for k, share in enumerate((0.0, 0.16, 0.6, 0.82)):
                text = writer.kind("item") if k == 1 else number(sheet)
                end = (0.12, 0.56, 0.78, 1.0)[k]
                sheet.row(
                    left + share * (right - left),
                    y,
                    text,
                    kind,
                    (end - share) * (right - left),
                    "left" if k < 2 else "right",
                )
        elif shape == 3:
            sheet.row(
                left, y, writer.kind("label", "phrase", "receipt", "date"), kind, right - left
            )
        else:
            columns = KINDS["receipt"](chance).split("\t")
            for k, text in enumerate(columns):
                x = left + k * (right - left) / len(columns)
                sheet.row(x, y, text, kind, (right - left) / len(columns) - 1.4 * em)
        y += leading
    return y
