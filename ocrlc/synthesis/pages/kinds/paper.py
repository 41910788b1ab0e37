"""Papers and books: one to three columns, headings, formulas, figures, footnotes, running heads."""

from __future__ import annotations

from ocrlc.synthesis.pages.kinds.parts import margins, page_number, picture, table
from ocrlc.synthesis.pages.sheet import Sheet
from ocrlc.synthesis.pages.strokes import sketch


def draw(sheet: Sheet) -> None:
    """Draw a page of a paper, a report or a book."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet, 0.05, 0.12)
    if chance.random() < 0.7:
        sheet.row(
            left,
            top,
            writer.words(2, 8),
            sheet.type("italic", 0.85),
            0.8 * (right - left),
            chance.choice(("left", "centre")),
        )
        if chance.random() < 0.4:
            sheet.rule(left, top + 0.4 * em, right, top + 0.4 * em)
    page_number(sheet, chance.choice((top, bottom + 0.8 * em)))
    y = top + 2.5 * em
    if chance.random() < 0.4:
        y = _title(sheet, left, right, y)
    most = max(1, min(3, int((right - left) / (17 * em))))
    columns = chance.randint(1, most)
    gutter = chance.uniform(1.6, 3) * em
    width = (right - left - (columns - 1) * gutter) / columns
    justify, leading = chance.random() < 0.7, chance.uniform(1.1, 1.45)
    for column in range(columns):
        _column(sheet, left + column * (width + gutter), width, y, bottom, justify, leading)


def _title(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    kind = sheet.type("heading", chance.uniform(1.5, 2.4))
    for _ in range(chance.randint(1, 2)):
        sheet.row(left, y, writer.title(3, 8), kind, right - left, "centre")
        y += kind.size * 1.2
    sheet.row(
        left,
        y,
        ", ".join([writer.kind("person") for _ in range(chance.randint(1, 4))]),
        sheet.type(),
        right - left,
        "centre",
    )
    y += 1.3 * em
    sheet.row(
        left,
        y,
        writer.kind("address", "company", "city"),
        sheet.type("italic", 0.9),
        right - left,
        "centre",
    )
    y += 2 * em
    if chance.random() < 0.6:
        inset = 3 * em
        y = sheet.paragraph(
            left + inset,
            y,
            right - left - 2 * inset,
            sheet.type("body", 0.9),
            chance.randint(3, 9),
            justify=True,
        )
    return y + em


def _column(
    sheet: Sheet, x: float, width: float, y: float, bottom: float, justify: bool, leading: float
) -> None:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    body, foot = sheet.type(), bottom
    if chance.random() < 0.35:
        foot = _footnotes(sheet, x, width, bottom)
    indent = chance.choice((0, 1, 1.5)) * em
    while y < foot - 1.2 * em:
        dice = chance.random()
        room = int((foot - y) / (em * leading))
        if dice < 0.14 and room > 4:
            heading = sheet.type(chance.choice(("bold", "heading")), chance.choice((1, 1.15, 1.3)))
            sheet.row(
                x,
                y + 0.8 * em,
                f"{chance.randint(1, 9)}. {writer.title(1, 4)}"
                if chance.random() < 0.5
                else writer.title(1, 5),
                heading,
                width,
            )
            y += 2.4 * em
        elif dice < 0.24 and room > 4:
            y = _formula(sheet, x, width, y + 0.6 * em) + 0.8 * em
        elif dice < 0.32 and room > 14:
            y = _figure(sheet, x, width, y)
        elif dice < 0.38 and room > 10 and width > 12 * em:
            rows = chance.randint(3, 7)
            y = (
                table(
                    sheet,
                    x,
                    y,
                    [width / 3] * 3,
                    rows,
                    sheet.type("body", 0.85),
                    pitch=1.25 * em,
                    rules=chance.choice(("rows", "grid", "none")),
                    numeric=(False, True, True),
                )
                + 2 * em
            )
        elif dice < 0.46 and room > 4:
            y = _list(sheet, x, width, y, min(5, room - 1))
        else:
            lines = min(room, chance.randint(2, 14))
            y = sheet.paragraph(
                x, y, width, body, max(1, lines), leading=leading, justify=justify, indent=indent
            )
            y += chance.choice((0, 0, 0.5, 0.9)) * em


def _list(sheet: Sheet, x: float, width: float, y: float, items: int) -> float:
    chance, em = sheet.chance, sheet.body
    mark = chance.choice(("•", "–", "{}.", "({})", "*", "■"))
    for number in range(1, items + 1):
        sheet.text(x + 0.3 * em, y, mark.format(number), sheet.type())
        y = sheet.paragraph(x + 1.7 * em, y, width - 1.7 * em, sheet.type(), chance.randint(1, 2))
    return y + 0.4 * em


def _formula(sheet: Sheet, x: float, width: float, y: float) -> float:
    """Set a line that looks like a formula, with its number at the column's edge."""
    chance, em = sheet.chance, sheet.body
    names = "abcdefghijkmnpqrstuvwxyzABDEFGHKLMNPQRSTUVXYZαβγδεθλμπρσφω"
    parts = []
    for _ in range(chance.randint(2, 6)):
        term = chance.choice(names) + chance.choice(("", "²", "(x)", "′", "₁", "(t)", ""))
        parts.append(term if chance.random() < 0.7 else f"{chance.randint(2, 99)}{term}")
        parts.append(chance.choice(("=", "+", "−", "·", "≤", "/", "<", "→")))
    text = " ".join(parts[:-1])
    line = sheet.row(x, y + 0.3 * em, text, sheet.type("italic", 1.1), 0.7 * width, "centre")
    if line is not None and chance.random() < 0.4:
        middle = (line.left + line.right) / 2
        sheet.rule(middle - 2 * em, y + 0.75 * em, middle + 2 * em, y + 0.75 * em)
        sheet.text(
            middle,
            y + 1.65 * em,
            chance.choice(names) + " + " + str(chance.randint(1, 9)),
            sheet.type("italic"),
            align="centre",
        )
        y += 1.2 * em
    if chance.random() < 0.6:
        sheet.text(x + width, y, f"({chance.randint(1, 40)})", sheet.type(), align="right")
    return y + 1.3 * em


