r"""Measure how small and how skewed the text of a page may be.

    python -m scripts.measure_limits small --pages 10
    python -m scripts.measure_limits far --pages 10
    python -m scripts.measure_limits skew --pages 10

Draws A4 documents without scan effects (see draw_documents.py) and reads them.

`small` draws each page at ever lower resolutions. A row per resolution: the median height of the
detected lines in pixels of the page, that of the letters at the size at which the detector sees
them, the word F1 (case and accents count), and how many pages are warned of. The warning is meant
for pages of which a word in ten is wrong or missing: `notices.SMALL_LINE`.

`far` lets the detector see the pages of 150 dpi ever smaller, as it does with very large ones. A
row per size, with the same columns: `notices.SMALL_LETTER`.

`skew` turns each page by some degrees. A row per angle: the word F1, and how much of the order of
the level page's words each format keeps (2 * words in common order / words of both).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

import cv2
import numpy as np
from rapidfuzz.distance import Indel

from ocrlc import OCR
from ocrlc.detection.detector import Detector, DetectorOptions
from ocrlc.document import Document
from ocrlc.evaluation.text_metrics import WordCounts, word_counts
from ocrlc.loading.load import Image
from ocrlc.reading.page_warnings import line_height
from ocrlc.writers import write
from scripts.draw_documents import draw_document

RESOLUTIONS = (150, 110, 90, 80, 70, 60, 55, 50, 45, 40)
LETTERS = (9, 8, 7, 6, 5, 4)
PIXELS = 15_000
"""Resolution in dots per inch of a drawn page on which letters are one pixel high."""
ANGLES = (0, 3, -3, 6, -6, 10, -10)
FORMATS = ("text", "layout", "hocr", "alto")


@dataclass
class Row:
    """What was measured at one resolution or angle."""

    words: WordCounts = field(default_factory=WordCounts)
    lines: list[float] = field(default_factory=list)
    letters: list[float] = field(default_factory=list)
    orders: list[list[float]] = field(default_factory=list)
    warned: int = 0


def measure_small(ocr: OCR, pages: int, seed: int) -> None:
    """Print a row per resolution."""
    print("dpi  line px  letter px  word F1  warned")
    for dpi in RESOLUTIONS:
        _measure(ocr, dpi, pages, seed)


def measure_far(pages: int, seed: int, threads: int) -> None:
    """Print a row per size at which pages are seen."""
    print("dpi  line px  letter px  word F1  warned")
    for letter in LETTERS:
        ocr = OCR(threads=threads)
        limit = DetectorOptions(max_page_pixels=round(PIXELS * letter**2))
        ocr.detector = ocr.reader.detector = Detector(threads=threads, options=limit)
        _measure(ocr, 150, pages, seed)


def _measure(ocr: OCR, dpi: float, pages: int, seed: int) -> None:
    """Read pages drawn at a resolution; print a row."""
    row = Row()
    for number in range(pages):
        drawn = draw_document(number, seed, dpi, clean=True)
        found = ocr.detector.find(drawn.image)
        (page,) = ocr.recognize(drawn.image).pages
        row.words += word_counts(page.text, "\n".join(drawn.texts), fold_case=False)
        row.warned += any("very small" in warning for warning in page.warnings)
        row.lines.append(line_height(found.polygons) or np.nan)
        row.letters.append(found.letter_height or np.nan)
    line, letter = np.nanmedian(row.lines), np.nanmedian(row.letters)
    print(
        f"{dpi:3}  {line:7.1f}  {letter:9.1f}  {row.words.f1:7.3f}  {row.warned} of {pages}",
        flush=True,
    )


def measure_skew(ocr: OCR, pages: int, seed: int, dpi: float) -> None:
    """Print a row per angle."""
    print("degrees  word F1  " + "  ".join(f"{name} order" for name in FORMATS))
    level: dict[int, list[list[str]]] = {}
    for angle in ANGLES:
        row = Row()
        for number in range(pages):
            drawn = draw_document(number, seed, dpi, clean=True)
            document = ocr.recognize(skewed(drawn.image, angle))
            truth = "\n".join(drawn.texts)
            row.words += word_counts(document.text, truth, fold_case=False)
            found = [words_of(document, name) for name in FORMATS]
            before = level.setdefault(number, found)
            row.orders.append(
                [Indel.normalized_similarity(a, b) for a, b in zip(before, found, strict=True)]
            )
        orders = "  ".join(f"{value:10.3f}" for value in np.mean(row.orders, axis=0))
        print(f"{angle:+7}  {row.words.f1:7.3f}  {orders}", flush=True)


def skewed(image: Image, degrees: float) -> Image:
    """Turn a page clockwise; what was outside it is white. Shape: H, W, 3."""
    h, w = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), -degrees, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(w * cos + h * sin), round(h * cos + w * sin))
    matrix[:, 2] += (size[0] - w) / 2, (size[1] - h) / 2
    turned: Image = cv2.warpAffine(
        image, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return turned


def words_of(document: Document, name: str) -> list[str]:
    """Return a document's words in the order in which a format has them."""
    content = write(document, name).decode()
    if name == "hocr":
        return [e.text or "" for e in _elements(content) if e.get("class") == "ocrx_word"]
    if name == "alto":
        return [e.get("CONTENT", "") for e in _elements(content) if e.tag.endswith("}String")]
    return content.split()


def _elements(content: str) -> Sequence[ElementTree.Element]:
    return list(ElementTree.fromstring(content.encode()).iter())


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("small", "far", "skew"))
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dpi", type=float, default=150, help="resolution of skewed pages [150]")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.what == "small":
        measure_small(OCR(threads=args.threads), args.pages, args.seed)
    elif args.what == "far":
        measure_far(args.pages, args.seed, args.threads)
    else:
        measure_skew(OCR(threads=args.threads), args.pages, args.seed, args.dpi)


if __name__ == "__main__":
    main()
