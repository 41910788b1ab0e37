"""Forms, tables tight to their rules, letters with stamps and signatures."""

from __future__ import annotations

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
from scripts.difficult.pictures import signature

_PLACES = ((680, 250), (330, 1180), (640, 1240), (700, 760))
"""Where stamps come: beside the address, over the signature, on the free paper, over the text."""


def form(maker: Maker) -> Draft:
    """Draft a form: labels at the rules of their boxes, typed entries, boxes to tick."""
    rng, writer = maker.rng, maker.writer
    label, entry = points(rng.choice((6, 6.5, 7))), points(rng.choice((9, 10, 11)))
    fields = writer.language.fields
    rows = []
    for _ in range(24):
        cells = []
        count = rng.choice((1, 2, 2, 3, 4))
        for _ in range(count):
            value = escape(_entry(maker, 40 // count)) if rng.random() < 0.8 else ""
            name = escape(rng.choice(fields))
            number = f"{rng.randint(1, 48)} " if rng.random() < 0.5 else ""
            cells.append(
                f'<div class="cell" style="flex:{rng.choice((1, 1, 2))} 1 auto">'
                f"<label>{number}{name}</label><div class=entry>{value}</div></div>"
            )
        rows.append(f"<div class=cells>{''.join(cells)}</div>")
        if rng.random() < 0.25:
            rows.append(f"<div class=band>{maker.words(2, 5)}</div>")
        if rng.random() < 0.25:
            rows.append(_comb(maker))
    ticks = "".join(
        f"<div class=tick><i>{_cross() if rng.random() < 0.5 else ''}</i>"
        f"<span>{escape(choice)}</span></div>"
        for choice in writer.language.choices
    )
    boxes = (f'<div class="pair"><i></i><span>{maker.words(1, 2)}</span></div>' for _ in range(4))
    weight = rng.choice((1, 1, 2, 3))
    ground, ink = rng.choice((("#ddd", "#111"), ("#222", "#fff"), ("#cfe0f0", "#123")))
    style = f"""
    body {{ font-family: "{rng.choice(SANS)}"; padding: 60px 80px; font-size: {points(9)}px; }}
    h1 {{ font-size: {points(rng.choice((14, 17)))}px; margin-bottom: 16px; }}
    main {{ height: 1200px; }}
    .cells {{ display: flex; border-left: {weight}px solid #222; margin-top: -{weight}px; }}
    .cell {{ border: {weight}px solid #222; border-left: 0; padding: 1px 4px 3px;
             height: {label * 1.2 + entry * 1.35 + 6}px; }}
    label {{ display: block; font-size: {label}px; line-height: 1.15; white-space: nowrap; }}
    .entry {{ font-family: "{rng.choice(MACHINE)}"; font-size: {entry}px; white-space: nowrap;
              color: {maker.pick("#111", "#16307e", "#333")}; line-height: 1.3; }}
    .band {{ background: {ground}; color: {ink}; font-weight: bold; padding: 2px 6px; }}
    .comb {{ display: flex; align-items: center; padding: 4px 0; }}
    .comb > span {{ margin-right: 16px; font-size: {label}px; }}
    .comb b {{ width: {entry * 1.15}px; height: {entry * 1.4}px; border: 1px solid #333;
               margin-left: -1px; text-align: center; font: {entry}px "Courier Prime"; }}
    .tick, .pair {{ display: flex; align-items: center; margin-top: 12px; }}
    .tick i, .pair i {{ width: {entry}px; height: {entry}px; border: 2px solid #222;
                        margin-right: 8px; flex: none; }}
    .pair {{ margin-right: 44px; }}
    .sign {{ display: flex; gap: 80px; margin-top: 80px; font-size: {label}px; }}
    .sign div {{ border-top: 1px solid #000; flex: 1; padding-top: 2px; }}
    """
    signs = "".join(f"<div>{escape(one)}</div>" for one in rng.sample(fields, 2))
    body = (
        f"<h1>{maker.words(2, 4)}</h1><main data-fit>{''.join(rows)}</main>{ticks}"
        f'<div style="display:flex">{"".join(boxes)}</div><div class=sign>{signs}</div>'
    )
    return Draft(body, style, smallest=label)


def table(maker: Maker) -> Draft:
    """Draft tables whose texts nearly touch the rules, numbers at the right edge."""
    rng = maker.rng
    size = points(rng.choice((6.5, 7, 8, 9)))
    grids = []
    for _ in range(4):
        grid = _grid(maker, rng.randint(9, 20))
        grids.append(f"<div><h2>{maker.words(2, 5)}</h2>{grid}</div>")
    family = rng.choice((*SANS, *SERIF, *CONDENSED))
    size *= 1.15 if family in CONDENSED else 1
    pad = rng.choice((0, 1, 2))
    style = f"""
    body {{ font-family: "{family}"; font-size: {size}px; padding: 70px 60px; }}
    main {{ height: 1614px; }}
    h2 {{ font-size: {1.3 * size}px; margin: 0 0 8px; padding-top: 26px; }}
    table {{ width: 100%; line-height: {rng.choice((1.05, 1.1, 1.2))};
             border: {rng.choice((1, 2, 3))}px solid #111; }}
    td, th {{ border: {rng.choice((1, 1, 2))}px solid {maker.pick("#000", "#000", "#666")};
              padding: {pad}px {pad + 2}px; vertical-align: {maker.pick("top", "middle")}; }}
    th {{ background: {maker.pick("#fff", "#e2e2e2", "#d8e6f3", "#f6e3c5")}; }}
    .n {{ text-align: right; white-space: nowrap; }}
    """
    return Draft(f"<main data-fit>{''.join(grids)}</main>", style, smallest=size)


def letter(maker: Maker) -> Draft:
    """Draft a letter: stamps across it, a signature, small print at its foot."""
    rng, writer = maker.rng, maker.writer
    size = points(rng.choice((10, 11, 12)))
    ink = rng.choice(INKS)
    address = "<br>".join(map(escape, [writer.person(), *writer.address()]))
    paragraphs = "".join(f"<p>{maker.text(rng.randint(2, 4))}</p>" for _ in range(3))
    foot = "".join(
        f"<div>{'<br>'.join(map(escape, part))}</div>"
        for part in (
            writer.address(),
            [writer.phone(), writer.domain()],
            [writer.iban(), writer.bic()],
        )
    )
    name = escape(writer.person())
    greeting = escape(writer.fill(rng.choice(writer.language.greetings)))
    body = f"""
    <div class=head>{escape(writer.company())}</div>
    <div class=to><div class=from>{escape(", ".join(writer.address()))}</div>{address}</div>
    <div class=date>{escape(writer.city())}, {escape(writer.date())}</div>
    <div class=subject>{escape(writer.fill(rng.choice(writer.language.subjects)))}</div>
    <p>{greeting}</p>{paragraphs}
    <p>{escape(rng.choice(writer.language.closings))}</p>
    <div class=signed>{signature(rng, 300, 110)}</div><div>{name}</div>
    {"".join(_stamp(maker, *at) for at in rng.sample(_PLACES, rng.randint(1, 3)))}
    <div class=foot>{foot}</div>
    """
    style = f"""
    body {{ font: {size}px/1.35 "{rng.choice((*SERIF, "Andika", "Sora Light", *MACHINE))}";
            padding: 90px 130px; }}
    .head {{ font-size: {1.8 * size}px; color: {ink}; text-align: {maker.pick("left", "right")};
             border-bottom: 2px solid {ink}; margin-bottom: 60px; font-weight: bold; }}
    .to {{ height: 220px; }} .from {{ font-size: {points(6)}px; text-decoration: underline; }}
    .date {{ text-align: right; margin-bottom: 40px; }}
    .subject {{ font-weight: bold; margin-bottom: 24px; }}
    p {{ margin-bottom: {0.7 * size}px; }}
    .signed {{ height: 96px; margin: -14px 0 -6px; }}
    .stamp {{ position: absolute; padding: 4px 14px; text-align: center; white-space: nowrap;
              border: 4px solid; mix-blend-mode: multiply; line-height: 1.15; }}
    .foot {{ position: absolute; left: 130px; right: 130px; bottom: 50px; padding-top: 8px;
             display: flex; justify-content: space-between; font-size: {points(6.5)}px;
             border-top: 1px solid #555; }}
    """
    return Draft(body, style, smallest=points(6))


def _entry(maker: Maker, most: int) -> str:
    """What is typed into a box that has room for so many characters."""
    writer = maker.writer
    makers = (
        writer.person, writer.city, writer.short_date, writer.phone, writer.word, writer.reference,
        lambda: str(maker.rng.randint(0, 9)), lambda: maker.amount(),
    )  # fmt: skip
    return str(maker.rng.choice(makers)())[:most].strip()


def _comb(maker: Maker) -> str:
    digits = maker.writer.digits("#" * maker.rng.randint(6, 14))
    boxes = "".join(f"<b>{digit}</b>" for digit in digits)
    label = escape(maker.rng.choice(maker.writer.language.fields))
    return f"<div class=comb><span>{label}</span><div data-either class=row>{boxes}</div></div>"


def _cross() -> str:
    return (
        '<svg width="100%" height="100%" viewBox="0 0 10 10" style="display:block">'
        '<path d="M1 1.5 9 9M8.5 1 1.5 9" stroke="#123" stroke-width="1.2"/></svg>'
    )


def _grid(maker: Maker, rows: int) -> str:
    rng, writer = maker.rng, maker.writer
    columns = rng.randint(4, 8)
    numeric = [False, *(rng.random() < 0.7 for _ in range(columns - 1))]
    head = "".join(f"<th>{maker.words(1, 2)}</th>" for _ in range(columns))
    body = []
    for _ in range(rows):
        cells = []
        for is_number in numeric:
            if is_number:
                value = maker.pick(
                    maker.amount(9000), maker.amount(9), str(rng.randint(0, 99)), "–", "",
                    f"{writer.number(rng.uniform(0, 99), 1)} %",
                )  # fmt: skip
                cells.append(f'<td class="n">{escape(value)}</td>')
            else:
                text = escape(writer.model()) if rng.random() < 0.3 else maker.words(1, 4)
                cells.append(f"<td>{text}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><tr>{head}</tr>{''.join(body)}</table>"


def _stamp(maker: Maker, left: int, top: int) -> str:
    rng, writer = maker.rng, maker.writer
    ink = maker.pick("#b3202c", "#1e3f9e", "#6b2a8a", "#1d6b45")
    size = points(rng.choice((11, 13, 16)))
    texts = [maker.words(1, 2).upper(), escape(writer.short_date())]
    if rng.random() < 0.5:
        texts.append(escape(writer.city()).upper())
    lines = "".join(
        f'<div style="font-size:{size * (1 if i else 1.25):.0f}px">{text}</div>'
        for i, text in enumerate(texts)
    )
    corners = rng.choice((0, 0, 14, 999))
    padding = "26px 34px" if corners == 999 else "6px 16px"
    left, top = left + rng.randint(-30, 30), top + rng.randint(-30, 30)
    return (
        f'<div class=stamp style="left:{left}px;top:{top}px;'
        f"color:{ink};border-radius:{corners}px;padding:{padding};font-weight:bold;"
        f"font-family:'{rng.choice(('Universalis ADF Std', 'B612 Mono', 'Andika'))}';"
        f'opacity:{rng.uniform(0.65, 0.95):.2f};transform:rotate({rng.uniform(-18, 14):.1f}deg)">'
        f"{lines}</div>"
    )
