"""Catalogue pages, covers and posters: text over photographs, gradients and textures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocrlc.synthesis.pages.kinds.parts import fragment, margins, picture
from ocrlc.synthesis.pages.pictures import gradient
from ocrlc.synthesis.pages.sheet import Align, Sheet
from ocrlc.synthesis.pages.typefaces import Type


def draw(sheet: Sheet) -> None:
    """Draw articles in a grid: picture, name, price, small print; some text is on pictures."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    if chance.random() < 0.3:
        ground = gradient(sheet.width, sheet.height, sheet.rng)
        sheet.image[:] = 205 + ground // 6
    left, right, top, bottom = margins(sheet, 0.02, 0.06)
    y = top + em
    if chance.random() < 0.6:
        kind = sheet.type("heading", chance.uniform(1.6, 3.5))
        sheet.row(left, y + kind.size, writer.title(), kind, right - left)
        y += 1.8 * kind.size
    columns = chance.randint(1, max(1, min(4, int((right - left) / (13 * em)))))
    width, tall = (right - left) / columns, chance.uniform(14, 24) * em
    while y + 0.7 * tall < bottom:
        for column in range(columns):
            _article(sheet, left + column * width, y, width - 1.2 * em, min(tall, bottom - y))
        y += tall + em


def draw_poster(sheet: Sheet) -> None:
    """Draw a cover or a poster: lines of several sizes on one picture."""
    chance, em = sheet.chance, sheet.body
    sheet.picture(0, 0, picture(sheet, sheet.width, sheet.height), reserve=False)
    if chance.random() < 0.7:
        # Pictures that text is set on are calm, or made so.
        share, veil = chance.uniform(0.3, 0.75), chance.choice((0, 30, 230, 255))
        sheet.image[:] = (sheet.image * (1 - share) + veil * share).astype(np.uint8)
    y = chance.uniform(0.5, 4) * em
    align: Align = chance.choice(("left", "centre", "right"))
    x = {"left": 0.06, "centre": 0.5, "right": 0.94}[align] * sheet.width
    while y < sheet.height - 2 * em:
        kind = sheet.type(
            chance.choice(("heading", "body", "bold")), chance.choice((0.8, 1, 1.4, 2, 3))
        )
        for _ in range(chance.randint(1, 4)):
            y += kind.size * 1.2
            text = sheet.writer.line(kind, sheet.width * chance.uniform(0.2, 0.8))
            over(sheet, x, y, text, kind, align)
        y += chance.uniform(0.5, 8) * em


def over(sheet: Sheet, x: float, y: float, text: str, kind: Type, align: Align = "left") -> None:
    """Write on a picture in a tint that stands out there."""
    wide = kind.measure(text)
    start = x - {"left": 0, "centre": wide / 2, "right": wide}[align]
    patch = sheet.image[
        max(0, round(y - kind.size)) : round(y + 0.3 * kind.size),
        max(0, round(start)) : max(0, round(start + wide)),
    ]
    if patch.size == 0:
        return
    light = float(patch.mean())
    rough = float(patch.std())
    inverse = light < 128
    tint = sheet.chance.randint(225, 255) if inverse else sheet.chance.randint(0, 40)
    if rough > 45:
        # No tint stands out everywhere, so a shade is laid under the line.
        target = 40 if inverse else 220
        patch[:] = (0.25 * patch + 0.75 * target).astype(np.uint8)
    sheet.text(
        x, y, text, replace(kind, tint=tint), align=align, flags=("inverse",) if inverse else ()
    )


def _article(sheet: Sheet, x: float, y: float, width: float, tall: float) -> None:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    share = chance.uniform(0.4, 0.62)
    sheet.picture(x, y, picture(sheet, width, tall * share), reserve=False)
    for _ in range(chance.choice((0, 0, 1, 2))):
        kind = sheet.type(chance.choice(("bold", "heading", "body")), chance.uniform(0.8, 1.8))
        at = y + chance.uniform(0.2, 0.9) * tall * share
        text = sheet.writer.line(kind, width * 0.8)
        over(sheet, x + 0.5 * em, at, text, kind)
    y += tall * share + 1.2 * em
    sheet.row(x, y, writer.words(1, 4), sheet.type("bold", 1.1), width, apart=True)
    y += 1.3 * em
    small = sheet.type("body", chance.uniform(0.7, 0.95))
    room = int((tall * (1 - share) - 4.5 * em) / (1.2 * small.size))
    y = sheet.paragraph(
        x, y, width, small, max(0, min(room, chance.randint(1, 6))), leading=1.2, apart=True
    )
    if chance.random() < 0.5:
        sheet.row(x, y, fragment(sheet), small, 0.6 * width)
    price = sheet.type("bold", chance.uniform(1.2, 2.0))
    if chance.random() < 0.5:
        text = writer.kind("amount")
        wide = price.measure(text) + 0.8 * em
        if wide < width:
            sheet.fill(
                x + width - wide,
                y + 0.1 * em,
                x + width,
                y + 0.1 * em + 1.4 * price.size,
                chance.randint(20, 110),
            )
            sheet.text(
                x + width - wide / 2,
                y + 0.1 * em + 1.05 * price.size,
                text,
                replace(price, tint=255),
                align="centre",
                apart=True,
                flags=("inverse",),
            )
    else:
        sheet.row(x, y + 0.1 * em + price.size, writer.kind("amount"), price, width, "right")
