"""Text that runs up or down, or letter below letter, beside upright text."""

from __future__ import annotations

from typing import Literal

from ocrlc.synthesis.pages.kinds.parts import columns_of, fragment, margins, number
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw a page with turned lines in its margins, at its frames, and in the head of a table."""
    chance, em = sheet.chance, sheet.body
    left, right, top, bottom = margins(sheet, 0.08, 0.14)
    for edge in (1, 3):
        if chance.random() < 0.7:
            _margin(sheet, edge)
    y = top + em
    while y < bottom - 8 * em:
        dice = chance.random()
        if dice < 0.35:
            y = _table(sheet, left, right, y)
        elif dice < 0.55:
            y = _framed(sheet, left, right, y)
        elif dice < 0.65:
            y = _stacked(sheet, left, right, y)
        else:
            y = sheet.paragraph(left, y + em, right - left, sheet.type(), chance.randint(2, 8))
        y += 1.2 * em


def _margin(sheet: Sheet, turn: Literal[1, 3]) -> None:
    """Write along the left edge upwards, or along the right edge downwards, and the other ways."""
    chance, em = sheet.chance, sheet.body
    length = sheet.height
    kind = sheet.type(
        chance.choice(("body", "bold", "heading", "machine")),
        chance.uniform(0.6, 2),
        chance.choice((0, 0, 90, 150)),
    )
    near = chance.random() < 0.75
    y = 0.04 * sheet.width + 0.5 * em if near else 0.965 * sheet.width
    for _ in range(chance.randint(1, 2)):
        x = chance.uniform(0.05, 0.6) * length
        while x < 0.9 * length:
            text = (
                sheet.writer.line(kind, min(0.9 * length - x, chance.uniform(3, 30) * em))
                if chance.random() < 0.6
                else fragment(sheet)
            )
            line = sheet.text(x, y, text, kind, turn=turn)
            x = (line.right if line else x + 5 * em) + chance.uniform(2, 20) * em
        y += 1.3 * kind.size


def _table(sheet: Sheet, left: float, right: float, y: float) -> float:
    """A table whose heads run upwards."""
    chance, em = sheet.chance, sheet.body
    name = chance.uniform(8, 14) * em
    widths = [name, *columns_of(sheet, right - left - name, chance.uniform(1.7, 3) * em)]
    if chance.random() < 0.7:
        each = chance.uniform(1.8, 2.6) * em
        widths = [name, *[each] * int((right - left - name) / each)]
    tall, pitch = chance.uniform(4, 9) * em, chance.uniform(1.2, 1.6) * em
    rows = min(chance.randint(2, 12), int((sheet.height - y - tall) / pitch) - 1)
    turn: Literal[1, 3] = 1 if chance.random() < 0.8 else 3
    ruled = chance.random() < 0.7
    head, x = sheet.type("bold" if chance.random() < 0.5 else "body", 0.9), left
    for column, width in enumerate(widths):
        if column:
            middle = x + width / 2 + (0.35 if turn == 1 else -0.35) * head.size
            text = sheet.writer.words(1, 3)
            while head.measure(text) > tall - 0.6 * em and " " in text:
                text = text.rpartition(" ")[0]
            if head.measure(text) <= tall - 0.6 * em:
                across = middle if turn == 1 else sheet.width - middle
                along = sheet.height - (y + tall) + 0.3 * em if turn == 1 else y + 0.3 * em
                sheet.text(along, across, text, head, turn=turn, apart=True)
        for row in range(rows):
            baseline = y + tall + row * pitch + 0.75 * pitch
            if column == 0:
                sheet.row(
                    x + 0.2 * em,
                    baseline,
                    fragment(sheet),
                    sheet.type(),
                    width - 0.4 * em,
                    apart=ruled,
                )
            elif chance.random() < 0.8:
                text = number(sheet)
                text = (
                    text
                    if sheet.type().measure(text) < width - 0.3 * em
                    else str(chance.randint(0, 9))
                )
                sheet.text(x + width / 2, baseline, text, sheet.type(), align="centre", apart=True)
        if ruled:
            sheet.rule(x, y, x, y + tall + rows * pitch)
        x += width
    if ruled:
        sheet.rule(x, y, x, y + tall + rows * pitch)
        for row in range(rows + 1):
            sheet.rule(left, y + tall + row * pitch, x, y + tall + row * pitch)
        sheet.rule(left, y, x, y)
    return y + tall + rows * pitch


def _framed(sheet: Sheet, left: float, right: float, y: float) -> float:
    """A frame of prose with a turned title at its side."""
    chance, em = sheet.chance, sheet.body
    tall = chance.uniform(7, 14) * em
    turn: Literal[1, 3] = chance.choice((1, 1, 3))
    inverse = chance.random() < 0.4
    kind = sheet.type("heading", chance.uniform(0.9, 1.6), 255 if inverse else None)
    band = 1.7 * kind.size
    sheet.box(left, y, right, y + tall)
    if inverse:
        sheet.fill(left, y, left + band, y + tall, chance.randint(0, 110))
    else:
        sheet.rule(left + band, y, left + band, y + tall)
    text = sheet.writer.line(kind, tall - 1.2 * em)
    if kind.measure(text) < tall - 0.4 * em:
        column = left + 0.5 * band + (0.36 if turn == 1 else -0.36) * kind.size
        along = sheet.height - y - tall / 2 if turn == 1 else y + tall / 2
        across = column if turn == 1 else sheet.width - column
        sheet.text(
            along,
            across,
            text,
            kind,
            align="centre",
            turn=turn,
            apart=True,
            flags=("inverse",) if inverse else (),
        )
    lines = int((tall - em) / (1.3 * em))
    sheet.paragraph(
        left + band + em,
        y + 1.3 * em,
        right - left - band - 2 * em,
        sheet.type(),
        lines,
        leading=1.3,
        apart=True,
    )
    return y + tall


def _stacked(sheet: Sheet, left: float, right: float, y: float) -> float:
    """A word letter below letter, as on signs: each letter is a line of its own."""
    chance, em = sheet.chance, sheet.body
    kind = sheet.type("heading", chance.uniform(1, 1.6))
    word = sheet.writer.word().upper()[:9]
    x = chance.choice((left, right - em))
    for letter in word:
        y += 1.25 * kind.size
        sheet.text(x, y, letter, kind, align="centre", apart=True)
    return y
