"""Parts that several layouts share: letterhead, footer, title, pairs of label and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.drawing.looks import Style
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import GREY, WHITE, Align, Sheet, Type

MARGIN = 57.0  # 20 mm


@dataclass(frozen=True)
class Firm:
    """A company on its paper."""

    name: str
    address: list[str]
    phone: str
    email: str
    web: str
    manager: str
    vat_id: str
    iban: str
    bic: str


def invent_firm(writer: Writer) -> Firm:
    """Make up a company."""
    country = writer.language.locale[-2:]
    return Firm(
        name=writer.company(),
        address=writer.address(),
        phone=writer.phone(),
        email=writer.email(),
        web=writer.domain(),
        manager=writer.person(),
        vat_id=country + writer.digits("%########"),
        iban=writer.iban(),
        bic=writer.bic(),
    )


def letterhead(sheet: Sheet, firm: Firm, style: Style, *, right: bool = False) -> float:
    """Print a company's head; return the y below it."""
    head = style.head(1.9)
    if style.banded:
        sheet.fill((0, 0, sheet.width, 78), style.accent)
        sheet.put(MARGIN, 48, style.cased(firm.name), fit(firm.name, head, 330).but(colour=WHITE))
        lines = [*firm.address, firm.web]
        for i, line in enumerate(lines):
            small = style.small(0.85, WHITE)
            sheet.put(sheet.width - MARGIN, 32 + i * small.size * 1.35, line, small, "right")
        return 104
    align: Align = "right" if right else "left"
    x = sheet.width - MARGIN if right else MARGIN
    sheet.put(x, 56, style.cased(firm.name), fit(firm.name, head, 400), align)
    line = " · ".join([*firm.address, firm.web])
    sheet.put(x, 70, line, style.small(0.8, GREY), align)
    sheet.rule(MARGIN, 78, sheet.width - MARGIN, 78, 0.8)
    return 104


def fit(text: str, type_: Type, width: float) -> Type:
    """Return the type, smaller if the text would be wider than `width`."""
    scale = min(1.0, width / max(1.0, type_.width(text.upper())))
    return type_.but(scale=scale)


def footer(sheet: Sheet, writer: Writer, firm: Firm, style: Style) -> None:
    """Print a company's small print in three columns at the foot of the page."""
    small = style.small(0.72, (0.25, 0.25, 0.25))
    leading = small.size * 1.3
    top = sheet.height - 36 - 3 * leading
    columns = (
        [firm.name, *firm.address],
        [
            f"{writer.term('phone')} {firm.phone}",
            f"{writer.term('email')}: {firm.email}",
            f"{writer.term('manager')}: {firm.manager}",
        ],
        [
            f"IBAN {firm.iban}",
            f"BIC {firm.bic}",
            f"{writer.term('vat_id')} {firm.vat_id}",
        ],
    )
    sheet.rule(MARGIN, top - leading, sheet.width - MARGIN, top - leading, 0.4)
    step = (sheet.width - 2 * MARGIN) / 3
    for i, lines in enumerate(columns):
        for j, line in enumerate(lines):
            type_ = fit(line, small, step * 1.35) if len(line) > 50 else small
            sheet.put(MARGIN + i * step, top + j * leading, line, type_)


def address_block(sheet: Sheet, y: float, writer: Writer, firm: Firm, style: Style) -> float:
    """Print the sender's line and an address for the envelope's window; return the y below."""
    sender = style.small(0.7, GREY)
    sheet.put(MARGIN, y, " · ".join([firm.name, *firm.address]), sender)
    y += 18
    lines = [writer.company(), writer.person(), *writer.address()]
    for line in lines:
        sheet.put(MARGIN, y, line, style.text)
        y += style.size * 1.35
    return y


def pairs(
    sheet: Sheet,
    x: float,
    y: float,
    items: Sequence[tuple[str, str]],
    type_: Type,
    *,
    gap: float = 90,
    leading: float = 1.4,
) -> float:
    """Print labels with their values in a second column; return the y below."""
    gap = max(gap, max(type_.width(label) for label, _ in items) + 8)
    for label, value in items:
        sheet.put(x, y, label, type_)
        sheet.put(x + gap, y, value, type_)
        y += type_.size * leading
    return y


def title_band(sheet: Sheet, y: float, title: str, style: Style) -> float:
    """Print a title, white on a band where the style says so; return the y below."""
    head = fit(title, style.head(1.7), sheet.width - 2 * MARGIN - 16)
    if style.banded:
        box = (MARGIN, y, sheet.width - MARGIN, y + head.size * 2)
        sheet.fill(box, style.accent)
        sheet.put(MARGIN + 8, y + head.size * 1.35, style.cased(title), head.but(colour=WHITE))
        return y + head.size * 2 + 20
    sheet.put(MARGIN, y + head.size, style.cased(title), head)
    return y + head.size * 1.3 + 18


def page_number(sheet: Sheet, writer: Writer, style: Style) -> None:
    """Print "Page 3 of 8" at the foot."""
    total = writer.rng.randint(2, 40)
    text = writer.term("page", n=writer.rng.randint(1, total), of=total)
    sheet.put(sheet.width / 2, sheet.height - 26, text, style.small(0.8), "center")
