"""Pages without a word: photographs, textures, drawings, rules, handwriting, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from ocrlc.synthesis.pages.kinds.parts import columns_of, margins
from ocrlc.synthesis.pages.pictures import (
    barcode,
    clouds,
    icon,
    logo,
    matrix_code,
    photograph,
    texture,
)
from ocrlc.synthesis.pages.sheet import Sheet
from ocrlc.synthesis.pages.strokes import handwriting, ring, signature, sketch


def draw(sheet: Sheet) -> None:
    """Draw a page without any text."""
    sheet.chance.choice(FILLINGS)(sheet)


def _photograph(sheet: Sheet) -> None:
    sheet.image[:] = photograph(sheet.width, sheet.height, sheet.rng)


def _texture(sheet: Sheet) -> None:
    make = clouds if sheet.chance.random() < 0.3 else texture
    sheet.image[:] = make(sheet.width, sheet.height, sheet.rng)


def _drawing(sheet: Sheet) -> None:
    for _ in range(sheet.chance.randint(1, 4)):
        sheet.stain(
            sketch(sheet.width, sheet.height, sheet.chance), 0, 0, sheet.chance.randint(0, 120)
        )


def _rules(sheet: Sheet) -> None:
    """Ruled or squared paper, or the rules of an empty table."""
    chance, em = sheet.chance, sheet.body
    left, right, top, bottom = margins(sheet)
    pitch, tint = chance.uniform(0.8, 2.5) * em, chance.randint(0, 210)
    y = top
    while y < bottom:
        if chance.random() < 0.1:
            sheet.dotted(left, y, right, y)
        else:
            sheet.rule(left, y, right, y, chance.choice((1, 1, 2)), tint)
        y += pitch
    if chance.random() < 0.6:
        x = left
        for width in [*columns_of(sheet, right - left, 2 * em), 0.0]:
            sheet.rule(x, top, x, bottom, 1, tint)
            x += width
    if chance.random() < 0.5:
        _boxes(sheet)


def _boxes(sheet: Sheet) -> None:
    chance, em = sheet.chance, sheet.body
    for _ in range(chance.randint(2, 25)):
        x, y = chance.uniform(0, sheet.width), chance.uniform(0, sheet.height)
        side = chance.uniform(0.4, 2) * em
        sheet.box(x, y, x + side, y + side * chance.choice((1, 1, 2)), 1, chance.randint(0, 150))


def _hand(sheet: Sheet) -> None:
    chance = sheet.chance
    hand = handwriting(int(0.9 * sheet.width), int(0.8 * sheet.height), chance)
    if chance.random() < 0.4:
        _rules(sheet)
    sheet.stain(hand, 0.05 * sheet.width, 0.1 * sheet.height, chance.randint(0, 120))


def _marks(sheet: Sheet) -> None:
    """Logos, icons, codes, stamps' rings, signatures."""
    chance, em = sheet.chance, sheet.body
    for _ in range(chance.randint(2, 18)):
        size = int(chance.uniform(0.7, 8) * em)
        make = chance.randrange(6)
        if make == 0:
            mark = logo(size, chance)
        elif make == 1:
            mark = icon(max(7, size // 3), chance)
        elif make == 2:
            mark = barcode(3 * size, size, sheet.rng)
        elif make == 3:
            mark = matrix_code(3 * size, sheet.rng)
        elif make == 4:
            mark = ring(max(12, size), chance)
        else:
            mark = signature(3 * size, size, chance)
        x, y = chance.uniform(0, sheet.width), chance.uniform(0, sheet.height)
        sheet.stain(mark, x, y, chance.randint(0, 150))


def _nothing(sheet: Sheet) -> None:
    sheet.image[:] = sheet.chance.randint(150, 255)


FILLINGS: tuple[Callable[[Sheet], None], ...] = (
    _photograph, _photograph, _texture, _drawing, _rules, _rules, _hand, _marks, _marks, _nothing,
)  # fmt: skip
