"""Scripts written for `pdftotext -layout` find the fields of invoices of several kinds in ours.

Each invoice is drawn as a PDF with text, which the real `pdftotext` reads; we read its pixels.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ocrlc import OCR
from ocrlc.writers import write
from tests.support.debian import pdftotext
from tests.writers.invoices import EXPECTED, KINDS, TYPE, Draw, fields, save


@pytest.fixture(scope="module")
def ocr() -> OCR:
    return OCR(threads=2)


@pytest.mark.parametrize(("font", "size"), TYPE)
@pytest.mark.parametrize("kind", KINDS)
def test_script_finds_in_the_picture_what_it_finds_in_the_text(
    ocr: OCR, tmp_path: Path, kind: Draw, font: str, size: float
) -> None:
    path = tmp_path / "invoice.pdf"
    save(kind, path, font, size)
    printed = pdftotext(path, "-layout")
    expected = EXPECTED[kind.__name__]
    assert fields(kind, printed) == expected, f"the script is wrong\n{printed}"
    with pdfium.PdfDocument(path) as pdf:
        picture = pdf[0].render(scale=200 / 72).to_pil().convert("L")
    layout = write(ocr.recognize(picture), "layout").decode()
    assert fields(kind, layout) == expected, layout
