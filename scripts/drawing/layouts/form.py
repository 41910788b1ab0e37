"""A form: boxes with small labels, filled in by typewriter, and boxes to tick."""

from __future__ import annotations

from scripts.drawing import parts
from scripts.drawing.looks import Style
from scripts.drawing.parts import MARGIN
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import WHITE, Sheet, Type

_ROW = 33.0


def draw(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Draw two sections of fields, one of tick boxes, and the office's own."""
    rng = writer.rng
    y = parts.title_band(sheet, 46, writer.term("form"), style)
    y = sheet.paragraph(
        MARGIN, y, sheet.width - 2 * MARGIN, " ".join(writer.language.notes), style.small()
    )
    answers = _answers(writer)
    entry = Type(style.second or "liberation-mono", max(8.0, style.size))
    y += 8
    for letter, part in (("A", answers[:8]), ("B", answers[8:])):
        y = _section(sheet, style, y, writer.term("section", letter=letter))
        for i in range(0, len(part), 2):
            split = rng.uniform(0.42, 0.58)
            _boxes(sheet, style, y, part[i : i + 2], split, entry)
            y += _ROW
        y += 12
    y = _section(sheet, style, y, writer.term("section", letter="C")) + 14
    for choice in writer.language.choices:
        box = (MARGIN + 4, y - 8, MARGIN + 13, y + 1)
        sheet.frame(box, 0.7)
        if rng.random() < 0.5:
            sheet.rule(box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1, 1.2)
            sheet.rule(box[0] + 1, box[3] - 1, box[2] - 1, box[1] + 1, 1.2)
        sheet.put(MARGIN + 22, y, choice, style.text)
        y += style.size * 1.9
    y += 26
    sheet.put(MARGIN + 4, y, f"{writer.city()}, {writer.short_date(2025)}", entry)
    sheet.rule(MARGIN, y + 4, 250, y + 4)
    sheet.rule(310, y + 4, sheet.width - MARGIN, y + 4)
    small = style.small(0.75)
    sheet.put(MARGIN, y + 14, writer.term("place_date"), small)
    sheet.put(310, y + 14, writer.term("signature"), small)
    y += 30
    if y + 46 < sheet.height - 40:
        box = (MARGIN, y, sheet.width - MARGIN, y + 46)
        sheet.fill(box, (0.88, 0.88, 0.88))
        sheet.put(MARGIN + 6, y + 12, writer.term("office"), small.but(style="italic"))
        sheet.put(MARGIN + 6, y + 34, writer.reference(), entry.but(style="bold"))
    sheet.put(MARGIN, sheet.height - 26, writer.reference(), small)


def _answers(writer: Writer) -> list[tuple[str, str]]:
    first, _, last = writer.person().rpartition(" ")
    street, town = writer.address()
    phone, email = writer.phone(), writer.email()
    values = [
        last,
        first,
        writer.short_date(writer.rng.randint(1948, 2003)),
        writer.city(),
        writer.word().upper(),
        street,
        town,
        phone,
        email,
        writer.word().upper(),
        writer.company(),
        writer.iban(),
        writer.word().upper(),
        str(writer.rng.randint(0, 4)),
        writer.digits("## ###### ?").replace("?", "K"),
        writer.short_date(2024),
    ]
    return list(zip(writer.language.fields, values, strict=True))


def _section(sheet: Sheet, style: Style, y: float, title: str) -> float:
    head = style.head(1.0)
    if style.banded:
        sheet.fill((MARGIN, y, sheet.width - MARGIN, y + head.size * 1.6), style.accent)
        sheet.put(MARGIN + 5, y + head.size * 1.15, style.cased(title), head.but(colour=WHITE))
    else:
        sheet.put(MARGIN, y + head.size * 1.15, style.cased(title), head)
    return y + head.size * 1.6 + 4


def _boxes(
    sheet: Sheet, style: Style, y: float, part: list[tuple[str, str]], split: float, entry: Type
) -> None:
    width = sheet.width - 2 * MARGIN
    middle = MARGIN + width * split
    for (label, value), left, right in zip(
        part, (MARGIN, middle), (middle, MARGIN + width), strict=True
    ):
        sheet.frame((left, y, right, y + _ROW), 0.5)
        sheet.put(left + 4, y + 9, label, style.small(0.72))
        fitted = parts.fit(value, entry, right - left - 14)
        sheet.put(left + 7, y + _ROW - 7, value, fitted)
