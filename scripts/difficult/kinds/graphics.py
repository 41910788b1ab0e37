"""Axes of charts, light text on dark and coloured grounds, text over photographs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2

from scripts.difficult.markup import (
    CONDENSED,
    INKS,
    MACHINE,
    SANS,
    SERIF,
    Draft,
    Maker,
    escape,
    points,
)
from scripts.difficult.pictures import address, scenery

GROUNDS = (
    ("#14213d", "#f5f5f5"), ("#7a1420", "#ffe9c9"), ("#0b5d4e", "#ffffff"), ("#f2c230", "#3a2a00"),
    ("#222222", "#8fe388"), ("#dfe9ff", "#10317a"), ("#ffd9e0", "#8a0f35"), ("#4b2e83", "#f6e8ff"),
    ("#e8e8e8", "#b3202c"), ("#00566e", "#d9f6ff"), ("#d9480f", "#ffffff"), ("#101010", "#ffd43b"),
)  # fmt: skip
"""Grounds and inks that can be told apart."""


def chart(maker: Maker) -> Draft:
    """Draft charts with ticks, titles of axes of which one is turned, and a legend."""
    rng = maker.rng
    size = points(rng.choice((6.5, 7, 8, 9)))
    frames = "".join(_chart(maker, size, 190 + 760 * i) for i in range(2))
    body = (
        f'<h1 class=at style="left:90px;top:60px">{maker.words(2, 5)}</h1>{frames}'
        f'<div style="position:absolute;left:90px;top:1660px;width:1060px">{maker.text(1)}</div>'
    )
    style = f"""
    body {{ font: {size}px/1.2 "{rng.choice((*SANS, *SERIF))}"; }}
    h1 {{ font-size: {2 * size}px; }}
    svg {{ position: absolute; left: 0; top: 0; }}
    .mid {{ transform: translateX(-50%); }} .end {{ transform: translate(-100%, -50%); }}
    """
    return Draft(body, style, smallest=size)


def inverse(maker: Maker) -> Draft:
    """Draft panels of light text on dark grounds and of coloured text."""
    rng, writer = maker.rng, maker.writer
    size = points(rng.choice((8, 9, 10)))
    panels = []
    for _ in range(12):
        ground, ink = rng.choice(GROUNDS)
        rows = "".join(
            f"<tr><td>{maker.words(1, 2)}</td><td>{escape(maker.amount())}</td></tr>"
            for _ in range(4)
        )
        badges = "".join(
            f'<span style="background:{ink};color:{ground}">{maker.words(1, 1)}</span>'
            for _ in range(3)
        )
        content = rng.choice(
            (
                f"<h2>{maker.words(1, 3)}</h2>{maker.text(2)}",
                f"<h2>{maker.words(1, 2)}</h2><table>{rows}</table>",
                f"<div class=badges>{badges}</div><div class=big>{rng.randint(2, 99)}</div>"
                f"{maker.words(2, 5)}",
            )
        )
        panels.append(f'<div style="background:{ground};color:{ink}">{content}</div>')
    coloured = "".join(f'<p style="color:{rng.choice(INKS)}">{maker.text(1)}</p>' for _ in range(3))
    body = (
        f"<header>{maker.words(2, 4)}</header>{coloured}<main>{''.join(panels)}</main>"
        f"<footer class=row><span>{escape(writer.company())}</span><span>{escape(writer.domain())}"
        f"</span><span>{rng.randint(2, 90)}</span></footer>"
    )
    style = f"""
    body {{ font: {size}px/1.3 "{rng.choice((*SANS, *SERIF))}"; padding: 0 70px; }}
    header {{ margin: 0 -70px 26px; padding: 34px 70px; color: #fff; font-size: {3 * size}px;
              background: linear-gradient(90deg, {rng.choice(INKS)}, #111); font-weight: bold; }}
    main {{ display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 20px; margin-top: 22px; }}
    main > div {{ padding: 16px; height: 350px; overflow: hidden; }}
    h2 {{ font-size: {1.5 * size}px; line-height: 1.15; margin-bottom: 8px; }}
    table {{ width: 100%; }} td:last-child {{ text-align: right; }}
    td {{ border-bottom: 1px solid; padding: 3px 0; }}
    .badges {{ display: flex; gap: 12px; }}
    .badges span {{ padding: 2px 10px; border-radius: 12px; font-size: {0.85 * size}px; }}
    .big {{ font-size: {4 * size}px; font-weight: bold; }}
    footer {{ position: absolute; left: 0; right: 0; bottom: 0; background: #222; color: #eee;
              padding: 14px 70px; }}
    """
    return Draft(body, style, smallest=0.85 * size)


def poster(maker: Maker) -> Draft:
    """Draft text over photographs: titles, captions, a date in the corner."""
    rng, writer = maker.rng, maker.writer
    width, height = rng.choice(((1240, 900), (1000, 1300), (1280, 720)))
    picture = scenery(rng, width, height)
    spread = rng.choice(("0 0 8px #000", "0 0 4px #000", "2px 2px 4px #000"))
    parts = []
    y = rng.uniform(0.05, 0.1) * height
    while y < 0.86 * height:
        size = rng.choice((22, 26, 34, 48, 72, 96))
        texts = [maker.words(1, 2 if size > 40 else 5) for _ in range(rng.choice((1, 1, 2, 3, 4)))]
        if size < 30:
            texts = [escape(writer.sentence()[:60]).rsplit(" ", 1)[0] for _ in texts]
        tall = 1.2 * size * len(texts)
        if y + tall > 0.9 * height:
            break
        family = rng.choice((*SANS, *SERIF, *CONDENSED))
        ink = _ink(picture, y, y + tall)
        x = rng.uniform(0.05, 0.18) * width
        shade = spread if ink == "#fff" else spread.replace("#000", "#fff")
        weight = "bold" if size > 30 else "normal"
        parts.append(
            f'<div class=at style="left:{x:.0f}px;top:{y:.0f}px;color:{ink};text-shadow:{shade};'
            f"font:{weight} {size}px/1.2 '{family}'\">{'<br>'.join(texts)}</div>"
        )
        y += tall + rng.uniform(0.05, 0.12) * height
    band = (
        f"<div class=band>{escape(writer.sentence()[:60]).rsplit(' ', 1)[0]}</div>"
        f'<div class="at date">{escape(writer.short_date())}</div>'
    )
    body = f'<img src="{address(picture)}">{"".join(parts)}{band}'
    style = f"""
    img {{ position: absolute; left: 0; top: 0; }}
    .band {{ position: absolute; left: 0; bottom: 40px; padding: 6px 22px; background: #000a;
             color: #fff; font: 22px "{rng.choice(SANS)}"; white-space: nowrap; }}
    .date {{ right: 16px; bottom: 8px; color: #ff9a3c; text-shadow: 0 0 3px #000;
             font: bold 24px "{rng.choice(MACHINE)}"; }}
    """
    return Draft(body, style, (width, height), 22)


def _ink(picture: object, top: float, bottom: float) -> str:
    """Return black or white, whichever stands out of a picture between two heights."""
    part = cv2.cvtColor(picture[int(top) : int(bottom) + 1], cv2.COLOR_BGR2GRAY)
    return "#fff" if part.mean() < 135 else "#000"


def _chart(maker: Maker, size: float, top: int) -> str:
    rng, writer = maker.rng, maker.writer
    left, width, height = 220, 880, 480
    groups = rng.randint(5, 12)
    step = width / groups
    most = rng.choice((1, 10, 50, 100, 2500))
    ticks = rng.randint(4, 8)
    shapes = [f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="#222"/>']
    texts = []
    for i in range(ticks + 1):
        y = top + height * (1 - i / ticks)
        shapes.append(f'<path d="M{left - 6} {y}h{width + 6}" stroke="#bbb" stroke-width="0.8"/>')
        value = writer.number(most * i / ticks, 0 if most > 40 else 1)
        texts.append(_label(left - 10, y, value, "end"))
    turn = rng.choice((0, 0, -45, -90))
    series = [[rng.uniform(0.1, 0.95) for _ in range(groups)] for _ in range(rng.randint(1, 3))]
    bars = rng.random() < 0.5
    for number, values in enumerate(series):
        ink = INKS[number * 2]
        for i, value in enumerate(values if bars else ()):
            wide = 0.7 * step / len(series)
            x = left + i * step + 0.15 * step + number * wide
            y = top + height * (1 - value)
            shapes.append(f'<rect x="{x}" y="{y}" width="{wide}" height="{height * value}" '
                          f'fill="{ink}" opacity="0.75"/>')  # fmt: skip
        if not bars:
            path = " ".join(
                f"{left + (i + 0.5) * step:.0f},{top + height * (1 - value):.0f}"
                for i, value in enumerate(values)
            )
            shapes.append(
                f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="3"/>'
            )
        y = top + 10 + number * 1.5 * size
        x = left + width - 8 * size
        shapes.append(
            f'<rect x="{x - 2 * size}" y="{y}" width="{size}" height="{size}" fill="{ink}"/>'
        )
        texts.append(
            f'<div class=at style="left:{x - 0.6 * size}px;top:{y}px;background:#ffffffd0">'
            f"{maker.words(1, 1)}</div>"
        )
    names = _names(maker, groups, step / size)
    for i, name in enumerate(names):
        x, y = left + (i + 0.5) * step, top + height + 10
        if turn:
            drop = math.sin(math.radians(-turn)) * 0.5 * size
            texts.append(
                f'<div class=at style="right:{1240 - x:.1f}px;top:{y - 0.4 * size + drop:.1f}px;'
                f'transform-origin:100% 50%;transform:rotate({turn}deg)">{name}</div>'
            )
        else:
            texts.append(_label(x, y, name, "mid"))
    axis = f"left:110px;top:{top + height / 2}px;transform:translate(-50%,-50%) rotate(-90deg)"
    texts.append(f'<div class=at style="{axis}">{maker.words(1, 3)}</div>')
    texts.append(
        f'<div class="at mid" style="left:{left + width / 2}px;top:{top + height + 170}px">'
        f"{maker.words(1, 3)}</div>"
    )
    return f'<svg width="1240" height="1754">{"".join(shapes)}</svg>{"".join(texts)}'


def _names(maker: Maker, count: int, room: float) -> Sequence[str]:
    """Return names of groups: years, numbers or, where there is room, words."""
    kind = maker.rng.random()
    if kind < 0.35:
        return [str(2010 + i) for i in range(count)]
    if kind < 0.6 or room < 5:
        return [str(i * maker.rng.choice((1, 1))) for i in range(count)]
    return [escape(maker.writer.word()[: int(1.4 * room)]) for _ in range(count)]


def _label(x: float, y: float, text: str, where: str) -> str:
    return f'<div class="at {where}" style="left:{x:.1f}px;top:{y:.1f}px">{text}</div>'
