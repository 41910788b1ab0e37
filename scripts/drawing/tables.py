"""Tables in five looks: grid, rules, band, zebra, plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scripts.drawing.sheet import WHITE, Align, Colour, Sheet, Type, wrap

Look = Literal["grid", "rules", "band", "zebra", "plain"]

_PAD = 4.0


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width, and how its cells are set."""

    heading: str
    share: float
    align: Align = "left"


def draw_table(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    type_: Type,
    *,
    look: Look = "rules",
    accent: Colour = (0.2, 0.2, 0.2),
    leading: float = 1.3,
    bottom: float = float("inf"),
) -> float:
    """Draw a table whose top edge is y, leave out rows past `bottom`; return its bottom edge."""
    total = sum(column.share for column in columns)
    widths = [width * column.share / total for column in columns]
    lefts = [x + sum(widths[:i]) for i in range(len(columns))]
    head = type_.but(style="bold", colour=WHITE if look in ("band", "zebra") else None)

    def row_height(cells: list[list[str]]) -> float:
        return max(map(len, cells)) * type_.size * leading + type_.size * 0.55

    def draw_row(top: float, cells: list[list[str]], set_in: Type) -> None:
        for column, left, cell_width, lines in zip(columns, lefts, widths, cells, strict=True):
            at = {
                "left": left + _PAD,
                "right": left + cell_width - _PAD,
                "center": left + cell_width / 2,
            }[column.align]
            for i, line in enumerate(lines):
                base = top + type_.size * (1.15 + i * leading)
                sheet.put(at, base, line, set_in, column.align)

    def broken(texts: Sequence[str], set_in: Type) -> list[list[str]]:
        return [wrap(text, w - 2 * _PAD, set_in) for text, w in zip(texts, widths, strict=True)]

    edges = [y]
    cells = broken([column.heading for column in columns], head)
    height = row_height(cells)
    if look in ("band", "zebra"):
        sheet.fill((x, y, x + width, y + height), accent)
    draw_row(y, cells, head)
    y += height
    edges.append(y)
    for number, row in enumerate(rows):
        cells = broken(row, type_)
        height = row_height(cells)
        if y + height > bottom:
            break
        if look == "zebra" and number % 2:
            sheet.fill((x, y, x + width, y + height), (0.93, 0.94, 0.96))
        draw_row(y, cells, type_)
        y += height
        edges.append(y)
    _draw_rules(sheet, x, width, lefts, edges, look)
    return y


def _draw_rules(
    sheet: Sheet, x: float, width: float, lefts: list[float], edges: list[float], look: Look
) -> None:
    if look == "plain":
        return
    if look == "grid":
        for edge in edges:
            sheet.rule(x, edge, x + width, edge, 0.4)
        for left in [*lefts, x + width]:
            sheet.rule(left, edges[0], left, edges[-1], 0.4)
        return
    if look == "rules":
        sheet.rule(x, edges[0], x + width, edges[0], 0.8)
        for edge in edges[2:-1]:
            sheet.rule(x, edge, x + width, edge, 0.2)
        sheet.rule(x, edges[1], x + width, edges[1], 0.6)
    sheet.rule(x, edges[-1], x + width, edges[-1], 0.8)
