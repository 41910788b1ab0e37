"""Tickets, newspapers, large type beside small print, text turned by 90 degrees."""

from __future__ import annotations

from scripts.difficult.markup import (
    CONDENSED,
    INKS,
    MACHINE,
    MONO,
    SANS,
    SERIF,
    Draft,
    Maker,
    escape,
    points,
)
from scripts.difficult.pictures import address, bars, scenery


def ticket(maker: Maker) -> Draft:
    """Draft a till's slip or a ticket to travel with."""
    return _slip(maker) if maker.rng.random() < 0.5 else _pass(maker)


def newspaper(maker: Maker) -> Draft:
    """Draft a page of a newspaper: narrow gutters, filled lines, headlines of all sizes."""
    rng, writer = maker.rng, maker.writer
    size = points(rng.choice((7, 7.5, 8, 8.5)))
    columns = rng.choice((4, 5, 5, 6))
    rule = maker.pick("none", "none", "1px solid #444")
    articles = []
    for wide in (columns, rng.choice((columns, columns - 1))):
        parts = "".join(f"<p>{maker.text(rng.randint(2, 4))}</p>" for _ in range(24))
        height = rng.randint(400, 470)
        side = columns - wide
        narrow = ""
        if side:
            texts = "".join(f"<p>{maker.text(2)}</p>" for _ in range(10))
            narrow = (
                f'<div data-fit class=side style="height:{height + 70}px">'
                f"<h4>{maker.words(2, 4)}</h4>{texts}</div>"
            )
        articles.append(
            f'<div class=strip><div style="flex:{wide} 1 0;min-width:0"><h2>{maker.words(4, 7)}'
            f"</h2><h3>{escape(writer.sentence()[:70])}</h3>"
            f'<div data-fit class=text style="columns:{wide};height:{height}px">{parts}</div></div>'
            f"{narrow}</div>"
        )
    picture = address(scenery(rng, 520, 200))
    body = f"""
    <div class=mast>{maker.words(1, 2)}</div>
    <div class="row line"><span>{escape(writer.date())}</span><span>{escape(writer.domain())}</span>
    <span>{rng.randint(2, 40)}</span></div>
    {articles[0]}<div class=picture><img src="{picture}"><div><h4>{maker.words(3, 5)}</h4>
    <div class=cap>{maker.text(1)}</div></div></div>{articles[1]}
    """
    gutter = round(rng.uniform(0.75, 1.2) * size)
    style = f"""
    body {{ font: {size}px/1.16 "{rng.choice(SERIF)}"; padding: 44px 50px;
            background: {maker.pick("#fff", "#f4f1e8", "#efece4")}; }}
    .mast {{ font: bold {points(rng.choice((34, 40)))}px/1.1 "{rng.choice((*SERIF, "Sora Light"))}";
             text-align: center; white-space: nowrap; }}
    .line {{ border: solid #222; border-width: 2px 0 1px; margin: 6px 0 10px; }}
    .text {{ column-gap: {gutter}px; column-rule: {rule}; column-fill: auto; }}
    .side {{ flex: 1 1 0; min-width: 0; padding-left: {gutter // 2}px;
             border-left: 1px solid #444; }}
    .strip {{ display: flex; gap: {gutter // 2}px; }}
    p {{ text-align: {maker.pick("justify", "justify", "left")}; text-indent: 1em; }}
    h2 {{ font: bold {points(rng.choice((20, 26)))}px/1.08 "{rng.choice((*SERIF, *CONDENSED))}"; }}
    h3 {{ font-size: {1.3 * size}px; font-weight: normal; font-style: italic; margin: 4px 0 8px; }}
    h4 {{ font-size: {1.35 * size}px; line-height: 1.1; margin-bottom: 4px; }}
    .picture {{ display: flex; gap: 16px; margin: 12px 0; border-top: 1px solid #333;
                padding-top: 12px; height: 214px; overflow: hidden; }}
    .cap {{ font-size: {0.95 * size}px; font-style: italic; }}
    """
    return Draft(body, style, smallest=0.95 * size)


