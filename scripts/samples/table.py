"""A dense page: a stock list in a table of nine columns."""

from __future__ import annotations

import random

from scripts.drawing.sheet import Align, Sheet, Type
from scripts.samples.common import row

FONTS = ("open-sans", "liberation-narrow")

_LEFT, _RIGHT = 40.0, 555.0
_HEADS = ("Item no.", "Description", "Size", "Bin", "Unit", "Min.", "Stock", "Price £", "Value £")
_EDGES = (_LEFT, 92.0, 248.0, 300.0, 344.0, 378.0, 414.0, 454.0, 500.0, _RIGHT)
_ALIGN: tuple[Align, ...] = ("left",) * 5 + ("right",) * 4
_THINGS = {
    "Fasteners": (
        ("Wood screw, countersunk, zinc", ("3 × 30", "4 × 40", "5 × 60", "6 × 80"), "box"),
        ("Hex bolt, stainless A2", ("M6 × 40", "M8 × 60", "M10 × 90"), "pc"),
        ("Washer, large", ("ø 18", "ø 24", "ø 30"), "bag"),
        ("Wall plug, nylon", ("6 mm", "8 mm", "10 mm"), "box"),
    ),
    "Pipes and fittings": (
        ("Copper pipe, half-hard", ("15 mm", "22 mm", "28 mm"), "m"),
        ("Elbow 90°, press fit", ("15 mm", "22 mm", "28 mm"), "pc"),
        ("Ball valve, full bore", ("½ in", "¾ in", "1 in"), "pc"),
        ("PTFE tape", ("12 m",), "roll"),
    ),
    "Electrical": (
        ("Cable NYM-J, grey", ("3 × 1.5", "3 × 2.5", "5 × 2.5"), "m"),
        ("Junction box, IP65", ("80 × 80", "110 × 110"), "pc"),
        ("Circuit breaker, type B", ("10 A", "16 A", "20 A"), "pc"),
        ("Cable tie, black, UV-proof", ("140 mm", "200 mm", "370 mm"), "bag"),
    ),
    "Paint and sealants": (
        ("Emulsion, matt white", ("2.5 l", "5 l", "10 l"), "tub"),
        ("Silicone, translucent", ("310 ml",), "tube"),
        ("Masking tape, 30 days", ("25 mm", "50 mm"), "roll"),
        ("Sanding disc, P120", ("125 mm", "150 mm"), "box"),
    ),
}


def draw(sheet: Sheet) -> None:
    """Draw the page."""
    rng = random.Random(417)
    small = Type("open-sans", 7.4)
    sheet.put(_LEFT, 46, "Stock list – central store", Type("open-sans", 15, "bold"))
    sheet.put(_RIGHT, 46, "as of 30 June 2025", Type("open-sans", 9), "right")
    sheet.put(_LEFT, 60, "Brackenfield Housing Works, Depot 2, Mill Lane", small)
    sheet.put(_RIGHT, 60, "Counted by T. Abara / M. Quill", small, "right")
    stops = [
        (left + 4, align) if align == "left" else (right - 4, align)
        for left, right, align in zip(_EDGES[:-1], _EDGES[1:], _ALIGN, strict=True)
    ]
    text, bold = Type("liberation-narrow", 8.6), Type("liberation-narrow", 8.6, "bold")
    y = top = 72.0
    edges = [y]
    sheet.fill((_LEFT, y, _RIGHT, y + 15.5), (0.85, 0.87, 0.90))
    row(sheet, y + 11, stops, _HEADS, bold)
    y += 15.5
    grand, groups = 0.0, []
    for group, things in _THINGS.items():
        edges.append(y)
        groups.append((y, y + 13.5))
        sheet.put(_LEFT + 4, y + 9.9, group, bold.but(style="bold_italic"))
        y += 13.5
        total = 0.0
        for name, sizes, unit in things:
            for size in sizes:
                stock, price = rng.randint(0, 480), round(rng.uniform(0.08, 38), 2)
                total += stock * price
                cells = (
                    f"{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
                    name,
                    size,
                    f"{rng.choice('ABCDEF')}{rng.randint(1, 24):02d}.{rng.randint(1, 6)}",
                    unit,
                    str(rng.choice((5, 10, 20, 25, 50, 100))),
                    str(stock),
                    f"{price:.2f}",
                    f"{stock * price:,.2f}",
                )
                edges.append(y)
                row(sheet, y + 9.9, stops, cells, text)
                y += 13.5
        edges.append(y)
        groups.append((y, y + 13.5))
        sheet.put(_LEFT + 4, y + 9.9, f"Total {group.lower()}", bold)
        sheet.put(_RIGHT - 4, y + 9.9, f"{total:,.2f}", bold, "right")
        y += 13.5
        grand += total
    for edge in [*edges, y]:
        sheet.rule(_LEFT, edge, _RIGHT, edge, 0.35)
    sheet.frame((_LEFT, top, _RIGHT, y), 0.8)
    _uprights(sheet, top, y, groups)
    sheet.put(_LEFT + 4, y + 15, "Grand total", Type("open-sans", 9, "bold"))
    sheet.put(_RIGHT - 4, y + 15, f"£{grand:,.2f}", Type("open-sans", 9, "bold"), "right")
    sheet.put(_LEFT, 818, "Form W-17, rev. 4", Type("open-sans", 7))
    sheet.put(_RIGHT, 818, "Page 1 of 3", Type("open-sans", 7), "right")


def _uprights(sheet: Sheet, top: float, bottom: float, gaps: list[tuple[float, float]]) -> None:
    for x in _EDGES[1:-1]:
        start = top
        for gap_top, gap_bottom in [*gaps, (bottom, bottom)]:
            if gap_top > start:
                sheet.rule(x, start, x, gap_top, 0.35)
            start = gap_bottom
