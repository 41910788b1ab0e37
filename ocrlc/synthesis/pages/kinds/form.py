"""Forms: labels over, beside and under rules, boxes, combs, check boxes, notes in small print."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ocrlc.synthesis.pages.kinds.parts import margins
from ocrlc.synthesis.pages.sheet import Sheet
from ocrlc.synthesis.pages.strokes import handwriting, signature


def draw(sheet: Sheet) -> None:
    """Draw a form."""
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    left, right, top, bottom = margins(sheet, 0.02, 0.07)
    y = top + 2.5 * em
    heading = sheet.type("heading", chance.uniform(1.2, 2.2))
    align = chance.choice(("left", "centre"))
    sheet.row(left, y, writer.title(), heading, right - left, align)  # type: ignore[arg-type]
    y += 1.5 * em
    y = sheet.paragraph(left, y, right - left, sheet.type("body", 0.7), chance.randint(0, 3))
    y += em
    while y < bottom - 5 * em:
        if chance.random() < 0.16:
            y = _section(sheet, left, right, y)
        columns = chance.choice((1, 1, 2, 2, 3, 4))
        width = (right - left) / columns
        field = chance.choice(FIELDS)
        ends = [
            field(sheet, left + k * width, left + (k + 1) * width - 0.6 * em, y)
            for k in range(columns)
        ]
        y = max(ends) + chance.uniform(0.4, 1.2) * em
    if chance.random() < 0.4:
        sheet.row(
            left, bottom, writer.kind("code", "short"), sheet.type("body", 0.65), right - left
        )


def _section(sheet: Sheet, left: float, right: float, y: float) -> float:
    chance, em = sheet.chance, sheet.body
    if chance.random() < 0.5:
        sheet.fill(left, y, right, y + 1.6 * em, chance.randint(0, 80))
        sheet.row(
            left + 0.4 * em,
            y + 1.15 * em,
            sheet.writer.title(),
            sheet.type("bold", 1.0, 255),
            right - left - em,
            apart=True,
        )
    else:
        sheet.fill(left, y, right, y + 1.6 * em, chance.randint(190, 240))
        sheet.row(
            left + 0.4 * em,
            y + 1.15 * em,
            sheet.writer.title(),
            sheet.type("bold"),
            right - left - em,
            apart=True,
        )
    return y + 2.4 * em


def _label(sheet: Sheet) -> str:
    chance = sheet.chance
    if chance.random() < 0.5:
        return sheet.writer.kind("label").split(":")[0]
    text = sheet.writer.words(1, 5)
    return text + chance.choice(("", "", ":", "*", " (1)", " ?"))


def _filled(sheet: Sheet, x0: float, x1: float, baseline: float) -> None:
    """Fill a field in: by machine, by hand, or not."""
    chance, em = sheet.chance, sheet.body
    dice = chance.random()
    if dice < 0.4:
        text = sheet.writer.kind("person", "code", "date", "street", "city", "amount", "phone")
        sheet.row(x0, baseline, text, sheet.type("machine"), x1 - x0, apart=True)
    elif dice < 0.55 and x1 - x0 > 4 * em:
        hand = signature(int(min(x1 - x0, chance.uniform(4, 12) * em)), int(1.5 * em), chance)
        sheet.stain(hand, x0, baseline - 1.1 * em, chance.randint(0, 110))


def _line_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A label and a rule after it."""
    chance, em = sheet.chance, sheet.body
    label = _label(sheet)
    kind = sheet.type("body", 0.9)
    baseline = y + em
    line = sheet.row(x0, baseline, label, kind, 0.6 * (x1 - x0), apart=True)
    start = (line.right if line else x0) + 0.4 * em
    if chance.random() < 0.35:
        sheet.dotted(start, baseline + 1, x1, baseline + 1, 1, chance.randint(2, 5))
    else:
        sheet.rule(start, baseline + 2, x1, baseline + 2)
    _filled(sheet, start + 0.4 * em, x1, baseline - 1)
    return y + 1.5 * em