def _figure(sheet: Sheet, x: float, width: float, y: float) -> float:
    chance, em = sheet.chance, sheet.body
    tall = chance.uniform(6, 12) * em
    if chance.random() < 0.5:
        sheet.picture(x, y - 0.8 * em, picture(sheet, width, tall))
    else:
        sheet.stain(sketch(int(width), int(tall), chance), x, y - 0.8 * em, 0)
        sheet.reserve(x, y - 0.8 * em, x + width, y - 0.8 * em + tall)
    y += tall + 0.8 * em
    caption = sheet.type("body", 0.82)
    sheet.row(
        x,
        y,
        f"{sheet.writer.words(1, 1)} {chance.randint(1, 12)}: {sheet.writer.words(3, 6)}",
        caption,
        width,
    )
    y += caption.size * 1.2
    return sheet.paragraph(x, y, width, caption, chance.randint(0, 2)) + em


def _footnotes(sheet: Sheet, x: float, width: float, bottom: float) -> float:
    """Set footnotes at a column's foot; return where its text has to end."""
    chance = sheet.chance
    small = sheet.type("body", chance.uniform(0.7, 0.82))
    lines = chance.randint(1, 5)
    top = bottom - lines * small.size * 1.2
    sheet.rule(x, top - small.size, x + 0.35 * width, top - small.size)
    sheet.paragraph(
        x, top, width, small, lines, leading=1.2, indent=chance.choice((0, 0, 1.5)) * small.size
    )
    return top - 1.6 * small.size
