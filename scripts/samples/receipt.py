"""A till receipt on thermal paper."""

from __future__ import annotations

from scripts.drawing.sheet import Sheet, Type

FONTS = ("dejavu-mono",)
WIDTH, HEIGHT = 226.0, 640.0

_LEFT, _RIGHT = 14.0, WIDTH - 14.0
_ITEMS = (
    ("SOURDOUGH LOAF 800G", "", "3.95"),
    ("SEMI SKIMMED MILK 2L", "", "1.65"),
    ("FREE RANGE EGGS X12", "", "3.40"),
    ("BANANAS LOOSE", "0.842 kg @ £1.09/kg", "0.92"),
    ("CHEDDAR MATURE 350G", "2 @ £3.25", "6.50"),
    ("OAT BISCUITS", "3 @ £0.89", "2.67"),
    ("MULTIBUY SAVING", "", "-0.67"),
    ("TOMATOES ON THE VINE", "", "1.80"),
    ("BASIL POT", "", "1.25"),
    ("WASHING-UP LIQUID", "", "1.49"),
    ("AA BATTERIES 4PK", "", "4.75"),
    ("CARRIER BAG", "", "0.30"),
)


def draw(sheet: Sheet) -> None:
    """Draw the receipt."""
    text = Type("dejavu-mono", 8.2)
    bold = text.but(style="bold")
    middle = WIDTH / 2
    sheet.put(middle, 38, "PENNYWORTH", Type("dejavu-mono", 17, "bold"), "center")
    y = 54.0
    for line in (
        "FOOD STORES",
        "41 Quayside, Little Haven",
        "Tel. 01632 960417",
        "VAT No. GB 417 0098 26",
    ):
        sheet.put(middle, y, line, text, "center")
        y += 11.5
    y += 6
    sheet.put(_LEFT, y, "Till 03  Op. MIRIAM", text)
    sheet.put(_RIGHT, y, "#004417", text, "right")
    y = _dashes(sheet, y + 12, text)
    total = 0.0
    for name, detail, price in _ITEMS:
        total += float(price)
        sheet.put(_LEFT, y, name, text)
        sheet.put(_RIGHT, y, price, text, "right")
        y += 12
        if detail:
            sheet.put(_LEFT + 14, y, detail, text)
            y += 12
    y = _dashes(sheet, y, text) + 4
    large = Type("dejavu-mono", 12.5, "bold")
    sheet.put(_LEFT, y, "TOTAL", large)
    sheet.put(_RIGHT, y, f"£{total:.2f}", large, "right")
    y += 18
    for label, value in (
        ("14 items", ""),
        ("CARD", f"{total:.2f}"),
        ("CHANGE", "0.00"),
    ):
        sheet.put(_LEFT, y, label, text)
        sheet.put(_RIGHT, y, value, text, "right")
        y += 12
    y += 6
    for line in (
        "Contactless",
        "**** **** **** 0417",
        "AID A0000000999010",
        "Auth code 881204",
        "Merchant 0099417",
    ):
        sheet.put(_LEFT, y, line, text)
        y += 11.5
    y = _dashes(sheet, y + 2, text)
    for left, right in (("VAT A 20.0 %", "1.09"), ("VAT Z 0.0 %", "0.00")):
        sheet.put(_LEFT, y, left, text)
        sheet.put(_RIGHT, y, right, text, "right")
        y += 12
    y += 8
    sheet.put(middle, y, "Sat 07/06/2025  16:42:09", text, "center")
    y += 20
    sheet.put(middle, y, "Thank you – see you soon!", bold, "center")
    y += 12
    sheet.put(middle, y, "Keep this receipt for refunds", text.but(scale=0.9), "center")
    _barcode(sheet, y + 12)
    sheet.put(middle, y + 52, "0417 2025 0607 1642 03", text, "center")


def _dashes(sheet: Sheet, y: float, text: Type) -> float:
    # Drawn, not typed: the true text has no line of dashes.
    x = _LEFT
    while x < _RIGHT - 3:
        sheet.rule(x, y - 3, x + 3, y - 3, 0.9)
        x += 5.2
    return y + text.size * 1.4


def _barcode(sheet: Sheet, y: float) -> None:
    x, bars = 44.0, "2113122231112213211231221112312132211312221311231122"
    for i, width in enumerate(bars):
        step = int(width) * 1.32
        if i % 2 == 0:
            sheet.fill((x, y, x + step, y + 28), (0, 0, 0))
        x += step
