"""Converting all kinds of pixels to 8-bit grey or BGR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from ocrlc.errors import InputError
from ocrlc.loading.options import MAX_PIXELS

Image = NDArray[np.uint8]

_BAND = 1 << 20
"""Pixels that are computed at a time."""

_DARK_SHARE = 0.01
"""If less than this share of the opaque pixels is dark, they are bright text for a dark background.
"""


def flatten(image: Image) -> Image:
    """Lay BGRA pixels over white, or over black if nearly all opaque pixels are bright.

    Shape: H, W, 4 -> H, W, 3.
    """
    opaque = dark = 0
    for part in _bands(image):
        is_opaque = part[:, :, 3] > 127
        bright = cv2.cvtColor(part, cv2.COLOR_BGRA2GRAY) > 127
        opaque += int(np.count_nonzero(is_opaque))
        dark += int(np.count_nonzero(is_opaque & ~bright))
    ground = 0 if opaque > 0 and dark < _DARK_SHARE * opaque else 255
    flat = np.empty((*image.shape[:2], 3), np.uint8)
    for part, over in zip(_bands(image), _bands(flat), strict=True):
        alpha = part[:, :, 3:].astype(np.uint16)
        over[:] = (part[:, :, :3] * alpha + ground * (255 - alpha) + 127) // 255
    return flat


def _bands(image: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield views of some rows each: wider types then take little memory, however large a page."""
    rows = max(1, _BAND // max(1, image.shape[1]))
    for top in range(0, image.shape[0], rows):
        yield image[top : top + rows]


def stretch(values: NDArray[Any]) -> Image:
    """Convert 16-bit, 32-bit or float pixels to uint8 by the range of values that they use.

    A 12-bit scan in a 16-bit file would be nearly black if it were divided by 65535. A range of
    less than an eighth of the brightest value counts as blank paper, so that noise is not enlarged.
    """
    high = max((float(_finite(part).max(initial=0)) for part in _bands(values)), default=0.0)
    low = min((float(_finite(part).min(initial=high)) for part in _bands(values)), default=high)
    span = max(high - low, abs(high) / 8)
    if span == 0:
        return np.full(values.shape, 255 if high > 0 else 0, np.uint8)
    scaled = np.empty(values.shape, np.uint8)
    for part, done in zip(_bands(values), _bands(scaled), strict=True):
        done[:] = np.rint(np.clip(255 - (high - _finite(part)) * (255 / span), 0, 255))
    return scaled


def _finite(values: NDArray[Any]) -> NDArray[np.float32]:
    return np.nan_to_num(values.astype(np.float32))


def to_pixels(picture: PILImage.Image) -> Image:
    """Convert a Pillow image of any mode. Returns shape H, W grey or H, W, 3 BGR."""
    if picture.mode == "La":  # it can be converted to LA only
        picture = picture.convert("LA")
    see_through = picture.has_transparency_data
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return stretch(np.asarray(picture))
    if picture.mode in ("1", "L") and not see_through:
        return np.asarray(picture.convert("L"))
    if see_through:
        rgba = np.asarray(picture.convert("RGBA"))
        return flatten(cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
    bgr: Image = cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR)
    return bgr


def deep_colour(picture: PILImage.Image, data: bytes | None, index: int) -> PILImage.Image | None:
    """Return a 16-bit colour image converted by the range it uses; None for any other image.

    Args:
        picture: an image that is opened but not yet loaded, because loading drops the depth.
        data: the file's bytes; None if they are not known.
        index: index of the page in the file, from 0.
    """
    if data is None or picture.format not in ("PNG", "TIFF") or picture.mode not in ("RGB", "RGBA"):
        return None
    if not any("16" in str(tile[3]) for tile in getattr(picture, "tile", ())):
        return None
    done, pages = cv2.imdecodemulti(
        np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED, range=(index, index + 1)
    )
    if not done or len(pages) != 1 or pages[0].dtype != np.uint16 or pages[0].ndim != 3:
        return None
    pixels = pages[0]
    colour = stretch(pixels[:, :, 2::-1])
    if pixels.shape[2] == 4:
        colour = np.dstack([colour, (pixels[:, :, 3] >> 8).astype(np.uint8)])
    deep = PILImage.fromarray(colour)
    if picture.format != "TIFF":  # OpenCV has applied a TIFF's orientation already
        deep.getexif().update(picture.getexif())
    return deep


def checked_array(array: NDArray[np.generic]) -> Image:
    """Return an array as a page, without copying if it has the right form already.

    Raises:
        InputError: the array is not uint8, empty, too large, or of a shape other than H, W[, 1],
            H, W, 3 (BGR) or H, W, 4 (BGRA).
    """
    fits = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3, 4))
    if array.dtype != np.uint8 or not fits or array.size == 0:
        raise InputError(
            f"array of shape {array.shape} and type {array.dtype}: "
            "expected uint8 pixels, H x W (grey) or H x W x 3 (BGR)"
        )
    if array.shape[0] * array.shape[1] > MAX_PIXELS:
        raise InputError(f"array of shape {array.shape}: more than {MAX_PIXELS:,} pixels")
    page = np.ascontiguousarray(array).view(np.uint8)
    if page.ndim == 2:
        return page
    if page.shape[2] == 1:
        return page[:, :, 0]
    return flatten(page) if page.shape[2] == 4 else page