def headings(maker: Maker) -> Draft:
    """Draft a page of very large type with print of 6 points beside it."""
    rng, writer = maker.rng, maker.writer
    small = points(rng.choice((6, 6, 6.5)))
    big = points(rng.choice((52, 66, 84)))
    blocks = []
    for _ in range(7):
        price = escape(maker.writer.number(rng.uniform(1, 99)))
        notes = f"<div class=small>{maker.text(rng.randint(2, 4))}</div>"
        shout = f'<div class=big style="font-size:{big * rng.uniform(0.5, 1):.0f}px">'
        blocks.append(
            rng.choice(
                (
                    f"<div class=pair>{shout}{maker.words(1, 1)}</div>{notes}</div>",
                    f"<div class=pair>{notes}{shout}{price}</div></div>",
                    f"<div>{shout}{maker.words(1, 2)}</div><div class=two>"
                    f"{notes}<div class=small>{maker.text(2)}</div></div></div>",
                )
            )
        )
    facts = "".join(
        f"<div><b>{rng.randint(2, 99)}</b><span>{maker.words(1, 3)}</span></div>" for _ in range(4)
    )
    body = (
        f"<h1>{maker.words(1, 2)}</h1><div class=small>{maker.text(3)}</div><main "
        f"data-fit>{''.join(blocks)}</main>"
        f'<div class=facts>{facts}</div><div class="small foot">{escape(writer.company())}, '
        f"{escape(', '.join(writer.address()))}. {maker.text(2)}</div>"
    )
    ink = rng.choice(INKS)
    style = f"""
    body {{ font-family: "{rng.choice((*SANS, *SERIF))}"; padding: 60px 90px;
            display: flex; flex-direction: column; }}
    main {{ flex: 1; min-height: 0; }}
    h1 {{ font: bold {big * 1.15}px/1.4 "{rng.choice((*SANS, *SERIF, *CONDENSED))}";
          color: {ink}; margin-bottom: 16px; overflow-wrap: anywhere; }}
    .big {{ font-weight: bold; line-height: 1.4; white-space: nowrap; }}
    .small {{ font-size: {small}px; line-height: 1.25; }}
    .pair {{ display: flex; gap: 40px; align-items: center; margin: 30px 0; }}
    .pair .small {{ min-width: 330px; flex: 1; }}
    .two {{ display: flex; gap: 40px; }}
    .facts {{ display: flex; gap: 60px; margin-top: 40px; }}
    .facts b {{ display: block; font-size: {0.7 * big}px; line-height: 1.1; color: {ink}; }}
    .facts span {{ font-size: {small}px; }}
    .foot {{ margin-top: 40px; border-top: 1px solid; padding-top: 6px; }}
    """
    return Draft(body, style, smallest=small)


def turned(maker: Maker) -> Draft:
    """Draft a page with text that runs up and down beside upright text."""
    rng, writer = maker.rng, maker.writer
    size = points(rng.choice((8, 9, 10)))
    side = -90 if rng.random() < 0.7 else 90
    heads = [maker.words(1, 2) for _ in range(rng.randint(6, 9))]
    tall = round(20 + 0.66 * size * max(map(len, heads)))
    head = "".join(f"<th><div class=up>{one}</div></th>" for one in heads)
    rows = "".join(
        f"<tr><td>{maker.words(1, 2)}</td>"
        + "".join(f"<td class=c>{rng.randint(10, 999)}</td>" for _ in heads)
        + "</tr>"
        for _ in range(rng.randint(7, 11))
    )
    edges = "".join(
        f'<div class=edge style="{place};top:{top}px;transform:rotate({angle}deg)">{text}</div>'
        for place, top, angle, text in (
            ("left:0", rng.randint(600, 800), -90, maker.words(3, 6)),
            ("right:0", rng.randint(600, 1100), 90, escape(writer.company())),
            ("left:26px", rng.randint(1200, 1300), -90, escape(writer.reference())),
        )
    )
    sizes = "".join(
        f'<div class=dim style="left:{130 + 190 * i}px"><div class=up>'
        f"{escape(writer.number(rng.uniform(20, 900), 1))}</div></div>"
        for i in range(5)
    )
    notes = "".join(f"<p>{maker.text(2)}</p>" for _ in range(3))
    spine = "".join(
        f'<div class=book style="background:{rng.choice(INKS)}"><div class=up>'
        f"{maker.words(1, 3)}</div></div>"
        for _ in range(8)
    )
    body = (
        f"<h1>{maker.words(2, 4)}</h1>{notes}<table><tr><th></th>{head}</tr>{rows}</table>"
        f"<div class=plan>{sizes}</div><div class=shelf>{spine}</div>{edges}"
    )
    style = f"""
    body {{ font: {size}px/1.3 "{rng.choice((*SANS, *SERIF))}"; padding: 70px 110px; }}
    h1 {{ font-size: {2 * size}px; }} p {{ margin: {0.5 * size}px 0; }}
    table {{ margin: 20px 0; }}
    th {{ height: {tall}px; width: 74px; position: relative; vertical-align: bottom;
          border: 1px solid #555; }}
    td {{ border: 1px solid #555; padding: 2px 6px; }} .c {{ text-align: right; }}
    .up {{ position: absolute; left: 50%; top: 50%; white-space: nowrap; line-height: 1.2;
           transform: translate(-50%, -50%) rotate({side}deg); }}
    .edge {{ position: absolute; width: 60px; height: 30px; white-space: nowrap; display: flex;
             justify-content: center; color: #444; }}
    .plan {{ position: relative; height: 210px; border: 2px solid #333; }}
    .dim {{ position: absolute; top: 20px; bottom: 20px; width: 40px;
            border-right: 1px solid #000; }}
    .shelf {{ display: flex; gap: 4px; margin-top: 24px; }}
    .book {{ position: relative; width: 62px; height: 330px; color: #fff; font-size: {size}px; }}
    """
    return Draft(body, style, smallest=size)