def _under_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A rule with its label in small print below."""
    em = sheet.body
    sheet.rule(x0, y + 1.5 * em, x1, y + 1.5 * em)
    _filled(sheet, x0 + 0.3 * em, x1, y + 1.3 * em)
    sheet.row(x0, y + 2.3 * em, _label(sheet), sheet.type("body", 0.62), x1 - x0)
    return y + 2.6 * em


def _box_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A box with its label inside or above."""
    chance, em = sheet.chance, sheet.body
    inside = chance.random() < 0.6
    small = sheet.type("body", chance.uniform(0.55, 0.8))
    tall = chance.uniform(2.4, 3.2) * em
    if inside:
        sheet.box(x0, y, x1, y + tall)
        sheet.row(
            x0 + 0.2 * em, y + small.size, _label(sheet), small, x1 - x0 - 0.4 * em, apart=True
        )
        _filled(sheet, x0 + 0.4 * em, x1 - 0.3 * em, y + tall - 0.4 * em)
        return y + tall
    sheet.row(x0, y + small.size, _label(sheet), small, x1 - x0)
    sheet.box(x0, y + 1.25 * small.size, x1, y + 1.25 * small.size + 1.7 * em)
    _filled(sheet, x0 + 0.4 * em, x1 - 0.3 * em, y + 1.25 * small.size + 1.25 * em)
    return y + 1.25 * small.size + 1.8 * em


def _comb_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A comb: a box for each letter, so each is a line of its own unless they stand close."""
    chance, em = sheet.chance, sheet.body
    sheet.row(x0, y + 0.8 * em, _label(sheet), sheet.type("body", 0.7), x1 - x0)
    cell, top = chance.uniform(1.1, 1.7) * em, y + 1.1 * em
    count = max(1, min(chance.randint(4, 20), int((x1 - x0) / cell)))
    low = chance.random() < 0.5
    for k in range(count + 1):
        start = top + (0.8 * em if low else 0)
        sheet.rule(x0 + k * cell, start, x0 + k * cell, top + 1.5 * em)
    sheet.rule(x0, top + 1.5 * em, x0 + count * cell, top + 1.5 * em)
    if not low:
        sheet.rule(x0, top, x0 + count * cell, top)
    if chance.random() < 0.5:
        text = sheet.writer.kind("digits", "code", "digits").replace(" ", "")[:count]
        kind = sheet.type("machine")
        for k, character in enumerate(text):
            # Without full-height rules between them the letters are one line, widely spaced.
            at = x0 + (k + 0.5) * cell
            sheet.text(at, top + 1.2 * em, character, kind, align="centre", apart=not low)
    return top + 1.7 * em


def _check_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Check boxes with their labels, some ticked."""
    chance, em = sheet.chance, sheet.body
    kind = sheet.type("body", 0.9)
    side = max(5, round(chance.uniform(0.6, 1.0) * em))
    baseline, x = y + em, x0
    round_ = chance.random() < 0.2
    for _ in range(chance.randint(1, 4)):
        top = round(baseline - side * 0.9)
        if round_:
            centre = (round(x + side / 2), round(top + side / 2))
            cv2.circle(sheet.image, centre, side // 2, 0, 1, cv2.LINE_AA)
        else:
            sheet.box(x, top, x + side, top + side)
        if chance.random() < 0.4:
            a, b = (round(x + 2), top + 2), (round(x) + side - 2, top + side - 2)
            cv2.line(sheet.image, a, b, 0, 1, cv2.LINE_AA)
            cv2.line(sheet.image, (a[0], b[1]), (b[0], a[1]), 0, 1, cv2.LINE_AA)
        line = sheet.row(
            x + side + 0.4 * em,
            baseline,
            sheet.writer.words(1, 4),
            kind,
            x1 - x - side - 0.4 * em,
            apart=True,
        )
        if line is None or line.right + 6 * em > x1:
            x, baseline = x0, baseline + 1.5 * em
        else:
            x = line.right + chance.uniform(1.2, 2.5) * em
    return baseline + 0.5 * em


def _text_field(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A note, or a box for remarks, with handwriting now and then."""
    chance, em = sheet.chance, sheet.body
    if chance.random() < 0.6:
        small = sheet.type("body", chance.uniform(0.6, 0.8))
        return sheet.paragraph(
            x0, y + small.size, x1 - x0, small, chance.randint(1, 4), leading=1.2
        )
    tall = chance.uniform(4, 8) * em
    sheet.box(x0, y, x1, y + tall)
    sheet.row(
        x0 + 0.3 * em, y + em, _label(sheet), sheet.type("body", 0.8), x1 - x0 - em, apart=True
    )
    if chance.random() < 0.5:
        hand = handwriting(int(0.9 * (x1 - x0)), int(tall - 1.6 * em), chance)
        sheet.stain(hand, x0 + 0.3 * em, y + 1.4 * em, int(np.clip(chance.gauss(60, 40), 0, 140)))
    return y + tall


FIELDS: tuple[Callable[[Sheet, float, float, float], float], ...] = (
    _line_field, _line_field, _under_field, _box_field, _box_field, _comb_field, _check_field,
    _check_field, _text_field,
)  # fmt: skip
