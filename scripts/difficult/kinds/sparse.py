"""Single characters, leaders, and pages without a line of text."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from scripts.difficult.markup import CONDENSED, SANS, SERIF, Draft, Maker, escape, points
from scripts.difficult.pictures import address, bars, scenery, signature


def marks(maker: Maker) -> Draft:
    """Draft cells of single characters: digits, letters, dashes; and a page's number."""
    rng = maker.rng
    size = points(rng.choice((9, 10, 12)))
    parts = [rng.choice((_answers, _scores, _month))(maker) for _ in range(2)]
    parts.append(_squares(maker))
    number = maker.pick("{}", "– {} –", "- {} -", "{}.").format(rng.randint(1, 99))
    rule = maker.pick("1px solid #222", "1px solid #222", "2px solid #000", "1px solid #aaa")
    style = f"""
    body {{ font: {size}px/1.3 "{rng.choice((*SANS, *SERIF))}"; padding: 80px 110px; }}
    h2 {{ font-size: {1.2 * size}px; margin: 20px 0 8px; }}
    td, th {{ border: {rule}; text-align: center; height: {1.7 * size}px; }}
    td {{ width: {rng.uniform(2.4, 3.4) * size}px; }} .name {{ width: auto; padding: 0 8px;
        text-align: left; white-space: nowrap; }}
    .sq td {{ width: {2.2 * size}px; height: {2.2 * size}px; }}
    """
    foot = f'<div class=at style="left:600px;bottom:60px">{number}</div>'
    return Draft("".join(parts) + foot, style, smallest=size)


def leaders(maker: Maker) -> Draft:
    """Draft entries with leaders to their numbers; an entry is a line, and so is its number."""
    rng = maker.rng
    size = points(rng.choice((8, 9, 10, 11)))
    dot = rng.choice((".", ". ", " .", "·", "…", "_"))
    chapter, page, rows = 0, 1, []
    priced = rng.random() < 0.3
    for _ in range(int(1380 / (1.6 * size))):
        page += rng.randint(0, 9)
        top = rng.random() < 0.25
        chapter += top
        number = f"{chapter} " if top else f"{chapter}.{rng.randint(1, 9)} "
        end = escape(maker.amount()) if priced else str(page)
        rows.append(
            f'<div class="entry{" top" if top else ""}"><span data-line>'
            f"{'' if priced else number}{maker.words(1, 5)}</span><span class=dots></span>"
            f"<span data-line>{end}</span></div>"
        )
    style = f"""
    body {{ font: {size}px/1.3 "{rng.choice((*SERIF, *SANS, *CONDENSED))}"; padding: 90px 120px; }}
    h1 {{ font-size: {2 * size}px; margin-bottom: 26px; }}
    .entry {{ display: flex; white-space: nowrap; margin-bottom: {0.3 * size}px;
              padding-left: {1.2 * size}px; }}
    .top {{ font-weight: bold; padding-left: 0; }}
    .dots {{ flex: 1; overflow: hidden; margin: 0 {0.3 * size}px; }}
    .dots::after {{ content: "{dot * 400}"; font-weight: normal; }}
    """
    number = maker.pick("iii", "v", "4", "– 7 –")
    foot = f'<div class=at style="left:610px;bottom:60px">{number}</div>'
    return Draft(f"<h1>{maker.words(1, 2)}</h1>{''.join(rows)}{foot}", style, smallest=size)