def _slip(maker: Maker) -> Draft:
    rng, writer = maker.rng, maker.writer
    width = rng.choice((520, 600))
    size = rng.choice((19, 21, 23))
    items = "".join(
        f"<div class=row><span>{escape(writer.word()[:14].upper())} {rng.randint(1, 9)}x</span>"
        f"<span>{escape(maker.amount(60))} {maker.pick('A', 'B')}</span></div>"
        for _ in range(rng.randint(7, 16))
    )
    total = escape(maker.amount(400))
    body = f"""<main><h1>{maker.words(1, 2).upper()}</h1>
    {"".join(f"<div class=mid>{escape(one)}</div>" for one in (*writer.address(), writer.phone()))}
    <hr>{items}<hr><div class="row sum"><span>TOTAL</span><span>{total}</span></div>
    <div class=row><span>EUR</span><span>{total}</span></div><hr>
    <div class=row><span>{escape(writer.short_date())}</span><span>{rng.randint(10, 23)}:{
        rng.randint(10, 59)
    }</span></div><div class=mid>{bars(rng, width - 180, 70)}</div>
    <div class=mid>{writer.digits("### ### ####")}</div></main>"""
    style = f"""
    body {{ font: {size}px/1.22 "{rng.choice((*MACHINE, *MONO))}"; padding: 26px 30px; }}
    h1 {{ text-align: center; font-size: {1.9 * size}px; }} .mid {{ text-align: center; }}
    .sum {{ font-size: {1.6 * size}px; font-weight: bold; }}
    hr {{ border: 0; border-top: 2px dashed #333; margin: 8px 0; }}
    """
    return Draft(body, style, (width, rng.choice((900, 1060))), size)


def _pass(maker: Maker) -> Draft:
    rng, writer = maker.rng, maker.writer
    label, value = rng.choice((13, 14, 15)), rng.choice((28, 32, 38))
    values = (
        writer.city(),
        writer.city(),
        writer.short_date(),
        f"{rng.randint(10, 23)}:45",
        str(rng.randint(1, 40)),
        rng.choice("ABCDEF"),
        writer.person(),
        writer.reference(),
        str(rng.randint(1, 9)),
        writer.money(rng.uniform(5, 200)),
    )
    fields = "".join(
        f"<div class=f><label>{maker.words(1, 1)}</label><div>{escape(one)}</div></div>"
        for one in values
    )
    ink = rng.choice(INKS)
    stub = "".join(f"<div>{escape(one)}</div>" for one in values[2:6])
    body = f"""<div class=main><div class=top>{maker.words(1, 2)}</div>
    <div class=fields>{fields}</div><div class=fine>{maker.text(2)}</div></div>
    <div class=stub>{stub}<div class=code>{bars(rng, 220, 60)}</div>
    <div class=no>{writer.digits("## #### ####")}</div></div>"""
    style = f"""
    body {{ font-family: "{rng.choice(SANS)}"; display: flex;
            background: {maker.pick("#fff", "#fdf6e3", "#eef4fb")}; }}
    .main {{ width: 880px; padding: 0 30px; border-right: 3px dashed #888; }}
    .top {{ background: {ink}; color: #fff; margin: 0 -30px 20px; padding: 12px 30px;
            font-size: 34px; font-weight: bold; }}
    .fields {{ display: flex; flex-wrap: wrap; gap: 14px 46px; }}
    label {{ display: block; font-size: {label}px; color: #555; }}
    .f div {{ font-size: {value}px; line-height: 1.1; white-space: nowrap; font-weight: bold; }}
    .fine {{ font-size: 13px; margin-top: 20px; line-height: 1.2; }}
    .stub {{ position: relative; flex: 1; padding: 20px; font-size: 26px; color: {ink}; }}
    .code {{ margin-top: 14px; }} .no {{ font: 18px "{rng.choice(MACHINE)}"; color: #111; }}
    """
    return Draft(body, style, (1180, 560), 13)
