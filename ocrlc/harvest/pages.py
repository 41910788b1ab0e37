"""Drawing a page of a PDF as grey pixels, and what on it is no text of the layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.harvest.glyphs import Floats, Glyphs, read_glyphs, shown

Image = NDArray[np.uint8]

MAX_PIXELS = 10_000_000
READING_DPI = 150
"""The reader judges text layers on pages drawn at this resolution or a finer one."""
_DEPTH = 3


@dataclass(frozen=True, eq=False)
class DrawnPage:
    """A page as drawn.

    Attributes:
        image: grey. Shape: H, W.
        scale: pixels to a point, across and down.
        dpi: resolution.
    """

    image: Image
    scale: tuple[float, float]
    dpi: int

    def pixels(self, points: Floats) -> Floats:
        """Move from points of the page to pixels. Shape: ..., 2 or ..., 4."""
        factors = np.array(self.scale * (points.shape[-1] // 2), np.float64)
        return points * factors


@dataclass(frozen=True, eq=False)
class PdfPage:
    """An open page.

    Attributes:
        glyphs: its text layer.
        pictures: left, top, right, bottom of its pictures, points. Shape: N, 4.
    """

    glyphs: Glyphs
    pictures: Floats
    page: Any

    def draw(self, dpi: int) -> DrawnPage:
        """Draw the page, at a lower resolution where that were too many pixels."""
        width, height = self.glyphs.width, self.glyphs.height
        most = 72 * math.sqrt(MAX_PIXELS / max(width * height, 1e-6))
        dpi = max(1, min(dpi, int(most)))
        bitmap = self.page.render(scale=dpi / 72, grayscale=True)
        try:
            image = np.array(bitmap.to_numpy(), np.uint8)
        finally:
            bitmap.close()
        image = image if image.ndim == 2 else image[:, :, 0]
        return DrawnPage(image, (image.shape[1] / width, image.shape[0] / height), dpi)


def open_page(page: Any) -> PdfPage:
    """Read an open page of PDFium's."""
    import pypdfium2.raw as raw  # loads PDFium

    boxes = [item.get_bounds() for item in page.get_objects((raw.FPDF_PAGEOBJ_IMAGE,), _DEPTH)]
    corners = shown(page, np.array(boxes, np.float64).reshape(-1, 2, 2))
    pictures = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    return PdfPage(read_glyphs(page), pictures, page)
