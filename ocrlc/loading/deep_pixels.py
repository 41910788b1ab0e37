"""Pixels of more than 8 bits: which values a picture uses, and how they become 8 bits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

Image = NDArray[np.uint8]

_BAND = 1 << 20
"""Pixels that are computed at a time."""

_STRAY = 1e-4
"""Share of the pixels that may be cut at either end of the range: hot pixels, marks for no data."""
_SAMPLE = 1 << 19
"""About how many pixels tell which values are strays."""
_WIDE = 4
"""Strays are cut if they make the range at least this many times as wide."""
CUT = "a few pixels are far brighter or darker than all others: they were cut to the others' range"

# Baseline and extended tags of TIFF 6.0.
_BITS, _PLANES, _SAMPLE_FORMAT = 258, 284, 339
_APART, _UNSIGNED = 2, 1


def bands(image: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield views of some rows each: wider types then take little memory, however large a page."""
    rows = max(1, _BAND // max(1, image.shape[1]))
    for top in range(0, image.shape[0], rows):
        yield image[top : top + rows]


def stretch(values: NDArray[Any], warnings: list[str] | None = None) -> Image:
    """Convert 16-bit, 32-bit or float pixels to uint8 by the range of values that they use.

    A 12-bit scan in a 16-bit file would be nearly black if it were divided by 65535. A range of
    less than an eighth of the brightest value counts as blank paper, so that noise is not enlarged.

    Args:
        values: the pixels. Shape: H, W or H, W, C.
        warnings: a warning is added if values were cut.
    """
    if values.size == 0:
        return np.zeros(values.shape, np.uint8)
    low, high = _range(values)
    usual_low, usual_high = _usual_range(values)
    usual = usual_high - usual_low
    if usual > abs(usual_high) / 8 and high - low >= _WIDE * usual:
        low, high = usual_low, usual_high
        if warnings is not None:
            warnings.append(CUT)
    span = max(high - low, abs(high) / 8)
    if span == 0:
        return np.full(values.shape, 255 if high > 0 else 0, np.uint8)
    scaled = np.empty(values.shape, np.uint8)
    for part, done in zip(bands(values), bands(scaled), strict=True):
        done[:] = np.rint(
            np.clip(255 - (high - np.clip(_finite(part), low, high)) * (255 / span), 0, 255)
        )
    return scaled


def _range(values: NDArray[Any]) -> tuple[float, float]:
    high = max(float(_finite(part).max()) for part in bands(values))
    return min(float(_finite(part).min()) for part in bands(values)), high


def _usual_range(values: NDArray[Any]) -> tuple[float, float]:
    """Return the range of all pixels but the strays, estimated from every n-th."""
    flat = values.reshape(-1)
    sample = _finite(flat[:: max(1, flat.size // _SAMPLE)])
    low, high = np.quantile(sample, (_STRAY, 1 - _STRAY))
    return float(low), float(high)


def _finite(values: NDArray[Any]) -> NDArray[np.float32]:
    return np.nan_to_num(values.astype(np.float32))


def deep_grey(picture: PILImage.Image, warnings: list[str] | None = None) -> PILImage.Image | None:
    """Return a grey image of 16 bits, 32 bits or floats converted; None for any other image.

    Args:
        picture: an image that is loaded.
        warnings: what is lost is added to it.
    """
    if picture.mode not in ("I", "F") and not picture.mode.startswith("I;16"):
        return None
    values: NDArray[Any] = np.asarray(picture)
    tags = getattr(picture, "tag_v2", {})
    is_unsigned = tags.get(_SAMPLE_FORMAT, (_UNSIGNED,)) == (_UNSIGNED,)
    if picture.mode == "I" and tags.get(_BITS) == (32,) and is_unsigned:
        values = values.view(np.uint32)  # Pillow has no unsigned type of this width
    deep = PILImage.fromarray(stretch(values, warnings))
    deep.getexif().update(picture.getexif())
    return deep


def deep_colour(
    picture: PILImage.Image, data: bytes | None, index: int, warnings: list[str] | None = None
) -> PILImage.Image | None:
    """Return a 16-bit colour image converted by the range it uses; None for any other image.

    Args:
        picture: an image that is opened but not yet loaded, because loading drops the depth.
        data: the file's bytes; None if they are not known.
        index: index of the page in the file, from 0.
        warnings: what is lost is added to it.

    Raises:
        ValueError: the colours are stored apart and compressed.
    """
    if data is None or picture.format not in ("PNG", "TIFF") or picture.mode not in ("RGB", "RGBA"):
        return None
    tiles: Sequence[Any] = getattr(picture, "tile", ())
    tags = getattr(picture, "tag_v2", {})
    if tags.get(_PLANES) == _APART and 16 in tags.get(_BITS, ()):
        return PILImage.fromarray(stretch(_planes(picture.size, tiles, data), warnings))
    if not any("16" in str(tile[3]) for tile in tiles):
        return None
    done, pages = cv2.imdecodemulti(
        np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED, range=(index, index + 1)
    )
    if not done or len(pages) != 1 or pages[0].dtype != np.uint16 or pages[0].ndim != 3:
        return None
    pixels = pages[0]
    colour = stretch(pixels[:, :, 2::-1], warnings)
    if pixels.shape[2] == 4:
        colour = np.dstack([colour, (pixels[:, :, 3] >> 8).astype(np.uint8)])
    deep = PILImage.fromarray(colour)
    if picture.format != "TIFF":  # OpenCV has applied a TIFF's orientation already
        deep.getexif().update(picture.getexif())
    return deep


def _planes(size: tuple[int, int], tiles: Sequence[Any], data: bytes) -> NDArray[np.uint16]:
    """Read 16-bit colours that are stored apart, which Pillow and OpenCV misread. Shape: H, W, 3.

    Raises:
        ValueError: they are compressed, or cut off.
    """
    if any(tile[0] != "raw" for tile in tiles):
        raise ValueError("16-bit colours that are stored apart can be read uncompressed only")
    order = "<u2" if data[:2] == b"II" else ">u2"
    colours = np.zeros((size[1], size[0], 3), np.uint16)
    for _, (left, top, right, bottom), offset, parameters in tiles:
        plane = "RGB".find(parameters[0][:1])
        if plane < 0:  # transparency
            continue
        shape = bottom - top, right - left
        part = np.frombuffer(data, order, shape[0] * shape[1], offset).reshape(shape)
        colours[top:bottom, left:right, plane] = part
    return colours
