"""Tables: tight to their rules, or without any and with lone digits and dashes in their cells."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import columns_of, margins, page_number, table
from ocrlc.synthesis.pages.sheet import Sheet


def draw_ruled(sheet: Sheet) -> None:
    """Draw tables whose text nearly touches its rules."""
    chance, em = sheet.chance, sheet.body
    left, right, top, bottom = margins(sheet, 0.02, 0.08)
    y = top + 1.5 * em
    while y < bottom - 6 * em:
        y = _caption(sheet, left, right, y)
        widths = columns_of(
            sheet, (right - left) * chance.choice((1, 1, 0.7)), chance.uniform(2.5, 7) * em
        )
        pitch = chance.uniform(1.08, 1.5) * em
        rows = min(chance.randint(3, 30), int((bottom - y) / pitch))
        head = sheet.type("bold", 1.0, 255 if chance.random() < 0.2 else None)
        rules = chance.choice(("grid", "grid", "grid", "columns", "rows"))
        numeric = [column > 0 and chance.random() < 0.7 for column in range(len(widths))]
        y = (
            table(
                sheet,
                left,
                y,
                widths,
                max(2, rows),
                sheet.type(),
                pitch=pitch,
                rules=rules,
                head=head,
                numeric=numeric,
                pad=chance.uniform(0.1, 0.35),
            )
            + 2.5 * em
        )
    page_number(sheet, bottom)


def draw_open(sheet: Sheet) -> None:
    """Draw tables without upright rules: wide gaps, lone digits, dashes, empty cells."""
    chance, em = sheet.chance, sheet.body
    left, right, top, bottom = margins(sheet, 0.02, 0.1)
    y = top + 1.5 * em
    while y < bottom - 6 * em:
        y = _caption(sheet, left, right, y)
        widths = columns_of(sheet, right - left, chance.uniform(3, 7) * em)
        pitch = chance.uniform(1.15, 2.4) * em
        rows = min(chance.randint(4, 30), int((bottom - y) / pitch))
        rules = chance.choice(("none", "none", "rows", "zebra", "frame"))
        numeric = [column > 0 for column in range(len(widths))]
        y = (
            table(
                sheet,
                left,
                y,
                widths,
                max(2, rows),
                sheet.type(),
                pitch=pitch,
                rules=rules,
                head=sheet.type("bold"),
                numeric=numeric,
                empty=chance.uniform(0, 0.5),
                pad=0.75,
            )
            + 2.5 * em
        )
    page_number(sheet, bottom)


def _caption(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, em = sheet.chance, sheet.body
    if chance.random() < 0.6:
        sheet.row(
            left,
            y + em,
            sheet.writer.title(2, 7),
            sheet.type("heading", chance.uniform(1, 1.6)),
            right - left,
        )
        return y + 2.2 * em
    return y + 0.5 * em