def blank(maker: Maker) -> Draft:
    """Draft a page without text: rules, empty tables, pictures, bars, strokes."""
    rng = maker.rng
    kind = rng.choice(("photo", "lined", "table", "shapes", "bars", "map"))
    if kind == "photo":
        return Draft(f'<img src="{address(scenery(rng, 1240, 930))}">', "", (1240, 930), 20)
    if kind == "lined":
        gap = rng.randint(30, 56)
        lines = f"repeating-linear-gradient(#fff 0 {gap - 2}px, #9bb 0 {gap}px)"
        return Draft(signature(rng, 400, 160), f"body {{ background: {lines}; padding: 500px; }}")
    if kind == "table":
        cells = f"<tr>{'<td></td>' * rng.randint(4, 9)}</tr>" * rng.randint(12, 30)
        style = "table { width: 1100px; margin: 70px; } td { border: 1px solid; height: 48px; }"
        return Draft(f"<table>{cells}</table>", style)
    shapes = []
    for _ in range(rng.randint(14, 40)):
        x, y, wide, tall = (rng.randint(20, most) for most in (1000, 1500, 260, 260))
        tone = f"hsl({rng.randint(0, 359)} 50% {rng.randint(30, 70)}%)"
        if kind == "bars":
            shapes.append(f'<g transform="translate({x} {y})">{bars(rng, wide + 30, tall)}</g>')
        elif kind == "map":
            path = " ".join(f"T{rng.randint(0, 1240)} {rng.randint(0, 1754)}" for _ in range(5))
            shapes.append(f'<path d="M{x} {y}Q{y} {x} {x} {tall} {path}" fill="none" '
                          f'stroke="{tone}" stroke-width="{rng.randint(1, 9)}"/>')  # fmt: skip
        else:
            shapes.append(f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}" fill="{tone}"/>'
                          f'<circle cx="{y % 1240}" cy="{x}" r="{wide // 3}" fill="none" '
                          f'stroke="{tone}" stroke-width="4"/>')  # fmt: skip
    return Draft(f'<svg width="1240" height="1754">{"".join(shapes)}</svg>', "", smallest=20)


def _answers(maker: Maker) -> str:
    """A sheet of answers: numbers, and a letter each."""
    rng = maker.rng
    rows = []
    for row in range(rng.randint(4, 6)):
        numbers = "".join(f"<th>{row * 10 + i + 1}</th>" for i in range(10))
        letters = "".join(f"<td>{rng.choice('ABCDE–')}</td>" for _ in range(10))
        rows.append(f"<tr>{numbers}</tr><tr>{letters}</tr>")
    return f"<h2>{maker.words(1, 3)}</h2><table>{''.join(rows)}</table>"


def _scores(maker: Maker) -> str:
    """Names, and a digit or a dash in each cell beside them."""
    rng = maker.rng
    head = "".join(f"<th>{letter}</th>" for letter in "ABCDEFGH")
    rows = "".join(
        f"<tr><td class=name>{escape(maker.writer.person())}</td>"
        + "".join(f"<td>{rng.choice('0123456789–-x')}</td>" for _ in range(8))
        + "</tr>"
        for _ in range(rng.randint(6, 10))
    )
    return f"<h2>{maker.words(1, 3)}</h2><table><tr><th></th>{head}</tr>{rows}</table>"


def _month(maker: Maker) -> str:
    """A month's days, a row a week."""
    rng = maker.rng
    weeks = calendar.monthcalendar(rng.randint(2015, 2030), rng.randint(1, 12))
    head = "".join(f"<th>{maker.writer.word()[0].upper()}</th>" for _ in range(7))
    rows = "".join(map(_row, weeks))
    name = escape(rng.choice(maker.writer.language.months))
    return f"<h2>{name}</h2><table><tr>{head}</tr>{rows}</table>"


def _squares(maker: Maker) -> str:
    """A square of squares, some with a digit."""
    rng = maker.rng
    rows = "".join(
        _row([rng.randint(1, 9) if rng.random() < 0.45 else 0 for _ in range(9)]) for _ in range(9)
    )
    return f"<h2>{maker.words(1, 2)}</h2><table class=sq>{rows}</table>"


def _row(numbers: Sequence[int]) -> str:
    """A row of cells; those of 0 stay empty."""
    return f"<tr>{''.join(f'<td>{number or str()}</td>' for number in numbers)}</tr>"
