"""Nearly nothing on a page: one line, one word, one character, or the crop of a line."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import fragment, number
from ocrlc.synthesis.pages.sheet import Sheet


def draw_few(sheet: Sheet) -> None:
    """Draw a page with one to five short texts somewhere."""
    chance = sheet.chance
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        kind = sheet.type(
            chance.choice(("body", "bold", "heading", "machine")),
            chance.choice((0.7, 1, 1, 1.5, 2.5)),
        )
        text = _text(sheet)
        room = sheet.width - kind.measure(text) - 4
        if room > 4:
            x, y = (
                chance.uniform(3, room),
                chance.uniform(1.2 * kind.size, max(1.3 * kind.size, sheet.height - kind.size)),
            )
            sheet.text(x, y, text, kind, apart=True)


def draw_crop(sheet: Sheet) -> None:
    """Draw a line that fills the picture, as a crop of a line does; letters touch the edges."""
    chance = sheet.chance
    kind = sheet.type(chance.choice(("body", "bold", "machine")), 1.0)
    if chance.random() < 0.25:
        sheet.image[:] = chance.randint(0, 110)
        kind = sheet.type("bold", 1.0, 255)
    text = sheet.writer.line(kind, sheet.width - 4) if chance.random() < 0.7 else _text(sheet)
    capital = -kind.glyphs["H"].top
    x = chance.uniform(2, max(3.0, min(12.0, sheet.width - kind.measure(text) - 2)))
    sheet.text(x, (sheet.height + capital) / 2 + chance.uniform(-1, 1), text, kind)


def _text(sheet: Sheet) -> str:
    dice = sheet.chance.random()
    if dice < 0.3:
        return sheet.writer.word()
    if dice < 0.5:
        return sheet.chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghknrstz0123456789&@#%-–!?§€$")
    if dice < 0.7:
        return number(sheet)
    return fragment(sheet) if dice < 0.85 else sheet.writer.words(2, 6)
