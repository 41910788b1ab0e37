"""Parts that several kinds of pages have: margins, blocks, stamps, tables, running heads."""

from __future__ import annotations

from collections.abc import Sequence

from ocrlc.synthesis.augmentation import Image
from ocrlc.synthesis.pages.pictures import PICTURES
from ocrlc.synthesis.pages.sheet import Align, Sheet
from ocrlc.synthesis.pages.strokes import ring
from ocrlc.synthesis.pages.typefaces import Type
from ocrlc.synthesis.text.vocabulary import upper


def margins(
    sheet: Sheet, low: float = 0.03, high: float = 0.11
) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of the type area, pixels."""
    side = sheet.chance.uniform(low, high) * sheet.width
    top = sheet.chance.uniform(low, high) * sheet.height * 0.8
    return side, sheet.width - side, top, sheet.height - top


def block(
    sheet: Sheet, x: float, y: float, kind: Type, texts: Sequence[str], leading: float = 1.25
) -> float:
    """Write short lines below each other; return the next baseline."""
    for text in texts:
        sheet.text(x, y, text, kind)
        y += kind.size * leading
    return y


def fragment(sheet: Sheet) -> str:
    """Return what a cell of a list or table says."""
    dice = sheet.chance.random()
    if dice < 0.4:
        return sheet.writer.words(1, 4)
    return sheet.writer.kind("item", "label", "code", "date", "person", "company", "short")


def number(sheet: Sheet) -> str:
    """Return what a column of numbers says: an amount, a digit, a dash."""
    dice = sheet.chance.random()
    if dice < 0.12:
        return sheet.chance.choice(("-", "–", "—", "0", "n/a", "x", "*", "1", "…", "./."))
    if dice < 0.3:
        return str(sheet.chance.randint(0, 9))
    return sheet.writer.kind("amount", "number", "quantity", "digits")


def add_stamp(sheet: Sheet, x: float, y: float) -> None:
    """Stamp the sheet: a frame with words, tilted a little at most, or a ring without any."""
    chance, em = sheet.chance, sheet.body
    tint = chance.randint(40, 150)
    if chance.random() < 0.4:
        size = int(chance.uniform(5, 9) * em)
        sheet.stain(ring(size, chance), x, y, tint)
        return
    kind = sheet.type("heading", chance.uniform(1.0, 1.8), tint)
    words = [upper(sheet.writer.word(), sheet.writer.language), sheet.writer.kind("date")]
    wide = max(kind.measure(word) for word in words) + 1.6 * em
    tall = (1.35 * len(words) + 0.9) * kind.size
    for number_, word in enumerate(words):
        baseline = y + (1.2 + 1.3 * number_) * kind.size
        sheet.text(x + wide / 2, baseline, word, kind, align="centre", apart=True)
    sheet.box(x, y, x + wide, y + tall, chance.choice((1, 2, 3)), tint)


def page_number(sheet: Sheet, y: float) -> None:
    """Write a page number, a lone digit or two more often than not."""
    chance = sheet.chance
    number_ = chance.randint(1, 400) if chance.random() < 0.6 else chance.randint(1, 9)
    form = chance.choice(("{}", "{}", "{}", "- {} -", "{}/{}", "({})", "[{}]", "p. {}"))
    text = form.format(number_, number_ + 7)
    x = chance.choice((0.08, 0.5, 0.92)) * sheet.width
    sheet.text(x, y, text, sheet.type("body", chance.uniform(0.75, 1.0)), align="centre")


def table(
    sheet: Sheet,
    x: float,
    y: float,
    widths: Sequence[float],
    rows: int,
    kind: Type,
    *,
    pitch: float,
    rules: str,
    head: Type | None = None,
    numeric: Sequence[bool] = (),
    empty: float = 0.08,
    pad: float = 0.3,
) -> float:
    """Draw a table.

    Args:
        sheet: the sheet to draw on.
        x: left edge in pixels.
        y: top edge in pixels.
        widths: widths of the columns in pixels.
        rows: number of rows, including the head.
        kind: type of the cells' text.
        pitch: height of a row in pixels.
        rules: "grid", "rows", "columns", "zebra", "frame" or "none".
        head: type of the first row; light on dark where its tint is above 200.
        numeric: which columns hold numbers, to the right.
        empty: share of empty cells.
        pad: room between a cell's rule and its text, em.

    Returns:
        The lower edge.
    """
    chance = sheet.chance
    total, ruled = sum(widths), rules in ("grid", "columns")
    thick = 1 if chance.random() < 0.7 else 2
    tint = sheet.ink if chance.random() < 0.6 else chance.randint(0, 190)
    for row in range(rows):
        top, own = y + row * pitch, head if row == 0 and head is not None else kind
        if own.tint > 200:
            sheet.fill(x, top, x + total, top + pitch, chance.randint(0, 90))
        elif rules == "zebra" and row % 2:
            sheet.fill(x, top, x + total, top + pitch, chance.randint(205, 240))
        capital = -own.glyphs["H"].top
        baseline = top + (pitch + capital) / 2
        at = x
        for column, width in enumerate(widths):
            if chance.random() > empty:
                counts = bool(numeric) and numeric[column] and row > 0
                text = number(sheet) if counts else fragment(sheet)
                room, inset = width - 2 * pad * kind.size, pad * kind.size
                align: Align = "right" if bool(numeric) and numeric[column] else "left"
                if counts and own.measure(text) > room:
                    text = str(chance.randint(0, 99))
                sheet.row(at + inset, baseline, text, own, room, align, apart=ruled)
            at += width
    bottom = y + rows * pitch
    if rules in ("grid", "rows"):
        for row in range(rows + 1):
            sheet.rule(x, y + row * pitch, x + total, y + row * pitch, thick, tint)
    if ruled:
        at = x
        for width in [*widths, 0.0]:
            sheet.rule(at, y, at, bottom, thick, tint)
            at += width
    if rules == "frame":
        sheet.box(x, y, x + total, bottom, thick, tint)
    return bottom


def columns_of(sheet: Sheet, total: float, least: float) -> list[float]:
    """Return widths of columns, at least so wide each, that fill a width."""
    count = max(1, min(sheet.chance.randint(2, 9), int(total / least)))
    shares = [sheet.chance.uniform(1, 3) for _ in range(count)]
    spare = total - count * least
    return [least + spare * share / sum(shares) for share in shares]


def picture(sheet: Sheet, width: float, height: float) -> Image:
    """Return a picture of some kind."""
    make = sheet.chance.choice(PICTURES)
    return make(max(8, int(width)), max(8, int(height)), sheet.rng)
