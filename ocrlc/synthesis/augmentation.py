"""Image degradations as pure functions of (image, rng), and a mild mixture for real line crops.

All take and return grey images of uint8, shape H, W, and never write into their argument.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Rng = np.random.Generator

_TILE_HEIGHT, _TILE_WIDTH = 256, 2048
_BLURS = (0.0, 0.7, 1.0, 1.5, 2.2, 5.0, 24.0)
"""Available smoothings in pixels; few, because each needs a tile of 2 MB."""


@lru_cache(maxsize=len(_BLURS))
def noise_tile(blur: float) -> NDArray[np.float32]:
    """Return smoothed standard normal noise from which patches are cut: new noise is slow to make.

    Args:
        blur: standard deviation of the smoothing, in pixels; 0 for white noise.

    Returns:
        Zero mean, unit variance. Shape: 256, 2048.
    """
    tile = np.random.default_rng(int(blur * 100)).standard_normal(
        (_TILE_HEIGHT, _TILE_WIDTH), np.float32
    )
    if blur > 0:
        tile = np.asarray(
            cv2.GaussianBlur(tile, (0, 0), blur, borderType=cv2.BORDER_REFLECT), np.float32
        )
        tile = (tile - tile.mean()) / tile.std()
    return tile


def noise_patch(shape: tuple[int, ...], rng: Rng, blur: float = 0.0) -> NDArray[np.float32]:
    """Return a random cut of the noise tile nearest in smoothness, mirrored where too small."""
    tile = noise_tile(min(_BLURS, key=lambda known: abs(known - blur)))
    height, width = shape[:2]
    if height > _TILE_HEIGHT or width > _TILE_WIDTH:
        # Mirrored, not repeated: pages would show the seams.
        more = ((0, max(0, height - _TILE_HEIGHT)), (0, max(0, width - _TILE_WIDTH)))
        tile = np.pad(tile, more, mode="symmetric")
    top = int(rng.random() * (tile.shape[0] - height + 1))
    left = int(rng.random() * (tile.shape[1] - width + 1))
    return tile[top : top + height, left : left + width]


def between(rng: Rng, low: float, high: float) -> float:
    """Return a random number between two others; much faster than `Generator.uniform`."""
    return low + (high - low) * rng.random()


def to_uint8(values: NDArray[np.floating[Any]]) -> Image:
    """Round and clip to 0..255."""
    return np.asarray(cv2.convertScaleAbs(np.maximum(values, 0)), np.uint8)


def blur(image: Image, rng: Rng, low: float = 0.3, high: float = 1.2) -> Image:
    """Blur with a Gaussian whose standard deviation is between `low` and `high` pixels."""
    return _grey(cv2.GaussianBlur(image, (0, 0), between(rng, low, high)))


def motion_blur(image: Image, rng: Rng, length: float) -> Image:
    """Blur along a random direction, over up to `length` pixels."""
    size = max(3, round(between(rng, 0.5, 1.0) * length) | 1)
    kernel = np.zeros((size, size), np.float32)
    angle = rng.random() * math.pi
    dx, dy = math.cos(angle) * size / 2, math.sin(angle) * size / 2
    centre = size // 2
    start = (round(centre - dx), round(centre - dy))
    cv2.line(kernel, start, (round(centre + dx), round(centre + dy)), 1.0)
    return _grey(cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE))


def gaussian_noise(image: Image, rng: Rng, sigma: float) -> Image:
    """Add normal noise, white or in grains of a pixel or two."""
    patch = noise_patch(image.shape, rng, 0.0 if rng.random() < 0.6 else 0.7)
    return to_uint8(image + sigma * patch)


def speckle(image: Image, rng: Rng, share: float) -> Image:
    """Set a share of the pixels, in grains, to black or to white."""
    patch = noise_patch(image.shape, rng, 0.0 if rng.random() < 0.5 else 0.6)
    # Quantile of the normal distribution, good enough for small shares.
    threshold = math.sqrt(max(0.1, -2.0 * math.log(max(share, 1e-6) * 2.5)))
    result = image.copy()
    dice = rng.random()
    if dice < 0.7:
        result[patch > threshold] = int(between(rng, 0, 60))
    if dice > 0.4:
        result[patch < -threshold] = 255
    return result


def jpeg(image: Image, rng: Rng, low: int = 30, high: int = 90) -> Image:
    """Compress as JPEG and expand again."""
    quality = int(between(rng, low, high))
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)) if done else image


def jpeg2000(image: Image, rng: Rng, low: int = 40, high: int = 200) -> Image:
    """Compress as JPEG 2000 to between `low` and `high` thousandths of its size, and expand."""
    height, width = image.shape
    # The encoder refuses pictures smaller than its coarsest wavelet.
    below, beside = max(0, 64 - height), max(0, 64 - width)
    large = cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    options = [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, int(between(rng, low, high))]
    done, data = cv2.imencode(".jp2", large, options)
    return _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))[:height, :width] if done else image


def downscale(image: Image, rng: Rng, factor: float) -> Image:
    """Shrink by a factor below 1 and enlarge again, as a small photo of the line would be."""
    height, width = image.shape
    small = (max(4, round(width * factor)), max(4, round(height * factor)))
    shrink = cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR
    enlarge = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
    return _grey(
        cv2.resize(
            cv2.resize(image, small, interpolation=shrink), (width, height), interpolation=enlarge
        )
    )


def tone(image: Image, rng: Rng, strength: float = 1.0) -> Image:
    """Change brightness, contrast and gamma."""
    gain = 1 + between(rng, -0.3, 0.2) * strength
    shift = between(rng, -30, 30) * strength
    gamma = math.exp(between(rng, -0.4, 0.4) * strength)
    ramp = np.linspace(0, 1, 256, dtype=np.float32) ** gamma
    table = to_uint8((ramp * 255 - 128) * gain + 128 + shift)
    return _grey(cv2.LUT(image, table))


def ink(image: Image, rng: Rng, strength: float = 1.0) -> Image:
    """Thicken or thin dark strokes by a fraction of a pixel."""
    kernel = np.ones((2, 2), np.uint8) if rng.random() < 0.5 else _cross()
    change = cv2.erode if rng.random() < 0.5 else cv2.dilate
    changed = change(image, kernel, borderType=cv2.BORDER_REPLICATE)
    share = between(rng, 0.2, 0.6) * strength
    return _grey(cv2.addWeighted(image, 1 - share, changed, share, 0))


def warp(image: Image, rng: Rng, strength: float = 1.0) -> Image:
    """Rotate by up to 2°, shear by up to 8° and scale the width by 0.85 to 1.15.

    Long lines are turned less, so that their ends stay in the picture.
    """
    height, width = image.shape
    limit = min(2.0, math.degrees(0.18 * height / width)) * strength
    turn = math.tan(math.radians(between(rng, -limit, limit)))
    shear = math.tan(math.radians(between(rng, -8, 8) * strength))
    stretch = math.exp(between(rng, -0.16, 0.14) * strength)
    wide = max(4, round(width * stretch))
    matrix = np.array(
        [
            [stretch, shear, -shear * height / 2],
            [turn * stretch, 1, -turn * stretch * width / 2],
        ],
        np.float32,
    )
    return _grey(
        cv2.warpAffine(
            image, matrix, (wide, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    )


def recrop(image: Image, rng: Rng, strength: float = 1.0) -> Image:
    """Move the edges of the crop: repeat border pixels, or cut off up to two of a tall line."""
    height, width = image.shape
    reach = max(1, round(height * 0.12 * strength))
    cut = min(2, height // 16)
    steps = [int(between(rng, -cut, reach + 1)) for _ in range(4)]
    top, bottom, left, right = (max(0, -s) for s in steps)
    inner = image[top : height - bottom, left : max(left + 4, width - right)]
    top, bottom, left, right = (max(0, s) for s in steps)
    border = cv2.copyMakeBorder(inner, top, bottom, left, right, cv2.BORDER_REPLICATE)
    return _grey(border)


def augment(image: Image, rng: Rng, strength: float = 1.0) -> Image:
    """Return a mildly changed version of a real line crop; its text stays the same.

    Args:
        image: grey. Shape: H, W.
        rng: random number generator.
        strength: 0 for almost no change, 1 for changes as after another scan or photograph.
    """
    height = image.shape[0]
    result = image
    if rng.random() < 0.5:
        result = recrop(result, rng, strength)
    if rng.random() < 0.5:
        result = warp(result, rng, strength)
    if rng.random() < 0.2:
        result = ink(result, rng, strength)
    if rng.random() < 0.25 and height > 16:
        result = downscale(result, rng, max(1 - 0.5 * strength * rng.random(), 14 / height))
    elif rng.random() < 0.2:
        result = blur(result, rng, 0.2, 0.2 + height / 60 * strength)
    if rng.random() < 0.5:
        result = tone(result, rng, strength)
    if rng.random() < 0.25:
        result = gaussian_noise(result, rng, between(rng, 2, 10) * strength)
    if rng.random() < 0.25:
        result = jpeg(result, rng, 35, 90)
    return result


def _cross() -> Image:
    return np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


def _grey(image: Any) -> Image:
    return np.asarray(image, np.uint8)
