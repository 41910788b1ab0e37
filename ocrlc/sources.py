"""Decoding image files and Pillow images, page by page, to plain uint8 pixels."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import FormatError, InputError, LimitError
from ocrlc.load_options import LoadOptions
from ocrlc.pixels import deep_colour, to_pixels
from ocrlc.results import Line
from ocrlc.tiff import count_pages

if TYPE_CHECKING:
    from PIL import Image as PILImage

Image = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
"""What Pillow may try. Some of its other plug-ins start programs (EPS)."""
MEND = "(--allow-truncated reads the rest)"
TRUNCATED = "the image is truncated or damaged; what is missing is blank"

# PDFium keeps global state and is not thread-safe; documents may be read from several threads.
_PDFIUM = threading.Lock()


@dataclass(frozen=True, eq=False, slots=True)
class RawPage:
    """A page's pixels.

    Attributes:
        image: BGR or grey, EXIF orientation applied. Shape: H, W, 3 or H, W.
        source: what the page came from: the path as given, or `<bytes>`, `<array>`, `<image>`.
        number: the page's number in its source, from 1.
        warnings: what was lost on the way.
        lines: the page's own text where it is taken; its image is then white, unless `also_read`.
        also_read: the image is to be read too, for what `lines` do not cover.
    """

    image: Image
    source: str
    number: int
    warnings: tuple[str, ...] = ()
    lines: tuple[Line, ...] | None = None
    also_read: bool = False


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; its header may follow up to 1 kB of other bytes."""
    return b"%PDF-" in data[:1024]


def white(height: int, width: int) -> Image:
    """Return a white page that takes no memory. Shape: height, width."""
    return np.broadcast_to(np.uint8(255), (height, width))


def skipped(name: str, number: int, reason: str) -> RawPage:
    """Return what stands for a page that cannot be opened."""
    return RawPage(white(1, 1), name, number, (f"page skipped: {reason}",), ())


def decode_image(data: bytes, name: str, options: LoadOptions) -> Iterator[RawPage]:
    """Yield the pages of an image file: all of a TIFF, the first picture of other formats.

    Raises:
        InputError: not an image, truncated, or beyond a limit.
    """
    from PIL import Image as PILImage

    try:
        picture = PILImage.open(io.BytesIO(data), formats=FORMATS)
    except PILImage.DecompressionBombError as error:
        raise too_large(name, options) from error
    except Exception as error:  # what Pillow's decoders raise on foreign bytes has no bound
        raise FormatError(f"{name}: not an image or PDF that ocrlc can read") from error
    with picture:
        yield from picture_pages(picture, name, options, data)


def picture_pages(
    picture: PILImage.Image, name: str, options: LoadOptions, data: bytes | None = None
) -> Iterator[RawPage]:
    """Yield a Pillow image's pages as H, W grey or H, W, 3 BGR, EXIF orientation applied.

    Args:
        picture: the image; its current frame is left as it was.
        name: for error messages.
        options: which pages, and their limits.
        data: the file's bytes, where known: Pillow drops the low bytes of 16-bit colour, and
            takes a TIFF that was cut off between two pages for a whole one.
    """
    count, whole = _count(picture, name, data)
    missing = f"the pages after page {count} are missing"
    if not whole and not options.allow_truncated:
        raise InputError(f"{name}: is truncated or damaged: {missing} {MEND}")
    first = picture.tell() if count > 1 else 0
    try:
        for number in choose_pages(count, name, options):
            page = picture_page(picture, name, number, count, options, data)
            yield with_absent(page, count, options)
    finally:
        if count > 1:
            picture.seek(first)
    if not whole:
        yield skipped(name, count + 1, missing)


def too_large(name: str, options: LoadOptions) -> LimitError:
    """Return the error for a page beyond the limit."""
    return LimitError(
        f"{name}: larger than {options.max_pixels / 1e6:.3g} megapixels; scale it down or cut it"
    )


def choose_pages(count: int, name: str, options: LoadOptions) -> list[int]:
    """Return the numbers of the pages to be read of a document of `count` pages.

    Raises:
        InputError: none of the pages asked for is there, or they are too many.
    """
    chosen = [number for number in range(1, count + 1) if options.wants(number)]
    if not chosen:
        raise InputError(f"{name}: has {count} page(s); asked for were {options.pages}")
    if len(chosen) > options.max_pages:
        raise LimitError(
            f"{name}: {len(chosen)} pages are more than the limit of {options.max_pages}; "
            "choose some of them, or raise the limit"
        )
    return chosen


def with_absent(page: RawPage, count: int, options: LoadOptions) -> RawPage:
    """Return a page; the last one that is read with a warning of pages asked for and not there."""
    absent = [first for first, _ in options.ranges if first > count]
    if not absent or any(options.wants(number) for number in range(page.number + 1, count + 1)):
        return page
    which = ", ".join(map(str, absent))
    warning = f"asked for and not there: page {which} (there are {count})"
    return replace(page, warnings=(*page.warnings, warning))


def _count(picture: PILImage.Image, name: str, data: bytes | None) -> tuple[int, bool]:
    """Return how many pages a picture has, and whether none is missing."""
    if picture.format != "TIFF":
        return 1, True
    try:
        return (getattr(picture, "n_frames", 1), True) if data is None else count_pages(data)
    except Exception as error:  # as above
        raise InputError(f"{name}: is truncated or damaged ({error})") from error


def picture_page(
    picture: PILImage.Image,
    name: str,
    number: int,
    count: int,
    options: LoadOptions,
    data: bytes | None,
) -> RawPage:
    """Decode one page of a picture that is open.

    Args:
        picture: the picture.
        name: for error messages.
        number: of the page.
        count: of the picture's pages.
        options: how it is opened.
        data: the file's bytes, where known.

    Raises:
        InputError: truncated or damaged, or too large.
    """
    warnings: list[str] = []
    try:
        if picture.format == "TIFF" and count > 1:
            picture.seek(number - 1)
        if picture.width * picture.height > options.max_pixels:
            raise too_large(name, options)
        deep = deep_colour(picture, data, number - 1)
        if deep is None and not _load(picture, options):
            warnings.append(TRUNCATED)
        image = to_pixels(_upright(deep or picture))
    except InputError:
        raise
    except Exception as error:  # as above
        where = f"page {number} " if count > 1 else ""
        if options.allow_truncated and count > 1:
            return skipped(name, number, str(error))
        mend = "" if options.allow_truncated else f" {MEND}"
        reason = f"{where}is truncated or damaged: {error}"
        raise InputError(f"{name}: {reason}{mend}") from error
    return RawPage(image, name, number, tuple(warnings))


def _load(picture: PILImage.Image, options: LoadOptions) -> bool:
    """Decode a picture; return whether all of it was there."""
    try:
        picture.load()
    except Exception:  # as above
        if not options.allow_truncated:
            raise
        # What was decoded stays in the picture. Pillow's own switch would hold for all threads.
        picture.tile = []  # type: ignore[attr-defined]
        picture.load()
        return False
    return True


def _upright(picture: PILImage.Image) -> PILImage.Image:
    """Apply the EXIF orientation; damaged EXIF data is no reason to refuse good pixels."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # its parser raises whatever the bytes lead it to
        return picture
