"""Pages of unlike sizes: huge headings beside six-point print."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import fragment, margins
from ocrlc.synthesis.pages.sheet import LARGEST_EM, SMALLEST_EM, Sheet


def draw(sheet: Sheet) -> None:
    """Draw a notice, an advertisement or a package's back: the largest and the smallest print."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet)
    wide = right - left
    y = top
    while y < bottom - 3 * em:
        if chance.random() < 0.45:
            huge = sheet.type(
                chance.choice(("heading", "bold")), chance.uniform(2.2, LARGEST_EM / em)
            )
            for _ in range(chance.randint(1, 2)):
                y += huge.size * 1.05
                sheet.row(
                    left, y, writer.title(1, 4), huge, wide, chance.choice(("left", "centre"))
                )
            y += 0.5 * huge.size
        else:
            small = sheet.type(
                chance.choice(("body", "body", "italic", "bold")),
                chance.uniform(SMALLEST_EM / em, 0.75),
            )
            columns = chance.randint(1, max(1, min(4, int(wide / (20 * small.size)))))
            width, lines = wide / columns, chance.randint(2, 12)
            ends = [
                sheet.paragraph(
                    left + k * width,
                    y + small.size,
                    width - 1.6 * small.size,
                    small,
                    lines,
                    leading=chance.uniform(1.1, 1.4),
                    justify=chance.random() < 0.5,
                )
                for k in range(columns)
            ]
            y = max(ends) + 0.6 * em
        if chance.random() < 0.3:
            big, tiny = sheet.type("heading", chance.uniform(1.8, 3.5)), sheet.type("body", 0.55)
            y += big.size
            line = sheet.text(left, y, writer.kind("amount", "short", "quantity"), big, apart=True)
            x = (line.right if line else left) + em
            for row in range(3):
                sheet.row(
                    x,
                    y - big.size * 0.6 + row * 1.25 * tiny.size,
                    fragment(sheet),
                    tiny,
                    max(4 * em, right - x),
                    apart=True,
                )
            y += 1.2 * em
