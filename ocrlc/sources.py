"""Decoding foreign bytes: image files by Pillow, PDF by PDFium, each to plain uint8 pixels."""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import InputError

if TYPE_CHECKING:
    from PIL import Image as PILImage

Image = NDArray[np.uint8]

MAX_PIXELS = 178_000_000
"""Largest page, checked before decoding: an A3 scan at 900 dpi. Pillow's own bound is above."""
PDF_DPI = 200
FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "PPM", "JPEG2000")
"""What Pillow may try. Its other plug-ins are rare, and some start programs (EPS)."""

# PDFium keeps global state and is not thread-safe; documents may be read from several threads.
_PDFIUM = threading.Lock()


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; its header may follow up to 1 kB of other bytes."""
    return b"%PDF-" in data[:1024]


def decode_image(data: bytes, name: str) -> Iterator[Image]:
    """Yield the pages of an image file: all of a TIFF, the first picture of other formats.

    Raises:
        InputError: not an image, truncated, or too large.
    """
    from PIL import Image as PILImage

    try:
        picture = PILImage.open(io.BytesIO(data), formats=FORMATS)
    except PILImage.DecompressionBombError as error:
        raise _too_large(name) from error
    except Exception as error:  # what Pillow's decoders raise on foreign bytes has no bound
        raise InputError(f"{name}: not an image or PDF that ocrlc can read") from error
    with picture:
        yield from picture_pages(picture, name, data)


def picture_pages(picture: PILImage.Image, name: str, data: bytes | None = None) -> Iterator[Image]:
    """Yield a Pillow image's pages as H, W grey or H, W, 3 BGR, EXIF orientation applied.

    Args:
        picture: the image; its current frame is left as it was.
        name: for error messages.
        data: the file's bytes, where known: Pillow drops the low bytes of 16-bit colour.
    """
    frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    first = picture.tell() if frames > 1 else 0
    try:
        for number in range(frames):
            try:
                if frames > 1:
                    picture.seek(number)
                if picture.width * picture.height > MAX_PIXELS:
                    raise _too_large(name)
                image = _pixels(_upright(_deep_colour(picture, data, number) or picture))
            except InputError:
                raise
            except Exception as error:  # as above
                where = f"page {number + 1} " if frames > 1 else ""
                raise InputError(f"{name}: {where}is truncated or damaged ({error})") from error
            yield image
    finally:
        if frames > 1:
            picture.seek(first)


def decode_pdf(data: bytes, name: str, dpi: float = PDF_DPI) -> Iterator[Image]:
    """Yield a PDF's pages, drawn at `dpi` (less where a page would exceed `MAX_PIXELS`).

    Raises:
        InputError: damaged, without pages, or protected by a password.
    """
    import pypdfium2 as pdfium

    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            locked = "password" in str(error).lower()
            reason = "is protected by a password" if locked else "is damaged or not a PDF"
            raise InputError(f"{name}: {reason}") from error
        document.init_forms()
        count = len(document)
    try:
        if count == 0:
            raise InputError(f"{name}: the PDF has no pages")
        for number in range(count):
            with _PDFIUM:
                try:
                    image = _draw(document, number, dpi)
                except Exception as error:  # PDFium's, and NumPy's on a page without area
                    raise InputError(f"{name}: page {number + 1} cannot be drawn") from error
            yield image
    finally:
        with _PDFIUM:
            document.close()


def flatten(image: Image) -> Image:
    """Lay BGRA pixels over white. Shape: H, W, 4 -> H, W, 3."""
    alpha = image[:, :, 3:].astype(np.uint16)
    over = (image[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return over.astype(np.uint8)


def stretch(values: NDArray[Any]) -> Image:
    """Map deep pixels (16-bit, 32-bit, float) to uint8 by the range they really use.

    A 12-bit scan in a 16-bit file would be nearly black if it were divided by 65535. A range
    below an eighth of the brightest value is taken as paper, not stretched into noise.
    """
    finite = np.nan_to_num(values.astype(np.float32))
    high = float(finite.max(initial=0))
    span = max(high - float(finite.min(initial=high)), abs(high) / 8)
    if span == 0:
        return np.full(values.shape, 255 if high > 0 else 0, np.uint8)
    scaled = np.clip(255 - (high - finite) * (255 / span), 0, 255)
    return np.asarray(np.rint(scaled), np.uint8)


def _draw(document: Any, number: int, dpi: float) -> Image:
    """Draw one page of an open PDF as BGR."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, math.sqrt(MAX_PIXELS / max(width * height, 1e-6)))
        bitmap = page.render(scale=scale, rev_byteorder=False)
        try:
            pixels = bitmap.to_numpy()
            colour = flatten(pixels) if pixels.shape[2] == 4 else pixels
            return np.array(colour, np.uint8)
        finally:
            bitmap.close()
    finally:
        page.close()


def _upright(picture: PILImage.Image) -> PILImage.Image:
    """Apply the EXIF orientation; damaged EXIF data is no reason to refuse good pixels."""
    from PIL import ImageOps

    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # its parser raises whatever the bytes lead it to
        return picture


def _deep_colour(picture: PILImage.Image, data: bytes | None, number: int) -> PILImage.Image | None:
    """Return 16-bit colour at its real range, or None for any other picture."""
    from PIL import Image as PILImage

    sixteen = any("16" in str(tile[3]) for tile in getattr(picture, "tile", ()))
    if data is None or picture.mode not in ("RGB", "RGBA") or not sixteen:
        return None
    done, pages = cv2.imdecodemulti(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if not done or number >= len(pages) or pages[number].dtype != np.uint16:
        return None
    pixels = pages[number]
    colour = stretch(pixels[:, :, 2::-1])
    if pixels.shape[2] == 4:
        colour = np.dstack([colour, (pixels[:, :, 3] >> 8).astype(np.uint8)])
    deep = PILImage.fromarray(colour)
    if picture.format != "TIFF":  # OpenCV has turned that already
        deep.getexif().update(picture.getexif())
    return deep


def _pixels(picture: PILImage.Image) -> Image:
    """Convert any Pillow mode to H, W grey or H, W, 3 BGR."""
    see_through = picture.mode in ("LA", "PA", "RGBA", "RGBa") or "transparency" in picture.info
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return stretch(np.asarray(picture))
    if picture.mode in ("1", "L") and not see_through:
        return np.asarray(picture.convert("L"))
    if see_through:
        rgba = np.asarray(picture.convert("RGBA"))
        return flatten(rgba[:, :, [2, 1, 0, 3]])
    bgr: Image = cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR)
    return bgr


def _too_large(name: str) -> InputError:
    return InputError(
        f"{name}: larger than {MAX_PIXELS // 1_000_000} megapixels; scale it down or cut it"
    )
