"""User interfaces with icons, slides, program listings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.difficult.markup import INKS, MONO, SANS, SCREEN, SERIF, Draft, Maker, escape
from scripts.difficult.pictures import address, icon, scenery


@dataclass(frozen=True)
class Theme:
    """Colours of a window."""

    page: str
    panel: str
    line: str
    text: str
    faint: str
    accent: str


THEMES = (
    Theme("#ffffff", "#f3f3f5", "#d5d5da", "#1c1c1e", "#6a6a70", "#0a63c9"),
    Theme("#1e1f22", "#2b2d30", "#43454a", "#dfe1e5", "#9da0a8", "#3574f0"),
    Theme("#fafafa", "#e8edf3", "#c3ccd6", "#202833", "#5b6672", "#087f5b"),
    Theme("#2d2a2e", "#221f22", "#4a464c", "#fcfcfa", "#b0adb1", "#c25a00"),
)


def interface(maker: Maker) -> Draft:
    """Draft a window: menus, tools, a list of folders, a table or settings, a status line."""
    rng, writer = maker.rng, maker.writer
    theme, size = rng.choice(THEMES), rng.choice((12, 13, 14, 15))
    menu = "".join(f"<span>{maker.words(1, 1)}</span>" for _ in range(6))
    tools = "".join(
        f"<span>{icon(rng, 18)}{maker.words(1, 1) if rng.random() < 0.4 else ''}</span>"
        for _ in range(9)
    )
    folders = "".join(
        f"<div class=item>{icon(rng, 16)}<span>{maker.words(1, 2)}</span>"
        f"{f'<b>{rng.randint(1, 99)}</b>' if rng.random() < 0.4 else ''}</div>"
        for _ in range(rng.randint(9, 15))
    )
    main = rng.choice((_files, _settings, _tiles))(maker)
    body = f"""<div class=title>{icon(rng, 16)}<span>{maker.words(2, 4)}</span>
    <i>{icon(rng, 14)}{icon(rng, 14)}{icon(rng, 14)}</i></div><div class=menu>{menu}</div>
    <div class=tools>{tools}<input></div>
    <div class=body><div class=side>{folders}</div><div class=main>{main}</div></div>
    <div class=status><span>{rng.randint(2, 900)} {maker.words(1, 2)}</span>
    <span>{rng.randint(10, 100)} %</span><span>{escape(writer.short_date())}</span></div>"""
    style = f"""
    body {{ font: {size}px/1.3 "{rng.choice(SANS)}"; background: {theme.page};
            color: {theme.text}; display: flex; flex-direction: column; }}
    .title, .menu, .tools, .status {{ display: flex; gap: 22px; padding: 5px 12px;
        align-items: center; background: {theme.panel}; white-space: nowrap; }}
    .title {{ background: {theme.accent}; color: #fff; }} .title i {{ margin-left: auto; }}
    .tools {{ border: solid {theme.line}; border-width: 1px 0; }}
    .tools span {{ display: flex; gap: 5px; align-items: center; }}
    input {{ border: 1px solid {theme.line}; background: {theme.page}; flex: 1; height: 24px; }}
    .body {{ flex: 1; display: flex; min-height: 0; overflow: hidden; }}
    .side {{ width: 230px; background: {theme.panel}; border-right: 1px solid {theme.line};
             padding: 8px; }}
    .item {{ display: flex; gap: 8px; padding: 4px 6px; align-items: center; }}
    .item b {{ margin-left: auto; font-size: {size - 2}px; background: {theme.accent};
               color: #fff; border-radius: 9px; padding: 0 7px; }}
    .main {{ flex: 1; padding: 14px 18px; overflow: hidden; }}
    .main table {{ width: 100%; }} .main th {{ text-align: left; color: {theme.faint};
        font-weight: normal; border-bottom: 1px solid {theme.line}; }}
    .main td, .main th {{ padding: 3px 6px; white-space: nowrap; }}
    .main td:last-child {{ text-align: right; }}
    .set {{ display: flex; align-items: center; padding: 8px 0; gap: 16px;
            border-bottom: 1px solid {theme.line}; }}
    .set div {{ flex: 1; }} .set small {{ display: block; color: {theme.faint};
                                         font-size: {size - 1}px; }}
    .knob {{ width: 36px; height: 18px; border-radius: 9px; background: {theme.accent}; }}
    button {{ font: inherit; padding: 4px 14px; border: 1px solid {theme.line}; border-radius: 5px;
              background: {theme.panel}; color: {theme.text}; }}
    .tabs {{ display: flex; gap: 26px; margin-bottom: 10px; }}
    .tabs span:first-child {{ color: {theme.accent}; border-bottom: 2px solid; }}
    .tiles {{ display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; }}
    .tiles div {{ border: 1px solid {theme.line}; border-radius: 6px; padding: 8px; }}
    .tiles img {{ width: 100%; height: 90px; display: block; margin-bottom: 6px; }}
    .tiles small {{ color: {theme.faint}; font-size: {size - 1}px; display: block; }}
    .status {{ border-top: 1px solid {theme.line}; color: {theme.faint}; font-size: {size - 1}px; }}
    """
    # Text in faint colours is one pixel smaller.
    return Draft(body, style, SCREEN, size - 2)


def slide(maker: Maker) -> Draft:
    """Draft a slide: a title, points or boxes or figures, a foot with its number."""
    rng, writer = maker.rng, maker.writer
    ink = rng.choice(INKS)
    dark = rng.random() < 0.35
    bullets = "".join(f"<li>{escape(writer.sentence())}</li>" for _ in range(rng.randint(3, 4)))
    boxes = "".join(
        f"<div class=box><h3>{maker.words(1, 2)}</h3>{escape(rng.choice(writer.language.features))}"
        "</div>"
        for _ in range(rng.choice((3, 4)))
    )
    figures = "".join(
        f"<div class=figure><b>{rng.randint(2, 99)} %</b><span>{maker.words(2, 4)}</span></div>"
        for _ in range(3)
    )
    content = rng.choice(
        (
            f"<ul>{bullets}</ul>",
            f"<div class=boxes>{boxes}</div><ul>{bullets[: bullets.index('</li>') + 5]}</ul>",
            f"<div class=boxes>{figures}</div><div class=note>{maker.text(1)}</div>",
        )
    )
    body = f"""<h1>{maker.words(2, 5)}</h1>{content}
    <div class=foot><span>{escape(writer.company())}</span><span>{escape(writer.date())}</span>
    <span>{rng.randint(1, 60)}</span></div>"""
    ground = ink if dark else "#fff"
    text = "#fff" if dark else "#1a1a1a"
    style = f"""
    body {{ font: {rng.choice((26, 30))}px/1.3 "{rng.choice((*SANS, *SERIF))}";
            padding: 50px 70px; background: {ground}; color: {text}; }}
    h1 {{ font-size: {rng.choice((48, 56, 64))}px; line-height: 1.1; margin-bottom: 34px;
          color: {"#fff" if dark else ink}; }}
    ul {{ padding-left: 34px; }} li {{ margin-bottom: 14px; }}
    .boxes {{ display: flex; gap: 26px; margin-bottom: 26px; }}
    .box {{ flex: 1; border-radius: 14px; padding: 18px; font-size: 21px;
            background: {"#ffffff26" if dark else "#e9eef6"}; }}
    h3 {{ font-size: 25px; }}
    .figure {{ flex: 1; text-align: center; }}
    .figure b {{ display: block; font-size: 84px; line-height: 1.1; }}
    .figure span {{ font-size: 22px; display: block; }} .note {{ font-size: 22px; }}
    .foot {{ position: absolute; left: 70px; right: 70px; bottom: 22px; display: flex;
             justify-content: space-between; font-size: 15px; }}
    """
    return Draft(body, style, (1280, 720), 15)


def listing(maker: Maker) -> Draft:
    """Draft a program's text: numbers of its lines, indents, braces alone on a line."""
    rng = maker.rng
    dark = rng.random() < 0.4
    size = rng.choice((14, 16, 18, 20))
    first = rng.choice((1, 1, 37, 210))
    pitch = rng.choice((1.3, 1.4, 1.5))
    count = int(1560 / (size * pitch))
    code = _code(maker)
    rows = []
    for number in range(first, first + min(count, 70)):
        depth, text = next(code)
        shown = f"<td>{escape(text)}</td>" if text else "<td>&nbsp;</td>"
        shown = shown.replace("<td>", f'<td style="padding-left:{2 + 2.2 * depth:.1f}em">')
        rows.append(f"<tr><th>{number}</th>{shown}</tr>")
    numbers = "" if rng.random() < 0.85 else "th { color: transparent; visibility: hidden; }"
    ground, ink, faint = (
        ("#1f2430", "#d8dee9", "#8a93a5") if dark else ("#fff", "#1d1d1d", "#767676")
    )
    style = f"""
    body {{ font: {size}px/{pitch} "{rng.choice(MONO)}"; padding: 50px 40px;
            background: {ground}; color: {ink}; }}
    h2 {{ font-size: {1.1 * size}px; font-weight: normal; margin-bottom: 16px; }}
    th {{ font-weight: normal; text-align: right; color: {faint}; width: 3.5em; }} {numbers}
    td {{ white-space: pre; {"border-left: 1px solid #999;" if rng.random() < 0.4 else ""} }}
    """
    name = f"{maker.writer.word()}.{maker.pick('c', 'java', 'js', 'rs')}"
    table = f"<table>{''.join(rows)}</table>"
    return Draft(f"<h2>{escape(name)}</h2>{table}", style, smallest=size)


def _files(maker: Maker) -> str:
    rng, writer = maker.rng, maker.writer
    head = "".join(f"<th>{maker.words(1, 1)}</th>" for _ in range(4))
    rows = "".join(
        f"<tr><td>{icon(rng, 15)}</td><td>{escape(writer.word())}.{maker.pick('pdf', 'txt', 'csv')}"
        f"</td><td>{escape(writer.short_date())}</td><td>{maker.words(1, 2)}</td>"
        f"<td>{rng.randint(1, 999)} kB</td></tr>"
        for _ in range(rng.randint(16, 22))
    )
    return f"<table><tr><th></th>{head}</tr>{rows}</table>"


def _settings(maker: Maker) -> str:
    rng = maker.rng
    tabs = "".join(f"<span>{maker.words(1, 1)}</span>" for _ in range(4))
    rows = "".join(
        f"<div class=set>{icon(rng, 22)}<div>{maker.words(2, 4)}"
        f"<small>{escape(maker.writer.sentence())}</small></div>"
        + rng.choice(
            (
                "<span class=knob></span>",
                f"<button>{maker.words(1, 1)}</button>",
                f"<span>{rng.randint(0, 99)}</span>",
            )
        )
        + "</div>"
        for _ in range(9)
    )
    return f"<div class=tabs>{tabs}</div>{rows}"


def _tiles(maker: Maker) -> str:
    rng = maker.rng
    tiles = "".join(
        f'<div><img src="{address(scenery(rng, 200, 90))}">{maker.words(1, 2)}'
        f"<small>{escape(maker.writer.short_date())}</small></div>"
        for _ in range(12)
    )
    return f"<div class=tiles>{tiles}</div>"


def _code(maker: Maker) -> Iterator[tuple[int, str]]:
    """Yield lines of a program without end, as depth and text."""
    rng = maker.rng
    names = [maker.writer.word().encode("ascii", "ignore").decode() or "x" for _ in range(40)]

    def name() -> str:
        return rng.choice(names)

    while True:
        yield 0, f"static int {name()}_{name()}(const char *{name()}, size_t n)"
        yield 0, "{"
        yield from _block(rng, names, 1)
        yield 1, f"return {rng.choice(('0', '-1', name()))};"
        yield 0, "}"
        yield 0, ""


def _block(rng: random.Random, names: Sequence[str], depth: int) -> Iterator[tuple[int, str]]:
    for _ in range(rng.randint(2, 4)):
        one, other, third = (rng.choice(names) for _ in range(3))
        number = rng.randint(0, 255)
        kind = rng.random()
        if kind < 0.3 and depth < 4:
            yield depth, rng.choice((f"if ({one} < {number}) {{", f"while ({one}->{other}) {{"))
            yield from _block(rng, names, depth + 1)
            yield depth, "}"
        elif kind < 0.4 and depth < 4:
            yield depth, f"for (i = 0; i < {one}; i++)"
            yield depth, "{"
            yield from _block(rng, names, depth + 1)
            yield depth, "}"
        elif kind < 0.5:
            yield depth, f"{one}({other},"
            yield depth + 2, f'"{third}: %d\\n", {number}'
            yield depth, ");"
        elif kind < 0.6:
            yield depth, f"/* {one} {other} {third} */"
        else:
            yield depth, f"{one}[{number}] = {other} + {third}({number});"
