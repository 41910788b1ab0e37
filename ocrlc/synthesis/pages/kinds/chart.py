"""Charts and drawings with measures: axes with ticks, turned labels, legends, values on bars."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocrlc.synthesis.pages.kinds.parts import margins
from ocrlc.synthesis.pages.sheet import Sheet


def draw(sheet: Sheet) -> None:
    """Draw one chart, or several below each other with captions."""
    chance, em = sheet.chance, sheet.body
    left, right, top, bottom = margins(sheet, 0.02, 0.06)
    y = top
    rows = max(1, min(chance.randint(1, 3), int((bottom - top) / (17 * em))))
    columns = 2 if right - left > 44 * em and chance.random() < 0.5 else 1
    tall, wide = (bottom - top) / rows, (right - left) / columns
    for row in range(rows):
        for column in range(columns):
            x = left + column * wide
            _chart(sheet, x, y + row * tall, x + wide - em, y + (row + 1) * tall - em)


def _chart(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    chance, writer, em = sheet.chance, sheet.writer, sheet.body
    if chance.random() < 0.7:
        sheet.row(
            x0,
            y0 + em,
            writer.title(2, 6),
            sheet.type("bold", chance.uniform(0.9, 1.3)),
            x1 - x0,
            chance.choice(("left", "centre")),
        )
        y0 += 2 * em
    left, bottom, right, top = x0 + 6.5 * em, y1 - 4.5 * em, x1 - em, y0 + em
    if chance.random() < 0.75:
        middle = (top + bottom) / 2
        turn = 1 if chance.random() < 0.85 else 3
        at = x0 + 1.3 * em
        text = f"{writer.words(1, 3)}{chance.choice(('', ' (%)', ' [kg]', ' / s', ' (€)'))}"
        if turn == 1:
            sheet.text(
                sheet.height - middle, at, text, sheet.type("body", 0.95), align="centre", turn=1
            )
        else:
            sheet.text(
                middle,
                sheet.width - at + 0.7 * em,
                text,
                sheet.type("body", 0.95),
                align="centre",
                turn=3,
            )
    sheet.row(
        left, y1 - 0.6 * em, writer.words(1, 4), sheet.type("body", 0.95), right - left, "centre"
    )
    _values(sheet, left, bottom, top)
    names = _names(sheet, left, right, bottom)
    grid = chance.random() < 0.5
    if grid:
        for k in range(1, 6):
            sheet.rule(
                left,
                bottom - k * (bottom - top) / 6,
                right,
                bottom - k * (bottom - top) / 6,
                1,
                200,
            )
    if chance.random() < 0.5:
        _bars(sheet, left, right, bottom, top, names)
    else:
        _curves(sheet, left, right, bottom, top)
    sheet.rule(left, top, left, bottom)
    sheet.rule(left, bottom, right, bottom)
    if chance.random() < 0.3:
        sheet.box(left, top, right, bottom)
    if chance.random() < 0.5:
        _legend(sheet, right - 11 * em, top + em)


def _values(sheet: Sheet, left: float, bottom: float, top: float) -> None:
    """Ticks and values of the upright axis."""
    chance, em = sheet.chance, sheet.body
    kind = sheet.type("body", 0.8)
    count = max(2, min(chance.randint(3, 11), int((bottom - top) / (1.4 * em))))
    step = chance.choice((0.1, 0.25, 1, 2, 5, 10, 20, 100, 500))
    start = chance.choice((0, 0, -2, 10)) * step
    for k in range(count):
        y = bottom - k * (bottom - top) / (count - 1)
        value = start + k * step
        text = f"{value:.2f}" if step < 1 else f"{value:.0f}"
        sheet.text(left - 0.7 * em, y + 0.35 * kind.size, text, kind, align="right")
        sheet.rule(left - 0.4 * em, y, left, y)


def _names(sheet: Sheet, left: float, right: float, bottom: float) -> int:
    """Ticks and names of the level axis, some turned; return their number."""
    chance, em = sheet.chance, sheet.body
    small = sheet.type("body", 0.8)
    count = chance.randint(3, 12)
    pitch = (right - left) / count
    turned = pitch < 3.4 * em or chance.random() < 0.2
    first = chance.randint(1, 2020)
    for k in range(count):
        x = left + (k + 0.5) * pitch
        sheet.rule(x, bottom, x, bottom + 0.3 * em)
        text = str(first + k) if chance.random() < 0.6 else sheet.writer.word()[:9]
        if turned:
            if pitch > 1.1 * small.size:
                sheet.text(
                    sheet.height - bottom - 0.5 * em,
                    x + 0.35 * small.size,
                    text,
                    small,
                    align="right",
                    turn=1,
                )
        elif small.measure(text) < pitch - 0.3 * em:
            # Names that stand close are each of their own tick.
            sheet.text(x, bottom + 0.5 * em + small.size, text, small, align="centre", apart=True)
    return count


def _bars(sheet: Sheet, left: float, right: float, bottom: float, top: float, count: int) -> None:
    chance, em = sheet.chance, sheet.body
    pitch = (right - left) / count
    share = chance.uniform(0.35, 0.9)
    shade = chance.randint(60, 200)
    valued = chance.random() < 0.6
    small = sheet.type("body", 0.75)
    for k in range(count):
        tall = chance.uniform(0.05, 0.9) * (bottom - top)
        x = left + (k + 0.5 - share / 2) * pitch
        sheet.fill(x, bottom - tall, x + share * pitch, bottom, shade)
        text = str(chance.randint(1, 999))
        if valued and small.measure(text) < pitch:
            sheet.text(
                x + share * pitch / 2,
                bottom - tall - 0.25 * em,
                text,
                small,
                align="centre",
                apart=True,
            )


def _curves(sheet: Sheet, left: float, right: float, bottom: float, top: float) -> None:
    chance = sheet.chance
    xs = np.linspace(left, right, 60)
    for _ in range(chance.randint(1, 4)):
        wave = sum(
            chance.uniform(0.1, 0.6)
            * np.sin(xs / (right - left) * k * math.pi + chance.uniform(0, 6))
            for k in range(1, 6)
        )
        ys = (top + bottom) / 2 + wave * (bottom - top) / 3.2
        points = np.stack((xs, np.clip(ys, top, bottom)), axis=1).astype(np.int32)
        shade, thick = chance.randint(0, 150), chance.choice((1, 1, 2, 3))
        cv2.polylines(sheet.image, [points], False, shade, thick, cv2.LINE_AA)
        if chance.random() < 0.5:
            for x, y in points[::6]:
                cv2.circle(sheet.image, (int(x), int(y)), 3, shade, -1, cv2.LINE_AA)


def _legend(sheet: Sheet, x: float, y: float) -> None:
    chance, em = sheet.chance, sheet.body
    small = sheet.type("body", 0.8)
    count = chance.randint(2, 4)
    sheet.fill(x, y, x + 10.5 * em, y + count * 1.4 * em + 0.6 * em, 255)
    if chance.random() < 0.6:
        sheet.box(x, y, x + 10.5 * em, y + count * 1.4 * em + 0.6 * em, 1, 120)
    for row in range(count):
        baseline = y + (row + 1) * 1.4 * em
        sheet.fill(
            x + 0.5 * em,
            baseline - 0.5 * em,
            x + 2 * em,
            baseline - 0.2 * em,
            chance.randint(0, 180),
        )
        sheet.row(x + 2.6 * em, baseline, sheet.writer.words(1, 2), small, 7.5 * em, apart=True)
