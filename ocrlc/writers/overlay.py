"""Pictures of pages with the outlines of the lines and the text read."""

from __future__ import annotations

import functools
import io
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ocrlc.results import Line, Page, Pages
from ocrlc.system.matplotlib_setup import matplotlib_fonts
from ocrlc.writers.output import numbered, write_output

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageFont

    from ocrlc.loading.load import Source
    from ocrlc.loading.options import LoadOptions

GOOD, POOR = (30, 130, 60), (200, 60, 30)
POOR_BELOW = 0.8
PAPER = (255, 255, 255, 215)
"""Slightly transparent white, so that the text read can be compared with the page."""


def save_overlay(
    document: Pages, source: Source, path: Path, load: LoadOptions | None = None
) -> list[Path]:
    """Draw the document's pages over the images they were read from.

    Args:
        document: the document read.
        source: the input it was read from.
        load: how the input was opened.
        path: the picture to write; for several pages `name-1.png`, `name-2.png` and so on.

    Returns:
        The files written, JPEG if the ending says so, else PNG.
    """
    # It loads NumPy and OpenCV.
    from ocrlc.loading.load import load_pages

    written = []
    drawn = replace(load, text_layer="ignore") if load else None
    for page, raw in zip(document.pages, load_pages(source, drawn), strict=False):
        target = Path(numbered(path, page.number)) if len(document.pages) > 1 else path
        write_output(target, _encode(draw(page, raw.image), target))
        written.append(target)
    return written


def draw(page: Page, image: NDArray[np.uint8]) -> Image.Image:
    """Return a picture of the page with each line's outline and, inside it, the text read.

    Args:
        page: the page read.
        image: the page's pixels, uint8. Shape: H, W, 3 BGR or H, W grey.
    """
    # Loaded only when a picture is drawn: writers are imported with every document.
    from PIL import Image, ImageDraw

    rgb = image if image.ndim == 2 else image[:, :, ::-1]
    base = Image.fromarray(rgb).convert("RGBA")
    layer = Image.new("RGBA", base.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(layer)
    for line in page.lines:
        colour = GOOD if line.score >= POOR_BELOW else POOR
        brush.polygon(line.polygon, fill=PAPER, outline=colour, width=2)
    for line in page.lines:
        _paste_text(layer, line)
    return Image.alpha_composite(base, layer).convert("RGB")


def _paste_text(layer: Image.Image, line: Line) -> None:
    """Draw a line's text with the width and the angle of its outline."""
    from PIL import Image, ImageDraw  # as above

    (x0, y0), (x1, y1), _, (x3, y3) = line.polygon
    width, height = math.dist((x0, y0), (x1, y1)), math.dist((x0, y0), (x3, y3))
    text = "".join(character for character in line.text if character.isprintable())
    if not text.strip() or min(width, height) < 4:
        return
    font = _font(max(round(0.7 * height), 6))
    length = max(math.ceil(font.getlength(text)), 1)
    tile = Image.new("L", (length, round(height)))
    ImageDraw.Draw(tile).text((0, height / 2), text, fill=255, font=font, anchor="lm")
    tile = tile.resize((round(width), tile.height))
    angle = -math.degrees(math.atan2(y1 - y0, x1 - x0))
    turned = tile.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    middle_x = (line.polygon[0][0] + line.polygon[2][0]) / 2
    middle_y = (line.polygon[0][1] + line.polygon[2][1]) / 2
    corner = (round(middle_x - turned.width / 2), round(middle_y - turned.height / 2))
    layer.paste((20, 20, 120, 255), corner, turned)


@functools.lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return DejaVu Sans, which has all letters of our charsets and comes with matplotlib."""
    from PIL import ImageFont  # as above

    try:
        path, basic = matplotlib_fonts() / "DejaVuSans.ttf", ImageFont.Layout.BASIC
        return ImageFont.truetype(str(path), size, layout_engine=basic)
    except (ImportError, OSError):
        return ImageFont.load_default(size)


def _encode(picture: Image.Image, path: Path) -> bytes:
    buffer = io.BytesIO()
    kind = "JPEG" if path.suffix.lower() in (".jpg", ".jpeg") else "PNG"
    picture.save(buffer, format=kind)
    return buffer.getvalue()
