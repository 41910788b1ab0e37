"""Pictures of pages for the browser, which cannot show TIFF or PDF inside a web page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ocrlc.loading.options import LoadOptions

DPI = 140.0
"""Resolution at which PDF pages are drawn; an A4 page then is about `SIDE` pixels high."""
SIDE = 1600
"""Largest longer side of a picture in pixels: sharp on a screen, a few hundred kilobytes."""
QUALITY = 80


def draw_pages(path: Path, load_options: LoadOptions) -> list[bytes]:
    """Return a JPEG of each page that is read, in the same order.

    Raises:
        InputError: the document cannot be opened.
    """
    # Loaded in a reader's process; the server's process needs neither OpenCV nor NumPy.
    import cv2

    from ocrlc.loading.load import load_pages

    shown = replace(load_options, text_layer="ignore", dpi=min(DPI, load_options.dpi))
    pictures = []
    for page in load_pages(path, shown):
        image = page.image
        factor = SIDE / max(image.shape[:2])
        if factor < 1:
            height, width = (max(1, round(factor * side)) for side in image.shape[:2])
            image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        _, encoded = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
        pictures.append(encoded.tobytes())
    return pictures
