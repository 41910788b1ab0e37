"""Screenshots and user interfaces: menus, buttons, lists, forms, code, inverse bars, icons."""

from __future__ import annotations

from collections.abc import Callable

from ocrlc.synthesis.pages.kinds.parts import columns_of, fragment, picture, table
from ocrlc.synthesis.pages.pictures import icon
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw a window or a web page."""
    chance, em = sheet.chance, sheet.body
    dark = chance.random() < 0.35
    ground = chance.randint(15, 60) if dark else chance.randint(235, 255)
    sheet.image[:] = ground
    sheet.ink = chance.randint(190, 245) if dark else chance.randint(0, 90)
    y = _bar(sheet, 0.0, chance.uniform(1.6, 2.6) * em, chance.random() < 0.5)
    if chance.random() < 0.7:
        y = _bar(sheet, y, chance.uniform(1.5, 2.2) * em, False)
    left = 0.6 * em
    if chance.random() < 0.55:
        left = chance.uniform(8, 14) * em
        _side(sheet, left, y)
        left += 0.8 * em
    right = sheet.width - 0.8 * em
    y += em
    while y < sheet.height - 5 * em:
        panel = chance.choice(PANELS)
        if right - left > 34 * em and chance.random() < 0.5:
            middle = (left + right) / 2
            y = max(
                panel(sheet, left, middle - em, y), chance.choice(PANELS)(sheet, middle, right, y)
            )
        else:
            y = panel(sheet, left, right, y)
        y += chance.uniform(0.6, 2) * em
    if chance.random() < 0.5:
        sheet.fill(
            0, sheet.height - 1.5 * em, sheet.width, sheet.height, chance.choice((30, 60, 210, 230))
        )
        dark_bar = sheet.image[-1, 0] < 128
        small = sheet.type("body", 0.85, 235 if dark_bar else 30)
        x = float(em)
        while x < 0.8 * sheet.width:
            line = sheet.text(x, sheet.height - 0.45 * em, fragment(sheet)[:24], small)
            x = (line.right if line else x) + chance.uniform(2, 8) * em


def _icon(sheet: Sheet, x: float, y: float, size: float, tint: int | None = None) -> None:
    """Put an icon whose left edge is x on the middle row y."""
    mark = icon(max(7, round(size)), sheet.chance)
    sheet.stain(mark, x, y - size / 2, sheet.ink if tint is None else tint)


def _bar(sheet: Sheet, y: float, tall: float, inverse: bool) -> float:
    """A title bar, a menu, or a row of tabs."""
    chance, em = sheet.chance, sheet.body
    shade = (
        int(sheet.image[0, 0])
        if not inverse
        else (chance.randint(0, 110) if sheet.ink < 128 else 220)
    )
    sheet.fill(0, y, sheet.width, y + tall, shade)
    kind = sheet.type("body", 1.0, (240 if shade < 128 else 20))
    baseline, x = y + tall / 2 + 0.35 * em, 0.8 * em
    tabs = chance.random() < 0.3
    for _ in range(chance.randint(1, 9)):
        if chance.random() < 0.3:
            _icon(sheet, x, y + tall / 2, em, kind.tint)
            x += 1.5 * em
        line = sheet.text(x, baseline, sheet.writer.words(1, 2), kind, apart=tabs)
        if line is None:
            break
        if tabs:
            sheet.box(line.left - 0.6 * em, y + 2, line.right + 0.6 * em, y + tall)
        x = line.right + chance.choice((1.45, 1.8, 2.4)) * em
        if x > 0.8 * sheet.width:
            break
    for k in range(chance.randint(0, 4)):
        _icon(sheet, sheet.width - (1.6 + 1.6 * k) * em, y + tall / 2, em, kind.tint)
    if chance.random() < 0.5:
        sheet.rule(0, y + tall, sheet.width, y + tall, 1, 150)
    return y + tall


def _side(sheet: Sheet, width: float, y: float) -> None:
    """A list of places at the left, one of them chosen."""
    chance, em = sheet.chance, sheet.body
    sheet.rule(width, y, width, sheet.height, 1, 160)
    pitch, y = chance.uniform(1.4, 2.2) * em, y + 1.4 * em
    while y < sheet.height - 3 * em:
        if chance.random() < 0.08:
            y += pitch
        kind = sheet.type()
        if chance.random() < 0.1:
            sheet.fill(
                0,
                y - 0.5 * pitch - 0.3 * em,
                width,
                y + 0.5 * pitch - 0.3 * em,
                chance.randint(60, 110),
            )
            kind = sheet.type("bold", 1.0, 255)
        deep = chance.choice((0.0, 0.0, 1.0)) * em
        if chance.random() < 0.7:
            _icon(sheet, 0.6 * em + deep, y - 0.35 * em, 0.9 * em, kind.tint)
        sheet.row(
            2.0 * em + deep, y, sheet.writer.words(1, 3), kind, width - 2.6 * em - deep, apart=True
        )
        y += pitch


def _buttons(sheet: Sheet, left: float, right: float, y: float) -> float:
    """Buttons or badges in a row, with square, rounded or round ends."""
    chance, em = sheet.chance, sheet.body
    x, tall, gap = left, chance.uniform(1.35, 2.1) * em, chance.uniform(0.2, 1.5) * em
    radius = chance.choice((0, 0.2, 0.5, 0.5)) * tall
    for _ in range(chance.randint(1, 7)):
        text = sheet.writer.words(1, 2)
        filled = chance.random() < 0.5
        shade = chance.randint(30, 130)
        kind = sheet.type("bold" if chance.random() < 0.4 else "body", 1.0, 255 if filled else None)
        wide = kind.measure(text) + chance.uniform(0.8, 2.4) * em
        if x + wide > right:
            break
        if filled:
            sheet.pill(x, y, x + wide, y + tall, radius, tint=shade)
        else:
            sheet.pill(x, y, x + wide, y + tall, radius, 1, 128)
        sheet.text(x + wide / 2, y + tall / 2 + 0.35 * em, text, kind, align="centre", apart=True)
        x += wide + gap
    return y + tall + 0.2 * em


def _inputs(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, em = sheet.chance, sheet.body
    beside = chance.random() < 0.5
    for _ in range(chance.randint(1, 4)):
        label = sheet.writer.kind("label").split(":")[0]
        x = left + (min(12 * em, 0.4 * (right - left)) if beside else 0)
        if beside:
            sheet.row(left, y + 1.25 * em, label, sheet.type(), x - left - em, apart=True)
        else:
            sheet.row(left, y + em, label, sheet.type("body", 0.9), right - left)
            y += 1.4 * em
        sheet.box(x, y, right, y + 1.8 * em, 1, 140)
        if chance.random() < 0.6:
            tint = sheet.ink if chance.random() < 0.6 else 140
            sheet.row(
                x + 0.4 * em,
                y + 1.25 * em,
                fragment(sheet),
                sheet.type("body", 1.0, tint),
                right - x - 2.4 * em,
                apart=True,
            )
        if chance.random() < 0.3:
            _icon(sheet, right - 1.5 * em, y + 0.9 * em, 0.9 * em)
        y += 2.3 * em
    return y


def _code(sheet: Sheet, left: float, right: float, y: float) -> float:
    """Source text with line numbers."""
    chance, em = sheet.chance, sheet.body
    kind, first = sheet.type("machine"), chance.randint(1, 900)
    numbered = chance.random() < 0.6
    deep = 0
    for row in range(chance.randint(3, 16)):
        if y > sheet.height - 3 * em:
            break
        y += 1.3 * em
        if numbered:
            sheet.text(
                left + 2 * em,
                y,
                str(first + row),
                sheet.type("machine", 1.0, 140),
                align="right",
                apart=True,
            )
        deep = max(0, min(4, deep + chance.choice((-1, 0, 0, 1))))
        word = sheet.writer.word
        text = chance.choice(
            (
                "{} = {}({})",
                "if {} > {}[{}]:",
                "return {} + {}.{}",
                "// {} {} {}",
                "def {}({}, {}):",
                '{}.{}("{}");',
                "}} else {{ {} {} {}",
                "<{} {}='{}'>",
            )
        )
        sheet.row(
            left + 3.6 * em + deep * 1.8 * em,
            y,
            text.format(word(), word(), word()),
            kind,
            right - left - 12 * em,
        )
    return y + em


def _cards(sheet: Sheet, left: float, right: float, y: float) -> float:
    """Tiles with a picture, a name and a line of small print."""
    chance, em = sheet.chance, sheet.body
    count = max(1, int((right - left) / (11 * em)))
    width, tall = (right - left) / count, chance.uniform(3, 7) * em
    for k in range(count):
        x = left + k * width
        sheet.picture(x, y, picture(sheet, width - em, tall))
        sheet.row(
            x,
            y + tall + 1.2 * em,
            sheet.writer.words(1, 3),
            sheet.type("bold"),
            width - 1.2 * em,
            apart=True,
        )
        sheet.row(
            x,
            y + tall + 2.4 * em,
            fragment(sheet),
            sheet.type("body", 0.8),
            width - 1.2 * em,
            apart=True,
        )
    return y + tall + 2.8 * em


def _prose(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, em = sheet.chance, sheet.body
    if chance.random() < 0.6:
        kind = sheet.type("heading", chance.uniform(1.2, 2.4))
        sheet.row(left, y + kind.size, sheet.writer.title(), kind, right - left)
        y += 1.4 * kind.size
    width = min(right - left, chance.uniform(20, 45) * em)
    return sheet.paragraph(left, y + em, width, sheet.type(), chance.randint(1, 7), leading=1.4)


def _list(sheet: Sheet, left: float, right: float, y: float) -> float:
    """Rows with an icon, a name, and dates or sizes at the right."""
    chance, em = sheet.chance, sheet.body
    pitch = chance.uniform(1.4, 2.3) * em
    for _ in range(chance.randint(3, 12)):
        if y > sheet.height - 3 * em:
            break
        y += pitch
        _icon(sheet, left, y - 0.35 * em, em)
        sheet.row(left + 1.6 * em, y, fragment(sheet), sheet.type(), 0.5 * (right - left))
        if chance.random() < 0.8:
            sheet.row(
                right - 0.25 * (right - left),
                y,
                sheet.writer.kind("date", "quantity", "time", "short"),
                sheet.type("body", 0.9, 120),
                0.25 * (right - left),
                "right",
            )
        if chance.random() < 0.3:
            sheet.rule(left, y + 0.35 * pitch, right, y + 0.35 * pitch, 1, 170)
    return y


def _grid(sheet: Sheet, left: float, right: float, y: float) -> float:
    """A spreadsheet."""
    chance, em = sheet.chance, sheet.body
    widths = columns_of(sheet, right - left, 5 * em)
    rows = min(chance.randint(3, 14), max(2, int((sheet.height - y) / (1.5 * em)) - 2))
    return table(
        sheet,
        left,
        y,
        widths,
        rows,
        sheet.type(),
        pitch=chance.uniform(1.25, 1.7) * em,
        rules="grid",
        numeric=[chance.random() < 0.6 for _ in widths],
        empty=0.25,
    )


PANELS: tuple[Callable[[Sheet, float, float, float], float], ...] = (
    _buttons, _inputs, _code, _cards, _prose, _prose, _list, _grid,
)  # fmt: skip
