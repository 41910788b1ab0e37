"""An English invoice."""

from __future__ import annotations

from scripts.drawing.sheet import WHITE, Align, Colour, Sheet, Type
from scripts.samples.common import column, iban, row

FONTS = ("lato",)

_GREEN: Colour = (0.11, 0.33, 0.29)
_SOFT: Colour = (0.38, 0.40, 0.40)
_LEFT, _RIGHT = 54.0, 541.0
_STOPS: list[tuple[float, Align]] = [
    (_LEFT + 6, "left"),
    (_LEFT + 62, "left"),
    (352, "right"),
    (368, "left"),
    (452, "right"),
    (_RIGHT - 6, "right"),
]
_ITEMS = (
    ("HB-1140", "Oak bench, oiled, 140 cm", "4", "pc", 312.00),
    ("HB-2080", "Trestle table, birch top, 200 × 80 cm", "2", "pc", 486.50),
    ("LT-0310", "Pendant lamp “Kestrel”, brass", "6", "pc", 94.75),
    ("LT-0319", "LED bulb E27, 7 W, warm white", "12", "pc", 6.20),
    ("AC-0075", "Coat hooks, cast iron, set of five", "3", "set", 28.40),
    ("AC-0212", "Felt pads, self-adhesive, ø 30 mm", "2", "box", 4.95),
    ("SV-0002", "Assembly on site (two fitters)", "3.5", "hrs", 58.00),
    ("SV-0009", "Delivery to the first floor", "1", "flat", 75.00),
)


def draw(sheet: Sheet) -> None:
    """Draw the invoice."""
    text, small = Type("lato", 9.5), Type("lato", 8)
    bold = text.but(style="bold")
    _letterhead(sheet)
    sheet.put(_LEFT, 142, "Harrow & Bright Ltd · 18 Tanner's Row · York YO1 9QX", Type("lato", 6.8))
    column(
        sheet,
        _LEFT,
        160,
        ["Copperfield Reading Rooms", "Ms Adaeze Okonjo", "27 Lantern Street", "Sheffield S3 8RG"],
        Type("lato", 10.5),
    )
    y = 160.0
    for label, value in (
        ("Invoice no.", "INV-2025-00417"),
        ("Invoice date", "14 March 2025"),
        ("Your order", "PO 7731/B of 3 March 2025"),
        ("Customer no.", "20586"),
        ("Due date", "13 April 2025"),
    ):
        sheet.put(344, y, label, text.but(colour=_SOFT))
        sheet.put(418, y, value, text)
        y += 14.5
    sheet.put(_LEFT, 262, "Invoice", Type("lato", 21, "bold", _GREEN))
    sheet.put(_LEFT, 284, "Dear Ms Okonjo,", text)
    sheet.put(_LEFT, 299, "thank you for your order. We have supplied the following:", text)
    y, net = _table(sheet, 316, text)
    y = _totals(sheet, y + 22, net, text, bold)
    y = sheet.paragraph(
        _LEFT,
        y + 24,
        _RIGHT - _LEFT,
        "Please pay within 30 days to the account below, quoting the invoice number. "
        "A discount of 2 % is granted on payments received by 24 March 2025. "
        "Goods remain our property until paid for in full.",
        text,
        leading=1.4,
    )
    sheet.put(_LEFT, y + 10, "With kind regards", text)
    sheet.put(_LEFT, y + 34, "Rosalind Harrow", Type("lato", 11, "italic", _GREEN))
    _footer(sheet, small)


def _letterhead(sheet: Sheet) -> None:
    sheet.fill((_LEFT, 50, _LEFT + 38, 88), _GREEN)
    sheet.put(_LEFT + 19, 76, "H&B", Type("lato", 16, "bold", WHITE), "center")
    sheet.put(_LEFT + 50, 70, "Harrow & Bright", Type("lato", 20, "bold", _GREEN))
    sheet.put(
        _LEFT + 50, 86, "Furniture and light for public rooms", Type("lato", 9, "italic", _SOFT)
    )
    contact = Type("lato", 8.2, colour=_SOFT)
    for i, line in enumerate(
        ("18 Tanner's Row", "York YO1 9QX", "Tel. 01904 555 0142", "office@harrow-bright.example")
    ):
        sheet.put(_RIGHT, 57 + i * 11.2, line, contact, "right")


def _table(sheet: Sheet, y: float, text: Type) -> tuple[float, float]:
    sheet.fill((_LEFT, y, _RIGHT, y + 20), _GREEN)
    heads = ("Item", "Description", "Qty", "Unit", "Unit price", "Amount")
    row(sheet, y + 13.5, _STOPS, heads, text.but(style="bold", colour=WHITE))
    y += 20
    net = 0.0
    for number, (item, name, quantity, unit, price) in enumerate(_ITEMS):
        amount = float(quantity) * price
        net += amount
        if number % 2:
            sheet.fill((_LEFT, y, _RIGHT, y + 18.5), (0.94, 0.96, 0.95))
        cells = (item, name, quantity, unit, f"{price:,.2f}", f"{amount:,.2f}")
        row(sheet, y + 12.5, _STOPS, cells, text)
        y += 18.5
    sheet.rule(_LEFT, y, _RIGHT, y, 0.8)
    return y, net


def _totals(sheet: Sheet, y: float, net: float, text: Type, bold: Type) -> float:
    vat = round(net * 0.2, 2)
    for label, value in (("Net total", net), ("VAT 20 %", vat)):
        sheet.put(368, y, label, text)
        sheet.put(_RIGHT - 6, y, f"£{value:,.2f}", text, "right")
        y += 16
    sheet.rule(362, y - 9, _RIGHT, y - 9, 0.8)
    large = bold.but(scale=1.2)
    sheet.put(368, y + 5, "Total due", large)
    sheet.put(_RIGHT - 6, y + 5, f"£{net + vat:,.2f}", large, "right")
    sheet.rule(362, y + 11, _RIGHT, y + 11, 1.4)
    return y + 11


def _footer(sheet: Sheet, small: Type) -> None:
    top = 765.0
    sheet.rule(_LEFT, top - 14, _RIGHT, top - 14, 0.5)
    bold = small.but(style="bold")
    blocks = (
        (
            _LEFT,
            "Harrow & Bright Ltd",
            ("Registered in England no. 00917731", "VAT reg. no. GB 417 0098 26"),
        ),
        (220.0, "Directors", ("Rosalind Harrow, Idris Bright", "Open Mon–Fri 8:30–17:00")),
        (
            382.0,
            "Northgate Mutual Bank",
            (f"IBAN {iban('GB', 'NGMB99004412345678')}", "BIC NGMBGB2YXXX"),
        ),
    )
    for x, head, lines in blocks:
        sheet.put(x, top, head, bold)
        column(sheet, x, top + 11, lines, small.but(scale=0.92))
    note = "All deliveries are subject to our terms of sale, which we send on request."
    sheet.put((_LEFT + _RIGHT) / 2, 806, note, Type("lato", 6.6, colour=_SOFT), "center")
