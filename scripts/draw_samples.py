"""Draw the sample documents of data/samples, with their true text.

    python -m scripts.draw_samples [OUT]

Five invented documents: an invoice photographed on a desk, a German and a French one from the
scanner, a till receipt, and a dense table. The same pictures come out each time. Needs the Debian
packages fonts-lato, fonts-liberation, fonts-crosextra-caladea, fonts-paratype, fonts-dejavu and
fonts-open-sans.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from scripts.drawing.fonts import FACES, FontMissingError, face
from scripts.drawing.photo import Shot, photograph
from scripts.drawing.scan import Effects, Image, scan
from scripts.drawing.sheet import A4, Sheet, write_image
from scripts.samples import facture, invoice, receipt, rechnung, table
from scripts.samples.common import printed_lines

OUT = Path(__file__).parents[1] / "data" / "samples"


@dataclass(frozen=True)
class Sample:
    """A document and how it became a picture.

    Attributes:
        draw: prints it.
        fonts: the families it needs.
        finish: photographs or scans the clean page.
        dpi: resolution of the clean page.
        size: size of the page in points.
        quality: quality of the JPEG.
    """

    draw: Callable[[Sheet], None]
    fonts: tuple[str, ...]
    finish: Callable[[Image, np.random.Generator], Image]
    dpi: float = 200
    size: tuple[float, float] = A4
    quality: int = 80


def _shoot_invoice(page: Image, rng: np.random.Generator) -> Image:
    corners = ((0.062, 0.048), (0.932, 0.030), (0.962, 0.958), (0.038, 0.974))
    return photograph(page, Shot((1440, 1980), corners), rng)


def _shoot_receipt(page: Image, rng: np.random.Generator) -> Image:
    corners = ((0.130, 0.034), (0.885, 0.037), (0.868, 0.968), (0.118, 0.964))
    shot = Shot(
        (720, 1900),
        corners,
        desk=(70, 68, 66),
        light=(0.96, 0.99, 1.0),
        falloff=0.22,
        shadow=0.18,
        curl=4,
    )
    return photograph(_fade(page, rng), shot, rng)


def _fade(page: Image, rng: np.random.Generator) -> Image:
    """Print as a thermal head does: grey, weaker in stripes along the paper."""
    width = page.shape[1]
    stripes = cv2.GaussianBlur(rng.normal(0, 1, (1, width)).astype(np.float32), (0, 0), 6)
    strength = np.clip(0.80 + 0.25 * stripes, 0.55, 0.95)[:, :, None]
    return np.asarray(255 - (255 - page.astype(np.float32)) * strength, dtype=np.uint8)


def _scan_colour(page: Image, rng: np.random.Generator) -> Image:
    effects = Effects(0.45, 0.6, 2.5, 244, 40, 8, False, 0)
    return scan(page, effects, rng)[0]


def _scan_grey(page: Image, rng: np.random.Generator) -> Image:
    effects = Effects(-0.55, 0.7, 4.0, 232, 30, 16, True, 0)
    scanned = scan(page, effects, rng)[0]
    # Dust on the glass.
    for _ in range(40):
        at = (int(rng.integers(scanned.shape[1])), int(rng.integers(scanned.shape[0])))
        shade = int(rng.integers(110, 190))
        cv2.circle(scanned, at, int(rng.integers(1, 3)), (shade,) * 3, -1, cv2.LINE_AA)
    return _grey(scanned, rng)


def _grey(page: Image, _: np.random.Generator) -> Image:
    grey: Image = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    return grey


SAMPLES: dict[str, Sample] = {
    "invoice.jpg": Sample(invoice.draw, invoice.FONTS, _shoot_invoice, quality=78),
    "rechnung.jpg": Sample(rechnung.draw, rechnung.FONTS, _scan_colour, dpi=160),
    "facture.jpg": Sample(facture.draw, facture.FONTS, _scan_grey, dpi=150, quality=75),
    "receipt.jpg": Sample(
        receipt.draw,
        receipt.FONTS,
        _shoot_receipt,
        dpi=210,
        size=(receipt.WIDTH, receipt.HEIGHT),
        quality=78,
    ),
    "table.png": Sample(table.draw, table.FONTS, _grey, dpi=150),
}


def draw_sample(name: str) -> tuple[Image, list[str]]:
    """Draw one sample.

    Args:
        name: a key of SAMPLES.

    Returns:
        The picture, shape (H, W, 3) BGR or (H, W) grey, and its printed lines in reading order.
    """
    sample = SAMPLES[name]
    for family in sample.fonts:
        for style in FACES:
            face(family, style)
    sheet = Sheet(*sample.size)
    sample.draw(sheet)
    rng = np.random.default_rng(list(name.encode()))
    return sample.finish(sheet.render(sample.dpi), rng), printed_lines(sheet.segments)


def main() -> int:
    """Run from the command line."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.mkdir(parents=True, exist_ok=True)
    try:
        for name in SAMPLES:
            image, lines = draw_sample(name)
            write_image(str(out / name), image, SAMPLES[name].quality)
            text = out / Path(name).with_suffix(".txt")
            text.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(f"{name}: {image.shape[1]}×{image.shape[0]}, {len(lines)} lines")
    except FontMissingError as error:
        print(f"draw_samples: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
