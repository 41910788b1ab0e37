"""Things on pages that are not text: photographs, textures, logos, icons, codes.

All return grey pixels or ink coverage (255 where there is ink). Shape: H, W.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from random import Random

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between, noise_tile


def clouds(width: int, height: int, rng: Rng, detail: float = 0.5, cell: int = 160) -> Image:
    """Return soft noise of several sizes, as photographs out of focus are.

    Args:
        width: width in pixels.
        height: height in pixels.
        rng: random number generator.
        detail: strength of small structures, 0 to 1.
        cell: size of the largest structures in pixels.
    """
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    while cell >= 4 and weight > 0.04:
        shape = (max(2, height // cell + 2), max(2, width // cell + 2))
        grid = rng.random(shape, np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        weight *= detail
        cell //= 3
    return _stretched(total)


def photograph(width: int, height: int, rng: Rng) -> Image:
    """Return a picture with light, surfaces, edges and grain, as a grey photograph has them."""
    base = clouds(width, height, rng, between(rng, 0.1, 0.7), max(8, max(width, height) // 2))
    for _ in range(int(between(rng, 2, 14))):
        shade = int(between(rng, 0, 256))
        size = between(rng, 0.05, 0.5) * min(width, height)
        centre = (int(rng.random() * width), int(rng.random() * height))
        layer = base.copy()
        if rng.random() < 0.5:
            axes = (max(2, int(size)), max(2, int(size * between(rng, 0.2, 1))))
            cv2.ellipse(layer, centre, axes, between(rng, 0, 180), 0, 360, shade, -1, cv2.LINE_AA)
        else:
            corners = np.array(centre) + (rng.random((int(between(rng, 3, 7)), 2)) - 0.5) * 3 * size
            cv2.fillPoly(layer, [corners.astype(np.int32)], shade, cv2.LINE_AA)
        share = between(rng, 0.3, 0.95)
        base = np.asarray(cv2.addWeighted(base, 1 - share, layer, share, 0), np.uint8)
    if rng.random() < 0.6:
        base = np.asarray(cv2.GaussianBlur(base, (0, 0), between(rng, 0.6, 3)), np.uint8)
    return grain(base, rng, between(rng, 1, 9))


def texture(width: int, height: int, rng: Rng) -> Image:
    """Return wood, cloth, stripes, checks or paper."""
    shape = int(rng.random() * 5)
    low, high = sorted((between(rng, 20, 240), between(rng, 20, 240)))
    if shape == 0:
        return grain(clouds(width, height, rng, 0.8, 24), rng, 6)
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    if shape == 1:
        pitch = between(rng, 3, 30)
        wave = np.sin(x * (6.28 / pitch)) + np.sin(y * (6.28 / pitch / between(rng, 0.5, 2)))
    elif shape == 2:
        angle = rng.random() * math.pi
        pitch = between(rng, 4, 60)
        wave = np.sign(np.sin((x * math.cos(angle) + y * math.sin(angle)) * (6.28 / pitch)))
    elif shape == 3:
        slow = cv2.resize(rng.random((9, 7), np.float32), (width, height), interpolation=2)
        wave = np.sin(slow * between(rng, 20, 90) + y * 0.05)
    else:
        pitch = between(rng, 8, 60)
        wave = np.sign(np.sin(x * (6.28 / pitch)) * np.sin(y * (6.28 / pitch)))
    picture = (low + (high - low) * (wave / 4 + 0.5)).astype(np.float32)
    picture = np.broadcast_to(picture, (height, width))
    return grain(np.clip(picture, 0, 255).astype(np.uint8), rng, between(rng, 2, 14))


def gradient(width: int, height: int, rng: Rng) -> Image:
    """Return a ramp between two greys in some direction."""
    a, b = between(rng, 0, 255), between(rng, 0, 255)
    angle = rng.random() * 2 * math.pi
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * math.cos(angle)
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None] * math.sin(angle)
    return np.clip((a + b) / 2 + (b - a) * (x + y), 0, 255).astype(np.uint8)


def grain(image: Image, rng: Rng, sigma: float) -> Image:
    """Add noise, white or in grains."""
    height, width = image.shape
    tile = _noise_bytes(0.0 if rng.random() < 0.5 else 0.7)
    reach = (height // tile.shape[0] + 2, width // tile.shape[1] + 2)
    if reach[0] > 2 or reach[1] > 2:
        tile = np.tile(tile, (reach[0], reach[1]))
    top = int(rng.random() * (tile.shape[0] - height))
    left = int(rng.random() * (tile.shape[1] - width))
    patch = tile[top : top + height, left : left + width]
    share = sigma / 32
    return np.asarray(cv2.addWeighted(image, 1, patch, share, -128 * share), np.uint8)


@lru_cache(maxsize=2)
def _noise_bytes(blur: float) -> Image:
    """Return noise around 128 with a deviation of 32, large enough for most pages."""
    small = noise_tile(blur)
    flipped = np.concatenate((small, small[::-1, ::-1], small[:, ::-1], small[::-1]), axis=0)
    tall = np.concatenate((flipped, np.roll(flipped, 777, axis=1)), axis=0)
    return np.clip(tall * 32 + 128, 0, 255).astype(np.uint8)


def logo(size: int, chance: Random) -> Image:
    """Return a mark of circles, bars and angles. Shape: size, size."""
    image = np.zeros((size, size), np.uint8)
    middle, shape = size // 2, chance.randrange(6)
    thick = max(2, size // chance.randint(6, 14))
    reach = middle - thick
    if shape == 0:
        cv2.circle(image, (middle, middle), max(2, reach), 255, chance.choice((-1, thick)), 16)
        cv2.circle(image, (middle + thick, middle), max(1, reach // 2), 0, -1, 16)
    elif shape == 1:
        for step in range(chance.randint(2, 4)):
            x = thick + step * 2 * thick
            top = chance.randint(0, middle)
            cv2.rectangle(image, (x, top), (x + thick, size - 1), 255, -1)
    elif shape == 2:
        corners = [[middle, 1], [size - 2, size - 2], [1, size - 2]]
        cv2.fillPoly(image, [np.array(corners, np.int32)], 255, 16)
        cv2.circle(image, (middle, middle + thick), thick, 0, -1, 16)
    elif shape == 3:
        count = chance.randint(3, 8)
        for step in range(count):
            angle = 6.2832 * step / count
            tip = (int(middle + reach * math.cos(angle)), int(middle + reach * math.sin(angle)))
            cv2.line(image, (middle, middle), tip, 255, thick, 16)
    elif shape == 4:
        cv2.rectangle(image, (1, 1), (size - 2, size - 2), 255, chance.choice((-1, thick)))
        cv2.line(image, (thick, size - thick), (size - thick, thick), 0, thick, 16)
    else:
        for step in range(3):
            axes = (max(2, reach - step * 2 * thick), max(2, reach // 2))
            cv2.ellipse(
                image, (middle, middle), axes, 60 * step, 0, 300, 255, max(1, thick // 2), 16
            )
    return image


def icon(size: int, chance: Random) -> Image:
    """Return a small sign of an interface: a magnifier, a bell, arrows, a gear. Ink coverage."""
    image = np.zeros((size, size), np.uint8)
    m, t = size // 2, max(1, size // 10)
    shape = chance.randrange(9)
    if shape == 0:
        cv2.circle(image, (m - t, m - t), max(2, m - 2 * t), 255, t, 16)
        cv2.line(image, (m + t, m + t), (size - 2, size - 2), 255, t + 1, 16)
    elif shape == 1:
        for step in range(3):
            y = (step + 1) * size // 4
            cv2.line(image, (t, y), (size - t - 1, y), 255, t)
    elif shape == 2:
        cv2.line(image, (t, t), (size - t - 1, size - t - 1), 255, t, 16)
        cv2.line(image, (size - t - 1, t), (t, size - t - 1), 255, t, 16)
    elif shape == 3:
        corners = [[t, size // 3], [size - t - 1, size // 3], [m, size - size // 3]]
        cv2.fillPoly(image, [np.array(corners, np.int32)], 255, 16)
    elif shape == 4:
        cv2.circle(image, (m, m), max(2, m - t), 255, t, 16)
        cv2.circle(image, (m, size // 3), max(1, size // 6), 255, -1, 16)
        cv2.ellipse(image, (m, size - 2 * t), (size // 3, size // 4), 0, 180, 360, 255, -1, 16)
    elif shape == 5:
        cv2.rectangle(image, (t, size // 4), (size - t - 1, size - t - 1), 255, t)
        cv2.rectangle(image, (t, size // 6), (m, size // 4), 255, -1)
    elif shape == 6:
        corners = [[t, m], [m, t], [size - t - 1, m], [m, size - t - 1]]
        cv2.polylines(image, [np.array(corners, np.int32)], True, 255, t + 1, 16)
    elif shape == 7:
        cv2.line(image, (t, m), (m - t, size - 2 * t), 255, t + 1, 16)
        cv2.line(image, (m - t, size - 2 * t), (size - t - 1, 2 * t), 255, t + 1, 16)
    else:
        for step in range(8):
            angle = step * math.pi / 4
            tip = (int(m + (m - t) * math.cos(angle)), int(m + (m - t) * math.sin(angle)))
            cv2.line(image, (m, m), tip, 255, t + 1, 16)
        cv2.circle(image, (m, m), max(1, m // 2), 255, -1, 16)
        cv2.circle(image, (m, m), max(1, m // 4), 0, -1, 16)
    return image


def barcode(width: int, height: int, rng: Rng) -> Image:
    """Return bars. Ink coverage."""
    module = 1 if width < 150 else 2
    bars = np.repeat(rng.random(max(8, width // module)) < 0.5, module)[:width]
    return np.ascontiguousarray(np.broadcast_to(bars.astype(np.uint8) * 255, (height, len(bars))))


def matrix_code(size: int, rng: Rng) -> Image:
    """Return a square code with its three eyes. Ink coverage."""
    cells = int(between(rng, 21, 38))
    grid = (rng.random((cells, cells)) < 0.5).astype(np.uint8)
    eye = np.ones((7, 7), np.uint8)
    eye[1:6, 1:6] = 0
    eye[2:5, 2:5] = 1
    for row, column in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        grid[max(0, row - 1) : row + 8, max(0, column - 1) : column + 8] = 0
        grid[row : row + 7, column : column + 7] = eye
    side = max(1, size // cells)
    return np.kron(grid * np.uint8(255), np.ones((side, side), np.uint8))


PICTURES: tuple[Callable[[int, int, Rng], Image], ...] = (
    photograph, photograph, photograph, texture, gradient, clouds,
)  # fmt: skip


def _stretched(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image:
    low, high = float(values.min()), float(values.max())
    return ((values - low) * (255 / max(1e-6, high - low))).astype(np.uint8)
