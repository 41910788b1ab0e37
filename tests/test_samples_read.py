"""What the whole of it reads, with the bundled model."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageOps
from rapidfuzz.distance import Indel

from ocrlc import OCR
from ocrlc.evaluation.text_metrics import WordCounts, word_counts
from ocrlc.loading.load import load_pages
from ocrlc.reading.orientation import is_sure, quality, turn_image
from ocrlc.writers import write
from tests.support.seeds import encoded

SAMPLES = ["invoice.jpg", "rechnung.jpg", "facture.jpg", "receipt.jpg", "table.png"]


@pytest.fixture(scope="module")
def ocr() -> OCR:
    return OCR(threads=2)


def test_the_english_invoice_is_read(ocr: OCR, root: Path) -> None:
    truth = (root / "data/samples/invoice.txt").read_text(encoding="utf-8").split()
    read = ocr.recognize(root / "data/samples/invoice.jpg").text.split()
    right = (Counter(read) & Counter(truth)).total()
    missed = Counter(truth) - Counter(read)
    assert right >= 0.98 * len(truth), sorted(missed.elements())


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_with_case_and_accents(name: str, ocr: OCR, root: Path) -> None:
    path = root / "data/samples" / name
    truth = path.with_suffix(".txt").read_text(encoding="utf-8")
    (page,) = ocr.recognize(path).pages
    assert word_counts(page.text, truth, fold_case=False).f1 >= 0.95
    assert page.orientation == 0


@pytest.mark.parametrize(
    "name",
    [
        "receipt.jpg",
        *(pytest.param(name, marks=pytest.mark.slow) for name in (*SAMPLES[:3], "table.png")),
    ],
)
def test_turned_samples_are_read_as_upright_ones(name: str, ocr: OCR, root: Path) -> None:
    (raw,) = load_pages(root / "data/samples" / name)
    (expected,) = ocr.recognize(raw.image).pages
    for degrees in (90, 180, 270):
        (page,) = ocr.recognize(turn_image(raw.image, -degrees % 360)).pages
        assert page.orientation == degrees
        assert word_counts(page.text, expected.text, fold_case=False).f1 >= 0.99


@pytest.mark.parametrize(
    "angle", [10, *(pytest.param(angle, marks=pytest.mark.slow) for angle in (-10, -5, 5))]
)
def test_skewed_pages_are_read(angle: int, ocr: OCR, root: Path, tmp_path: Path) -> None:
    truth = (root / "data/samples/invoice.txt").read_text(encoding="utf-8")
    with Image.open(root / "data/samples/invoice.jpg") as picture:
        skewed = picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
        level = ocr.recognize(picture)
    skewed.save(tmp_path / "skewed.png")
    document = ocr.recognize(tmp_path / "skewed.png")
    (page,) = document.pages
    assert page.orientation == 0
    assert word_counts(page.text, truth, fold_case=False).f1 >= 0.9
    for name in ("text", "layout"):
        before, after = (write(one, name).decode().split() for one in (level, document))
        # The footer's three columns are read in rows at 10 degrees, where a line below them is cut.
        least = 0.95 if abs(angle) < 10 else 0.92
        assert Indel.normalized_similarity(before, after) >= least, name
    with pdfium.PdfDocument(write(document, "pdf")) as pdf:
        found = pdf[0].get_textpage().get_text_range().split()
    assert Indel.normalized_similarity(page.text.split(), found) >= 0.97


def test_upside_down_text_is_read_less_surely(ocr: OCR, root: Path) -> None:
    """What the vote rests on: the two ways are far apart, and the threshold lies between."""
    (raw,) = load_pages(root / "data/samples/receipt.jpg")
    _, upright = ocr.reader.read(raw.image, turn=False)
    _, turned = ocr.reader.read(turn_image(raw.image, 180), turn=False)
    assert is_sure(upright.readings)
    assert not is_sure(turned.readings)
    assert quality(upright.readings) > 1.2 * quality(turned.readings)


def _variants(picture: Image.Image) -> dict[str, bytes]:
    """Return one page in many kinds of file."""
    grey = picture.convert("L")
    # A fixed threshold would lose what the printer has printed faintly.
    pixels = cv2.adaptiveThreshold(
        np.asarray(grey), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, 10
    )
    black = Image.fromarray(pixels).convert("1")
    clear = Image.merge("LA", (Image.new("L", picture.size), ImageOps.invert(grey)))
    return {
        "palette": encoded(picture.quantize(64)),
        "fax": encoded(black, "TIFF", compression="group4"),
        "12 bits": encoded(Image.fromarray(np.asarray(grey, np.uint16) * 16)),
        "print colours": encoded(picture.convert("CMYK"), "JPEG", quality=90),
        "ink on nothing": encoded(clear),
        "gif": encoded(picture, "GIF"),
        "webp": encoded(picture, "WEBP", quality=85),
        "pdf": encoded(picture, "PDF", resolution=200, quality=90),
    }


@pytest.mark.slow
def test_one_page_is_the_same_text_in_every_kind_of_file(ocr: OCR, root: Path) -> None:
    with Image.open(root / "data/samples/receipt.jpg") as picture:
        page = picture.convert("RGB")
    expected = ocr.recognize(page).text
    for kind, data in _variants(page).items():
        counts = word_counts(ocr.recognize(data).text, expected, fold_case=False)
        assert counts.f1 >= 0.97, kind


@pytest.mark.receipts
def test_validation_receipts(receipts: Path) -> None:
    """Ids 450-499: word F1 with case folded, and the same from two threads that share a reader."""
    with zipfile.ZipFile(receipts / "receipt_pages.zip") as archive:
        rows = [row.split("\t") for row in archive.read("labels.txt").decode().splitlines()]
        chosen = [row for row in rows if "450" <= Path(row[0]).stem <= "499"]
        pages = [archive.read(path) for path, _ in chosen]
    ocr = OCR(threads=2)
    documents = [ocr.recognize(page) for page in pages]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ocr.recognize, pages)) == documents
    counts = WordCounts()
    for document, (_, entries) in zip(documents, chosen, strict=True):
        truth = "\n".join(entry["transcription"] for entry in json.loads(entries))
        counts += word_counts(document.text, truth)
    assert counts.f1 >= 0.88


@pytest.mark.receipts
def test_turned_validation_receipts(receipts: Path) -> None:
    """Every tenth of ids 450-499, four ways up: no orientation is mistaken, and F1 stays."""
    with zipfile.ZipFile(receipts / "receipt_pages.zip") as archive:
        names = [f"pages/{number}.jpg" for number in range(450, 500, 10)]
        pages = [next(load_pages(archive.read(name))).image for name in names]
    ocr = OCR(threads=2)
    for image in pages:
        expected = ocr.recognize(image).pages[0]
        assert expected.orientation == 0
        for degrees in (90, 180, 270):
            (page,) = ocr.recognize(turn_image(image, -degrees % 360)).pages
            assert page.orientation == degrees
            assert word_counts(page.text, expected.text).f1 >= 0.99
