"""Scripts written for `pdftotext -layout` find their fields in our layout of the same page.

Each invoice is drawn as a PDF with text, which the real `pdftotext` reads; we read its pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ocrlc import OCR
from ocrlc.writers import write
from tests.support.debian import pdftotext

ITEMS = (
    ("4711", "Oak table, 180 x 90 cm", "2", "649.00", "1,298.00"),
    ("802", "Chair with armrests", "8", "129.50", "1,036.00"),
    ("90", "Delivery and assembly", "1", "85.00", "85.00"),
    ("1255", "Linseed oil, 500 ml", "12", "9.95", "119.40"),
)
SUMS = (("Subtotal", "2,538.40"), ("VAT 20 %", "507.68"), ("Total due", "3,046.08"))
SENDER = ("Harrow & Bright Ltd", "18 Tanner's Row", "York YO1 9QX")
BUYER = ("Copperfield Rooms", "27 Lantern Street", "Sheffield S3 8RG", "United Kingdom")
DELIVERY = ("Northgate Library", "5 Mill Lane", "Leeds LS1 4AB", "United Kingdom")

Draw = Callable[[Canvas, str, float], None]


def plain(canvas: Canvas, font: str, size: float) -> None:
    """Fields as "name: value", a table without rules, sums on the right."""
    y = 780.0
    for row, (left, right) in enumerate(
        zip((*SENDER, ""), ("Invoice No: INV-2025-0417", "Date: 14/03/2025",
                            "Customer: C-20114", "Due: 13/04/2025"), strict=True)
    ):  # fmt: skip
        canvas.drawString(50, y - row * 1.5 * size, left)
        canvas.drawString(370, y - row * 1.5 * size, right)
    y -= 10 * size
    _table(canvas, font, size, y, (50, 110, 360, 445, 540))
    y -= (len(ITEMS) + 2) * 1.8 * size
    for row, (name, value) in enumerate(SUMS):
        canvas.drawString(380, y - row * 1.7 * size, name)
        canvas.drawRightString(540, y - row * 1.7 * size, value)


def ruled(canvas: Canvas, font: str, size: float) -> None:
    """Labels above values, a table in a grid of rules, sums in its last rows."""
    y = 785.0
    for row, text in enumerate(SENDER):
        canvas.drawString(60, y - row * 1.3 * size, text)
    y -= 7 * size
    for x, label, value in ((60, "Invoice No", "INV-2025-0417"), (190, "Date", "14/03/2025"),
                            (310, "Customer", "C-20114"), (430, "Due", "13/04/2025")):  # fmt: skip
        canvas.drawString(x, y, label)
        canvas.drawString(x, y - 1.6 * size, value)
    y -= 6 * size
    _table(canvas, font, size, y, (62, 120, 350, 440, 535))
    pitch = 1.8 * size
    rows = len(ITEMS) + 1
    canvas.setLineWidth(0.5)
    for row in range(rows + 1):
        canvas.line(55, y + 1.2 * size - row * pitch, 540, y + 1.2 * size - row * pitch)
    for x in (55, 112, 300, 365, 450, 540):
        canvas.line(x, y + 1.2 * size, x, y + 1.2 * size - rows * pitch)
    y -= (rows + 0.6) * pitch
    for row, (name, value) in enumerate(SUMS):
        canvas.drawRightString(440, y - row * pitch, name)
        canvas.drawRightString(535, y - row * pitch, value)


def addresses(canvas: Canvas, font: str, size: float) -> None:
    """Two addresses side by side, which scripts cut apart by column; then fields and table."""
    y = 790.0
    canvas.setFont(font, 2 * size)
    canvas.drawString(50, y, "INVOICE")
    canvas.setFont(font, size)
    canvas.drawRightString(545, y, "INV-2025-0417")
    y -= 4 * size
    for row, (left, right) in enumerate(
        zip(("Bill to", *BUYER), ("Ship to", *DELIVERY), strict=True)
    ):
        canvas.drawString(50, y - row * 1.4 * size, left)
        canvas.drawString(310, y - row * 1.4 * size, right)
    y -= 9 * size
    canvas.drawString(50, y, "Date: 14/03/2025")
    canvas.drawString(210, y, "Customer: C-20114")
    canvas.drawString(400, y, "Due: 13/04/2025")
    y -= 3 * size
    _table(canvas, font, size, y, (50, 105, 350, 440, 545))
    y -= (len(ITEMS) + 2) * 1.8 * size
    for row, (name, value) in enumerate(SUMS):
        canvas.drawString(330, y - row * 1.7 * size, name)
        canvas.drawRightString(545, y - row * 1.7 * size, value)


def _table(canvas: Canvas, font: str, size: float, y: float, xs: tuple[float, ...]) -> None:
    rows = (("Item", "Description", "Qty", "Price", "Amount"), *ITEMS)
    for row, cells in enumerate(rows):
        for column, (x, cell) in enumerate(zip(xs, cells, strict=True)):
            draw = canvas.drawString if column < 2 else canvas.drawRightString
            draw(x, y - row * 1.8 * size, cell)


# What people write for `pdftotext -layout`: no knowledge of the page beyond its columns of text.


def fields(text: str) -> dict[str, object]:
    """Find the fields of any of the invoices, as a script for text with a layout does."""
    return {
        "number": _first(r"\b(INV-\d{4}-\d{4})\b", text),
        "date": _labelled("Date", r"\d{2}/\d{2}/\d{4}", text),
        "due": _labelled("Due", r"\d{2}/\d{2}/\d{4}", text),
        "customer": _labelled("Customer", r"C-\d+", text),
        "items": re.findall(
            r"^ *(\d+) {2,}(\S.*?) {2,}(\d+) {2,}([\d,.]+) {2,}([\d,.]+) *$", text, re.MULTILINE
        ),
        "sums": [
            (name, value)
            for name, _ in SUMS
            for value in re.findall(rf"{re.escape(name)} {{2,}}([\d,.]+) *$", text, re.MULTILINE)
        ],
        "ship to": _below("Ship to", text),
        "bill to": _below("Bill to", text),
    }


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _labelled(label: str, value: str, text: str) -> str:
    """Return the value after "label:", or the one that stands under the label."""
    beside = re.search(rf"\b{label}: *({value})", text)
    if beside:
        return beside[1]
    rows = text.splitlines()
    for row, following in pairwise(rows):
        at = re.search(rf"\b{label}\b", row)
        if at:
            under = re.match(value, following[at.start() :])
            return under[0] if under else ""
    return ""


def _below(label: str, text: str) -> list[str]:
    """Cut the column that begins where the label does, down to an empty row."""
    rows = text.splitlines()
    for number, row in enumerate(rows):
        if label in row:
            start = row.index(label)
            column = [re.split(r" {3,}", line[start:])[0].strip() for line in rows[number + 1 :]]
            return column[: column.index("")] if "" in column else column
    return []


EXPECTED = {
    "number": "INV-2025-0417",
    "date": "14/03/2025",
    "due": "13/04/2025",
    "customer": "C-20114",
    "items": list(ITEMS),
    "sums": list(SUMS),
}


@pytest.fixture(scope="module")
def ocr() -> OCR:
    return OCR(threads=2)


@pytest.mark.parametrize("turn", [0.0, 1.5])
@pytest.mark.parametrize(("font", "size"), [("Helvetica", 10), ("Times-Roman", 11), ("Courier", 9)])
@pytest.mark.parametrize("draw", [plain, ruled, addresses])
def test_script_finds_in_the_picture_what_it_finds_in_the_text(
    ocr: OCR, tmp_path: Path, draw: Draw, font: str, size: float, turn: float
) -> None:
    path = tmp_path / "invoice.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(font, size)
    draw(canvas, font, size)
    canvas.save()
    printed = pdftotext(path, "-layout")
    expected = dict(EXPECTED)
    has_addresses = draw is addresses
    expected["ship to"] = list(DELIVERY) if has_addresses else []
    expected["bill to"] = list(BUYER) if has_addresses else []
    assert fields(printed) == expected, f"the script is wrong\n{printed}"
    with pdfium.PdfDocument(path) as pdf:
        picture = pdf[0].render(scale=200 / 72).to_pil().convert("L")
    askew = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    # In some fonts an "x" between numbers cannot be told from a sign of multiplication.
    layout = write(ocr.recognize(askew), "layout").decode().replace("×", "x")
    assert fields(layout) == expected, layout
