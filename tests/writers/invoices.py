"""Invoices of several kinds for tests: how each is drawn, and the script that finds its fields.

The scripts are what people write for the text of `pdftotext -layout`: a pattern for each field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas, str, float], None]

PARTIES = (
    ("Account", "GB33 BUKB 2020 1555 5555 55"),
    ("Reference", "77120 40033"),
    ("Payable by", "Copperfield Rooms"),
)
CHARGES = (
    ("Standing charge", "92 days", "0.45", "41.40"),
    ("Units used", "2,511", "0.38", "954.18"),
    ("Discount", "", "", "-10.00"),
    ("VAT", "5 %", "", "60.50"),
)
TYPE = (("Helvetica", 9.5), ("Times-Roman", 10.5), ("Courier", 9.0))


def save(draw: Draw, path: Path, font: str, size: float) -> None:
    """Save an invoice as a PDF with text."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(font, size)
    draw(canvas, font, size)
    canvas.save()


def boxed(canvas: Canvas, font: str, size: float) -> None:
    """Numbers in boxes that are hardly larger than they are; a title in a bar."""
    canvas.drawString(50, 790, "Harrow & Bright Ltd")
    canvas.drawString(50, 790 - 1.4 * size, "18 Tanner's Row, York YO1 9QX")
    canvas.setFont(font, 1.6 * size)
    canvas.drawString(330, 790, "TAX INVOICE")
    canvas.setFont(font, size)
    y = 760.0
    for text in ("Invoice No : # 20417", "Date : 14/03/2025", "Customer : C-20114"):
        _box(canvas, font, size, 330, y, text, 190)
        y -= 2 * size
    y -= 3 * size
    x = 50.0
    for label, value in (("Order", "PO-7719"), ("Terms", "30 days"), ("Due", "13/04/2025")):
        x = _box(canvas, font, size, x, y, label)
        x = _box(canvas, font, size, x, y, value)
    y -= 4 * size
    for name, value in (("Subtotal", "2,538.40"), ("VAT 20 %", "507.68"), ("Total", "3,046.08")):
        _box(canvas, font, size, 330, y, name, 95)
        canvas.rect(425, y - 0.3 * size, 95, 1.35 * size)
        canvas.drawRightString(518, y, value)
        y -= 1.35 * size


def logo(canvas: Canvas, font: str, size: float) -> None:
    """A sign beside the sender's name, another beside each way of reaching it."""
    for x, y, kind in ((50, 780, "ring"), (320, 780, "roof")):
        _sign(canvas, x, y, 2.2 * size, kind)
    canvas.setFont(font, 1.8 * size)
    canvas.drawString(50 + 2.6 * size, 780 + 0.5 * size, "Harrow & Bright")
    canvas.drawString(320 + 2.6 * size, 780 + 0.5 * size, "Copperfield Rooms")
    canvas.setFont(font, size)
    y = 740.0
    for kind, text in (("ring", "0114 496 0000"), ("roof", "billing@harrow.example"),
                       ("ring", "www.harrow.example")):  # fmt: skip
        _sign(canvas, 50, y - 0.1 * size, 0.9 * size, kind)
        canvas.drawString(50 + 1.4 * size, y, text)
        y -= 1.6 * size
    canvas.drawString(50, y - 2 * size, "Invoice INV-2025-0417")
    canvas.drawString(320, y - 2 * size, "14/03/2025")
    y -= 5 * size
    for name, value in (("Hosting, March", "48.00"), ("Domain", "12.50")):
        canvas.circle(53, y + 0.3 * size, 0.18 * size, stroke=0, fill=1)
        canvas.drawString(50 + size, y, name)
        canvas.drawRightString(520, y, value)
        y -= 1.6 * size
    canvas.line(320, y + size, 520, y + size)
    canvas.drawString(320, y, "Amount due")
    canvas.drawRightString(520, y, "60.50")


