"""Draw A4 documents with their true text, to measure OCR on.

    python -m scripts.draw_documents OUT --pages 40 --seed 0 --dpi 150

Writes OUT/pages/NNN.png (as printed) or NNN.jpg (as scanned) and OUT/labels.txt in PaddleOCR's
detection form: one entry for each line of a column or table cell, its points in pixels of the page
as written. Twenty families of layout, language and type come in turn; every second page went
through a scanner, and in the next round of twenty the others do, so that each family is seen both
ways. The pages are a held-out set: do not train on them.

Needs the Debian packages that `drawing/fonts.py` names beside its families.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scripts.drawing.fonts import FontMissingError
from scripts.drawing.layouts import LAYOUTS
from scripts.drawing.looks import BROWN, GREEN, NAVY, RED, SLATE, TEAL, Style
from scripts.drawing.prose import Writer
from scripts.drawing.scan import Image, draw_effects, move, scan
from scripts.drawing.sheet import Segment, Sheet, write_image


@dataclass(frozen=True)
class Kind:
    """A family of documents: what it is, its language, and how it looks."""

    layout: str
    language: str
    style: Style


KINDS = (
    Kind("invoice", "en", Style("liberation-sans", 9, NAVY, "rules")),
    Kind("letter", "de", Style("carlito", 11, justify=False)),
    Kind("report", "fr", Style("pt-serif", 8.5, RED, "rules", justify=True, second="pt-sans")),
    Kind("form", "es", Style("open-sans", 9, TEAL, banded=True)),
    Kind("statement", "pl", Style("dejavu-condensed", 8, SLATE, "zebra")),
    Kind("contract", "en", Style("liberation-serif", 7.5, justify=True)),
    Kind("price_list", "de", Style("lato", 8.5, GREEN, banded=True)),
    Kind("datasheet", "en", Style("roboto", 9.5, SLATE, "zebra", heads="upper")),
    Kind("minutes", "pl", Style("caladea", 10.5, table="grid", heads="bold_italic")),
    Kind("delivery_note", "fr", Style("liberation-mono", 8, table="plain", heads="upper")),
    Kind("letter", "es", Style("gentium", 12, BROWN, heads="italic", justify=True)),
    Kind("invoice", "de", Style("open-sans", 8.5, TEAL, "band", banded=True)),
    Kind("report", "en", Style("noto-serif", 8, NAVY, "band", "italic", banded=True, justify=True)),
    Kind("form", "de", Style("liberation-narrow", 10, heads="upper", second="dejavu-mono")),
    Kind("contract", "pl", Style("noto-sans", 7, NAVY, heads="upper")),
    Kind("statement", "es", Style("pt-sans", 9, RED, "rules")),
    Kind("price_list", "fr", Style("free-sans", 9, heads="bold_italic")),
    Kind("invoice", "pl", Style("carlito", 10, SLATE, "grid", heads="upper")),
    Kind("minutes", "fr", Style("free-serif", 11, table="rules", justify=True)),
    Kind("delivery_note", "en", Style("dejavu-serif", 8, GREEN, "grid", banded=True)),
)


@dataclass(frozen=True)
class Document:
    """A drawn page.

    Attributes:
        image: shape (H, W, 3), BGR.
        texts: what is printed, segment by segment.
        points: corners of the segments, shape (N, 4, 2), in pixels, clockwise from top-left.
        quality: quality of the JPEG to write; None for PNG.
    """

    image: Image
    texts: list[str]
    points: npt.NDArray[np.float64]
    quality: int | None


def draw_document(number: int, seed: int, dpi: float, clean: bool = False) -> Document:
    """Draw one page.

    Args:
        number: number of the page; it determines the family and whether the page is scanned.
        seed: seed of the whole set.
        dpi: resolution in dots per inch.
        clean: leave out all scan effects.
    """
    kind = KINDS[number % len(KINDS)]
    writer = Writer(kind.language, random.Random(f"{seed}/{number}"))
    sheet = Sheet()
    LAYOUTS[kind.layout](sheet, writer, kind.style)
    image = sheet.render(dpi)
    texts = [segment.text for segment in sheet.segments]
    points = _corners(sheet.segments) * (dpi / 72)
    if clean or (number + number // len(KINDS)) % 2 == 0:
        return Document(image, texts, points, None)
    rng = np.random.default_rng([seed, number])
    effects = draw_effects(rng)
    scanned, matrix = scan(image, effects, rng)
    moved = move(points.reshape(-1, 2), matrix).reshape(points.shape)
    return Document(scanned, texts, moved, effects.quality)


def draw_documents(
    out: Path, pages: int, seed: int, dpi: float, clean: bool = False
) -> Iterator[str]:
    """Draw pages into a folder and yield the name of each as it is done."""
    (out / "pages").mkdir(parents=True, exist_ok=True)
    with (out / "labels.txt").open("w", encoding="utf-8") as labels:
        for number in range(pages):
            document = draw_document(number, seed, dpi, clean)
            name = f"pages/{number:03d}.{'png' if document.quality is None else 'jpg'}"
            write_image(str(out / name), document.image, document.quality or 0)
            entries = [
                {"transcription": text, "points": np.round(points, 1).tolist()}
                for text, points in zip(document.texts, document.points, strict=True)
            ]
            labels.write(f"{name}\t{json.dumps(entries, ensure_ascii=False)}\n")
            yield name


def _corners(segments: list[Segment]) -> npt.NDArray[np.float64]:
    boxes = np.array([segment.box for segment in segments], dtype=np.float64)
    return boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dpi", type=float, default=150)
    parser.add_argument("--clean", action="store_true", help="no scan effects on any page")
    args = parser.parse_args()
    try:
        for name in draw_documents(args.out, args.pages, args.seed, args.dpi, args.clean):
            print(name, file=sys.stderr)
    except FontMissingError as error:
        print(f"draw_documents: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
