"""A German invoice: umlauts, ß, €."""

from __future__ import annotations

from scripts.drawing.sheet import Align, Colour, Sheet, Type
from scripts.samples.common import column, iban, row

FONTS = ("liberation-sans", "caladea")

_BLUE: Colour = (0.10, 0.22, 0.42)
_SOFT: Colour = (0.35, 0.35, 0.38)
_LEFT, _RIGHT = 62.0, 540.0
_STOPS: list[tuple[float, Align]] = [
    (_LEFT + 20, "right"),
    (_LEFT + 30, "left"),
    (352, "right"),
    (360, "left"),
    (455, "right"),
    (_RIGHT - 4, "right"),
]
_ITEMS = (
    ("Wärmedämmplatten, 120 mm stark", "48", "m²", 23.90),
    ("Außenputz „Kräuterweiß“, 25-kg-Sack", "31", "Stk.", 17.45),
    ("Gewebe für Armierung, Rolle 50 m", "3", "Rolle", 62.80),
    ("Tellerdübel, Länge 155 mm", "400", "Stk.", 0.38),
    ("Fensterbänke aus Aluminium, Maß 1,40 m", "6", "Stk.", 54.20),
    ("Gerüst aufbauen, vorhalten und abbauen", "1", "psch.", 1280.00),
    ("Facharbeiterstunden", "37,5", "Std.", 56.00),
    ("Entsorgung der Altstoffe gemäß Nachweis", "1", "psch.", 215.60),
)


def draw(sheet: Sheet) -> None:
    """Draw the invoice."""
    text = Type("liberation-sans", 9.5)
    bold = text.but(style="bold")
    head = Type("caladea", 22, "bold", _BLUE)
    sheet.put(_LEFT, 66, "Gößmann & Söhne", head)
    sheet.put(_LEFT, 82, "Putz · Dämmung · Fassaden", Type("caladea", 11, "italic", _SOFT))
    sheet.rule(_LEFT, 92, _RIGHT, 92, 1.2)
    sender = "Gößmann & Söhne GmbH · Mühlgäßchen 7 · 04999 Altweißbach"
    sheet.put(_LEFT, 128, sender, Type("liberation-sans", 6.8, colour=_SOFT))
    column(
        sheet,
        _LEFT,
        146,
        [
            "Wohnungsgenossenschaft Grüne Höfe eG",
            "z. Hd. Frau Dörte Schäuffele",
            "Bürgermeister-Küßner-Straße 112 a",
            "04998 Öderan am Wöhrsee",
        ],
        Type("liberation-sans", 10.2),
    )
    y = 146.0
    for label, value in (
        ("Rechnungs-Nr.", "2025/03-0188"),
        ("Kunden-Nr.", "K 40917"),
        ("Datum", "28.03.2025"),
        ("Leistungszeit", "03.03. – 21.03.2025"),
    ):
        sheet.put(378, y, label, text)
        sheet.put(_RIGHT, y, value, text, "right")
        y += 14
    title = "Rechnung – Dämmung der Giebelwand, Haus 4"
    sheet.put(_LEFT, 250, title, Type("liberation-sans", 13, "bold"))
    sheet.put(_LEFT, 274, "Sehr geehrte Frau Schäuffele,", text)
    y = sheet.paragraph(
        _LEFT,
        289,
        _RIGHT - _LEFT,
        "für die vereinbarungsgemäß ausgeführten Arbeiten erlauben wir uns zu berechnen:",
        text,
    )
    y, net = _table(sheet, y + 2, text, bold)
    y = _totals(sheet, y + 18, net, text, bold)
    y = sheet.paragraph(
        _LEFT,
        y + 26,
        _RIGHT - _LEFT,
        "Zahlbar bis zum 27.04.2025 ohne Abzug; bei Zahlung binnen 10 Tagen gewähren wir 3 % "
        "Skonto. Gemäß § 14 UStG weisen wir darauf hin, dass diese Rechnung zwei Jahre "
        "aufzubewahren ist. Für Rückfragen steht Ihnen Herr Jürgen Gößmann gerne zur Verfügung.",
        text,
        leading=1.42,
    )
    sheet.put(_LEFT, y + 14, "Mit freundlichen Grüßen", text)
    sheet.put(_LEFT, y + 42, "i. A. Änne Großkreutz", text.but(style="italic"))
    _footer(sheet)


def _euro(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def _table(sheet: Sheet, y: float, text: Type, bold: Type) -> tuple[float, float]:
    heads = ("Pos.", "Leistung", "Menge", "Einh.", "Einzelpreis €", "Gesamt €")
    sheet.rule(_LEFT, y, _RIGHT, y, 0.8)
    row(sheet, y + 13, _STOPS, heads, bold)
    sheet.rule(_LEFT, y + 19, _RIGHT, y + 19, 0.8)
    y += 19
    net = 0.0
    for number, (name, quantity, unit, price) in enumerate(_ITEMS, 1):
        amount = float(quantity.replace(",", ".")) * price
        net += amount
        cells = (str(number), name, quantity, unit, _euro(price), _euro(amount))
        row(sheet, y + 13, _STOPS, cells, text)
        y += 18
        sheet.rule(_LEFT, y, _RIGHT, y, 0.25)
    return y, net


def _totals(sheet: Sheet, y: float, net: float, text: Type, bold: Type) -> float:
    tax = round(net * 0.19, 2)
    for label, value, type_ in (
        ("Nettobetrag", net, text),
        ("zzgl. 19 % MwSt.", tax, text),
        ("Zu zahlender Betrag", net + tax, bold.but(scale=1.12)),
    ):
        sheet.put(360, y, label, type_)
        sheet.put(_RIGHT - 4, y, f"{_euro(value)} €", type_, "right")
        y += 17
    sheet.rule(356, y - 12, _RIGHT, y - 12, 0.6)
    sheet.rule(356, y - 10, _RIGHT, y - 10, 0.6)
    return y - 10


def _footer(sheet: Sheet) -> None:
    small = Type("liberation-sans", 7)
    top = 776.0
    sheet.rule(_LEFT, top - 12, _RIGHT, top - 12, 0.4)
    blocks = (
        (_LEFT, ("Gößmann & Söhne GmbH", "Mühlgäßchen 7", "04999 Altweißbach")),
        (
            175.0,
            ("Telefon 03 51 00 / 4 47 12", "Telefax 03 51 00 / 4 47 13", "buero@goessmann.example"),
        ),
        (
            283.0,
            (
                "Geschäftsführer: Jürgen Gößmann",
                "Amtsgericht Öderan, HRB 00417",
                "USt-IdNr. DE 999 417 088",
            ),
        ),
        (
            413.0,
            ("Volksbank Wöhrsee", f"IBAN {iban('DE', '999900000041718802')}", "BIC GENOXXDE999"),
        ),
    )
    for x, lines in blocks:
        column(sheet, x, top, lines, small)