def slip(canvas: Canvas, font: str, size: float) -> None:
    """A bill over a payment slip: two parts beside each other, fields with labels above."""
    canvas.drawString(50, 790, "Northgate Water")
    canvas.drawString(50, 790 - 2 * size, "Bill number 77120-4")
    canvas.drawString(320, 790 - 2 * size, "Period 01/01/2025 - 31/03/2025")
    canvas.drawString(50, 790 - 5 * size, "Total to pay")
    canvas.drawRightString(520, 790 - 5 * size, "183.25")
    y = 330.0
    canvas.setDash(3, 3)
    canvas.line(0, y, A4[0], y)
    canvas.line(225, y, 225, 0)
    canvas.setDash()
    for x, title, width in ((40, "Receipt", 170), (240, "Payment part", 300)):
        canvas.setFont(font, 1.2 * size)
        canvas.drawString(x, y - 2 * size, title)
        row = y - 4 * size
        for label, value in PARTIES:
            canvas.setFont(font, 0.75 * size)
            canvas.drawString(x, row, label)
            canvas.setFont(font, size if width > 200 else 0.9 * size)
            canvas.drawString(x, row - 1.2 * size, value)
            row -= 3.2 * size
        canvas.setFont(font, 0.75 * size)
        canvas.drawString(x, row, "Currency")
        canvas.drawString(x + 60, row, "Amount")
        canvas.setFont(font, size)
        canvas.drawString(x, row - 1.3 * size, "GBP")
        canvas.drawString(x + 62, row - 1.3 * size, "183.25")
        canvas.rect(x + 58, row - 1.7 * size, 80, 1.4 * size)


def numero(canvas: Canvas, font: str, size: float) -> None:
    """A French invoice, whose numbers follow "n°"."""
    y = 790.0
    canvas.drawString(50, y, "Menuiserie Lormont")
    canvas.drawString(320, y, "Facture n° 2025-0417")
    canvas.drawString(50, y - 1.5 * size, "12, rue des Halles")
    canvas.drawString(320, y - 1.5 * size, "Date : 14/03/2025")
    canvas.drawString(50, y - 3 * size, "69002 Lyon")
    canvas.drawString(320, y - 3 * size, "Client n° 20114")
    canvas.drawString(50, y - 6 * size, "Bon de commande N° 7719 du 02/03/2025")
    y -= 10 * size
    for name, value in (("Table en chêne", "1 298,00"), ("Livraison", "85,00")):
        canvas.drawString(50, y, name)
        canvas.drawRightString(520, y, value)
        y -= 1.6 * size
    for name, value in (
        ("Total HT", "1 383,00"),
        ("TVA 20 %", "276,60"),
        ("Total TTC", "1 659,60"),
    ):
        canvas.drawString(330, y, name)
        canvas.drawRightString(520, y, value)
        y -= 1.6 * size
    canvas.drawString(50, 80, "TVA intracommunautaire n° FR 32 123456789")


def sizes(canvas: Canvas, font: str, size: float) -> None:
    """Labels in small type with large values on their baseline, and sums far from their names."""
    canvas.setFont(font, 2 * size)
    canvas.drawString(50, 780, "Statement")
    canvas.setFont(font, size)
    canvas.drawRightString(545, 780, "Page 1 of 1")
    y = 730.0
    for label, value in (("Account number", "20114-77"), ("Amount due", "1,046.08"),
                         ("Pay before", "13/04/2025")):  # fmt: skip
        canvas.setFont(font, 0.85 * size)
        canvas.drawString(50, y, label)
        canvas.setFont(font, 2 * size)
        canvas.drawString(200, y, value)
        y -= 3 * size
    canvas.setFont(font, size)
    canvas.drawString(380, 730, "Issued")
    canvas.drawString(470, 730 - 0.15 * size, "14/03/2025")
    canvas.drawString(380, 730 - 3 * size, "Meter")
    canvas.drawString(470, 730 - 2.85 * size, "88-1203")
    y -= 2 * size
    for row in CHARGES:
        for x, cell in zip((50, 300, 400, 545), row, strict=True):
            (canvas.drawRightString if x > 50 else canvas.drawString)(x, y, cell)
        y -= 1.35 * size


def _box(
    canvas: Canvas, font: str, size: float, x: float, y: float, text: str, width: float = 0
) -> float:
    """Draw a text in a box that it nearly touches; return the box's right edge."""
    width = width or canvas.stringWidth(text, font, size) + 4
    canvas.rect(x, y - 0.3 * size, width, 1.35 * size)
    canvas.drawString(x + 2, y, text)
    return x + width


