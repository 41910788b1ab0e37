"""A French invoice: accents, €."""

from __future__ import annotations

from scripts.drawing.sheet import Align, Colour, Sheet, Type
from scripts.samples.common import column, iban, row

FONTS = ("pt-serif", "pt-sans")

_WINE: Colour = (0.42, 0.10, 0.18)
_LEFT, _RIGHT = 58.0, 537.0
_STOPS: list[tuple[float, Align]] = [
    (_LEFT + 4, "left"),
    (_LEFT + 58, "left"),
    (370, "right"),
    (452, "right"),
    (_RIGHT - 4, "right"),
]
_EDGES = (_LEFT, _LEFT + 53, 322.0, 376.0, 458.0, _RIGHT)
_ITEMS = (
    ("CR-12", "Crémant brut « Été indien », 75 cl", 24, 9.80),
    ("RG-07", "Rouge élevé en fût de chêne, 75 cl", 36, 12.40),
    ("BL-03", "Blanc moelleux, vendanges tardives", 12, 15.90),
    ("HU-01", "Huile de noix, première pression, 50 cl", 10, 11.25),
    ("CF-22", "Confiture de mûres à l'ancienne, 340 g", 20, 4.60),
    ("PN-05", "Pain d'épices au miel de châtaignier", 15, 6.35),
    ("EM-00", "Emballage renforcé et étiquetage", 3, 8.00),
    ("LV-69", "Livraison à Hauterive-lès-Forêts", 1, 42.00),
)


def draw(sheet: Sheet) -> None:
    """Draw the invoice."""
    text, bold = Type("pt-serif", 9.5), Type("pt-serif", 9.5, "bold")
    sheet.put(_LEFT, 64, "Maison Lécuyer-Brûlé", Type("pt-serif", 21, "bold", _WINE))
    sheet.put(
        _LEFT, 80, "Vins, huiles et douceurs du pays d'Orgeval", Type("pt-serif", 10, "italic")
    )
    column(
        sheet,
        _LEFT,
        98,
        ["4, chemin du Vieux-Pressoir", "99140 Saint-Élix-sur-Braye", "Tél. 09 99 41 70 88"],
        Type("pt-sans", 8.5),
    )
    sheet.put(_RIGHT, 64, "FACTURE", Type("pt-sans", 20, "bold", _WINE), "right")
    y = 84.0
    for label, value in (
        ("Numéro", "F 2025-0731"),
        ("Date", "le 9 août 2025"),
        ("Échéance", "le 8 septembre 2025"),
        ("Réf. client", "ÉPI-0042"),
    ):
        sheet.put(392, y, label, Type("pt-sans", 9))
        sheet.put(_RIGHT, y, value, Type("pt-sans", 9, "bold"), "right")
        y += 13
    sheet.frame((306, 150, _RIGHT, 222), 0.6)
    column(
        sheet,
        316,
        166,
        [
            "Épicerie fine La Bruyère",
            "À l'attention de M. Gaëtan N'Diaye",
            "15 bis, place de l'Hôtel-de-Ville",
            "99230 Hauterive-lès-Forêts",
        ],
        Type("pt-serif", 10),
    )
    sheet.put(_LEFT, 250, "Objet : votre commande du 28 juillet 2025", bold)
    y, net = _table(sheet, 266, text)
    y = _totals(sheet, y + 22, net, text, bold)
    y = sheet.paragraph(
        _LEFT,
        y + 28,
        _RIGHT - _LEFT,
        "Règlement à trente jours par virement. Tout retard entraîne de plein droit une pénalité "
        "égale à trois fois le taux d'intérêt légal, ainsi qu'une indemnité forfaitaire de 40 € "
        "pour frais de recouvrement. Les bouteilles restent notre propriété jusqu'au complet "
        "paiement.",
        text,
        leading=1.42,
        justify=True,
    )
    sheet.put(
        _LEFT, y + 14, "Nous vous remercions de votre fidélité et vous souhaitons un bel été.", text
    )
    sheet.put(_RIGHT, y + 44, "Hélène Lécuyer", Type("pt-serif", 11, "italic"), "right")
    _footer(sheet)


def _euro(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", " ,"))


def _table(sheet: Sheet, y: float, text: Type) -> tuple[float, float]:
    heads = ("Réf.", "Désignation", "Qté", "Prix unit. HT", "Montant HT")
    top = y
    sheet.fill((_LEFT, y, _RIGHT, y + 20), (0.90, 0.88, 0.87))
    row(sheet, y + 13.5, _STOPS, heads, Type("pt-sans", 9, "bold"))
    y += 20
    net = 0.0
    for reference, name, quantity, price in _ITEMS:
        net += quantity * price
        cells = (reference, name, str(quantity), _euro(price), _euro(quantity * price))
        row(sheet, y + 13, _STOPS, cells, text)
        y += 19
    sheet.frame((_LEFT, top, _RIGHT, y), 0.7)
    sheet.rule(_LEFT, top + 20, _RIGHT, top + 20, 0.7)
    for x in _EDGES[1:-1]:
        sheet.rule(x, top, x, y, 0.4)
    return y, net


def _totals(sheet: Sheet, y: float, net: float, text: Type, bold: Type) -> float:
    tax = round(net * 0.2, 2)
    for label, value, type_ in (
        ("Total HT", net, text),
        ("TVA 20 %", tax, text),
        ("Net à payer TTC", net + tax, bold.but(scale=1.15)),
    ):
        sheet.put(376, y, label, type_)
        sheet.put(_RIGHT - 4, y, f"{_euro(value)} €", type_, "right")
        y += 17
    return y - 12


def _footer(sheet: Sheet) -> None:
    small = Type("pt-sans", 7.2)
    sheet.rule(_LEFT, 764, _RIGHT, 764, 0.5)
    lines = (
        "Maison Lécuyer-Brûlé, SARL au capital de 18 000 € – RCS Orgeval 999 417 088 – "
        "TVA intracommunautaire FR 00 999417088",
        f"Crédit d'Orgeval – IBAN {iban('FR', '99999000010004170880Z41')} – BIC CROGFR99XXX",
        "L'abus d'alcool est dangereux pour la santé, à consommer avec modération.",
    )
    for i, line in enumerate(lines):
        sheet.put((_LEFT + _RIGHT) / 2, 777 + i * 10.5, line, small, "center")
