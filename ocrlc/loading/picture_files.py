"""Decoding image files and Pillow images, page by page, to plain uint8 pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage
from PIL import ImageOps

from ocrlc.errors import FormatError, InputError
from ocrlc.loading.input_formats import PILLOW_FORMATS
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.page import MEND, RawPage, choose_pages, skipped, too_large, with_absent
from ocrlc.loading.pixels import deep_colour, to_pixels
from ocrlc.loading.tiff import count_pages

Image = NDArray[np.uint8]

TRUNCATED = "the image is truncated or damaged; what is missing is blank"


def decode_image(data: bytes, name: str, options: LoadOptions) -> Iterator[RawPage]:
    """Yield the pages of an image file: all of a TIFF, the first picture of other formats.

    Raises:
        InputError: not an image, truncated, or beyond a limit.
    """
    try:
        picture = PILImage.open(io.BytesIO(data), formats=PILLOW_FORMATS)
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
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # its parser raises whatever the bytes lead it to
        return picture