def _sign(canvas: Canvas, x: float, y: float, side: float, kind: str) -> None:
    if kind == "ring":
        canvas.circle(x + side / 2, y + side / 2, side / 2, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.circle(x + side / 2, y + side / 2, side / 4, stroke=0, fill=1)
        canvas.setFillGray(0)
    else:
        path = canvas.beginPath()
        path.moveTo(x, y)
        path.lineTo(x + side / 2, y + side)
        path.lineTo(x + side, y)
        path.lineTo(x + side * 0.75, y)
        path.lineTo(x + side / 2, y + side / 2)
        path.lineTo(x + side / 4, y)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


KINDS: tuple[Draw, ...] = (boxed, logo, slip, numero, sizes)

SCRIPTS: Mapping[str, Mapping[str, str]] = {
    "boxed": {
        "number": r"Invoice No : # (\S+)$",
        "date": r"Date : (\S+)$",
        "customer": r"Customer : (\S+)$",
        "order": r"^ *Order +(\S+) +Terms",
        "terms": r"Terms +(\d+ days) +Due",
        "due": r"Due +(\S+)$",
        "vat": r"VAT 20 % +([\d.,]+)$",
        "total": r"^ *Total +([\d.,]+)$",
    },
    "logo": {
        "sender": r"^ *(\S.*\S) {2,}Copperfield Rooms$",
        "buyer": r"^ *Harrow & Bright {2,}(\S.*)$",
        "phone": r"^ *(\d+ \d+ \d+)$",
        "mail": r"^ *(\S+@\S+)$",
        "web": r"^ *(www\S+)$",
        "number": r"^ *Invoice (\S+) +[\d/]+$",
        "date": r"^ *Invoice \S+ +([\d/]+)$",
        "total": r"^ *Amount due +(\S+)$",
        "domain": r"Domain +(\S+)$",
    },
    "slip": {
        "number": r"Bill number (\S+)",
        "period": r"Period (\S+) - ",
        "total": r"^ *Total to pay +(\S+)$",
        "parts": r"^ *Receipt {2,}(\S.*)$",
        "account": r"Account +Account *\n+ *[A-Z\d ]+? {2,}([A-Z\d ]+)$",
        "reference": r"Reference +Reference *\n+ *[\d ]+? {2,}([\d ]+)$",
        "payer": r"Payable by +Payable by *\n+ *\S.*? {2,}(\S.*)$",
        "amount": r"^ *GBP +\S+ +GBP +(\S+)$",
    },
    "numero": {
        "number": r"Facture n° (\S+)$",
        "customer": r"Client n° (\d+)$",
        "order": r"commande N° (\d+) du",
        "date": r"Date : (\S+)$",
        "vat id": r"intracommunautaire n° ([A-Z\d ]+)$",
        "net": r"^ *Total HT {2,}(.*)$",
        "total": r"^ *Total TTC {2,}(.*)$",
    },
    "sizes": {
        "account": r"^ *Account number +(\S+)",
        "issued": r"Account number .* Issued +(\S+)$",
        "due": r"^ *Amount due +(\S+)",
        "meter": r"Amount due .* Meter +(\S+)$",
        "before": r"^ *Pay before +(\S+)$",
        "days": r"^ *Standing charge +(\d+ days) +0.45 +41.40$",
        "units": r"^ *Units used +([\d,]+) +0.38 +954.18$",
        "discount": r"^ *Discount +(\S+)$",
        "vat": r"^ *VAT +5 ?% +(\S+)$",
    },
}

EXPECTED: Mapping[str, Mapping[str, str]] = {
    "boxed": {
        "number": "20417", "date": "14/03/2025", "customer": "C-20114", "order": "PO-7719",
        "terms": "30 days", "due": "13/04/2025", "vat": "507.68", "total": "3,046.08",
    },
    "logo": {
        "sender": "Harrow & Bright", "buyer": "Copperfield Rooms", "phone": "0114 496 0000",
        "mail": "billing@harrow.example", "web": "www.harrow.example",
        "number": "INV-2025-0417", "date": "14/03/2025", "total": "60.50", "domain": "12.50",
    },
    "slip": {
        "number": "77120-4", "period": "01/01/2025", "total": "183.25", "parts": "Payment part",
        "account": "GB33 BUKB 2020 1555 5555 55", "reference": "77120 40033",
        "payer": "Copperfield Rooms", "amount": "183.25",
    },
    "numero": {
        "number": "2025-0417", "customer": "20114", "order": "7719", "date": "14/03/2025",
        "vat id": "FR 32 123456789", "net": "1 383,00", "total": "1 659,60",
    },
    "sizes": {
        "account": "20114-77", "issued": "14/03/2025", "due": "1,046.08", "meter": "88-1203",
        "before": "13/04/2025", "days": "92 days", "units": "2,511", "discount": "-10.00",
        "vat": "60.50",
    },
}  # fmt: skip


def fields(kind: Draw, text: str) -> dict[str, str]:
    """Find an invoice's fields in its text; those that are not found are empty."""
    found = {name: re.search(pattern, text, re.MULTILINE)
             for name, pattern in SCRIPTS[kind.__name__].items()}  # fmt: skip
    return {name: match[1].strip() if match else "" for name, match in found.items()}
