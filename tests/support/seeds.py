"""Small sound files of every format that is read, to be damaged or turned into one another."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw
from safetensors.numpy import save

from ocrlc.recipes import dump_config, parse_config


def drawing(mode: str = "RGB", size: tuple[int, int] = (40, 24)) -> Image.Image:
    """Return a small picture: a dark bar and a red square on white."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((4, 4, size[0] - 8, 9), fill="black")
    picture.paste((220, 0, 0), (4, 12, 14, 20))
    return picture.convert(mode)


def encoded(picture: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


def deep(ending: str) -> bytes:
    """Return a file of 16-bit colour."""
    pixels = np.asarray(drawing(), np.uint16)[:, :, ::-1] * 257
    done, data = cv2.imencode(ending, pixels)
    assert done
    return data.tobytes()


def with_exif(orientation: int = 6) -> Image.Exif:
    """Return EXIF data that turns a picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a picture"
    return exif


def png() -> list[bytes]:
    plain = [encoded(drawing(mode)) for mode in ("1", "L", "P", "RGB", "LA", "RGBA", "I;16")]
    return [*plain, deep(".png"), encoded(drawing(), exif=with_exif())]


def jpeg() -> list[bytes]:
    plain = [encoded(drawing(mode), "JPEG") for mode in ("L", "RGB", "CMYK")]
    progressive = encoded(drawing(), "JPEG", progressive=True, exif=with_exif())
    several = encoded(drawing(), "MPO", save_all=True, append_images=[drawing("L")])
    return [*plain, progressive, several]


def tiff() -> list[bytes]:
    plain = [encoded(drawing(mode), "TIFF") for mode in ("1", "L", "P", "RGB", "CMYK", "I;16")]
    packed = [
        encoded(drawing(mode), "TIFF", compression=compression)
        for mode, compression in (("1", "group4"), ("RGB", "tiff_lzw"), ("RGB", "jpeg"))
    ]
    pages = [drawing("L"), drawing("1")]
    several = encoded(drawing(), "TIFF", save_all=True, append_images=pages, exif=with_exif())
    return [*plain, *packed, several, deep(".tiff")]


def others() -> list[bytes]:
    picture = drawing()
    return [
        encoded(picture, "GIF", save_all=True, append_images=[drawing("L")]),
        encoded(picture, "BMP"),
        encoded(drawing("1"), "BMP"),
        encoded(picture, "WEBP", lossless=True),
        encoded(drawing("RGBA"), "WEBP"),
    ]


def text_pdf(*pages: str, password: str = "") -> bytes:
    """Return a PDF with a line of text at (20, 100) on each page of 200 x 140 points."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    lock = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(buffer, (200, 140), encrypt=lock, pageCompression=0)
    for text in pages:
        canvas.drawString(20, 100, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf() -> list[bytes]:
    scan = encoded(drawing(), "PDF", resolution=72)
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(100, 50)
    buffer = io.BytesIO()
    empty.save(buffer)
    return [scan, text_pdf("Hello world", "page two"), buffer.getvalue()]


def safetensors_seed() -> list[bytes]:
    arrays = {"a": np.arange(12, dtype=np.float32).reshape(3, 4), "b": np.zeros(5, np.float32)}
    return [save(arrays)]


def yaml_seed() -> list[bytes]:
    return [dump_config(parse_config({})).encode()]


IMAGE_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "png": png, "jpeg": jpeg, "tiff": tiff, "others": others,
}  # fmt: skip
PDF_SEEDS = partial(pdf)
