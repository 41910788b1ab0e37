"""Pictures without text, drawn by chance: scenery, signatures, icons, bars."""

from __future__ import annotations

import base64
import math
import random

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def scenery(rng: random.Random, width: int, height: int) -> Image:
    """Paint something like a photograph.

    Returns:
        Shape (height, width, 3), BGR.
    """
    chance = np.random.default_rng(rng.getrandbits(64))
    paint = rng.choice((_hills, _houses, _lights, _leaves, _water))
    picture = paint(chance, width, height)
    picture = cv2.GaussianBlur(picture, (0, 0), float(chance.uniform(0.6, 1.4)))
    picture = picture + chance.normal(0, 3.5, picture.shape[:2])[:, :, None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def address(picture: Image) -> str:
    """Return a picture as a URL that holds it."""
    encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode()}"


def signature(rng: random.Random, width: int, height: int) -> str:
    """Return a signature that no one can read, as SVG."""
    x, path = 10.0, f"M10 {height * 0.6:.0f}"
    while x < width - 40:
        step = rng.uniform(14, 34)
        high, low = rng.uniform(0.05, 0.5) * height, rng.uniform(0.6, 0.98) * height
        path += f" C{x - 6:.0f} {high:.0f} {x + step:.0f} {high:.0f} {x + step * 0.6:.0f} "
        path += f"{rng.uniform(0.4, 0.7) * height:.0f} S{x + step:.0f} {low:.0f} "
        x += step
        path += f"{x:.0f} {rng.uniform(0.45, 0.65) * height:.0f}"
    ink = rng.choice(("#1a2c78", "#111", "#23408e"))
    weight = rng.uniform(1.8, 3.4)
    return (
        f'<svg width="{width}" height="{height}"><path d="{path}" fill="none" stroke="{ink}" '
        f'stroke-width="{weight:.1f}" stroke-linecap="round"/></svg>'
    )


_ICONS = (
    '<path d="M3 6h18M3 12h18M3 18h18"/>',
    '<circle cx="10" cy="10" r="6"/><path d="m15 15 6 6"/>',
    '<path d="M4 11 12 4l8 7v9H4z"/>',
    '<path d="M4 6h16v12H4zM4 6l8 7 8-7"/>',
    '<path d="M12 4v16M4 12h16"/>',
    '<path d="m6 6 12 12M18 6 6 18"/>',
    '<path d="m5 13 5 5L20 6"/>',
    '<path d="m8 4 8 8-8 8"/>',
    '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-9 15-9 16 0"/>',
    '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    '<path d="M3 7h7l2 2h9v10H3z"/>',
    '<circle cx="12" cy="12" r="8"/><path d="M12 7v5l4 2"/>',
    '<path d="M5 20V10M12 20V4M19 20v-7"/>',
    '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
)


def icon(rng: random.Random, size: float, colour: str = "currentColor") -> str:
    """Return an icon as SVG."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="{colour}" '
        f'stroke-width="2" style="flex:none;vertical-align:middle">{rng.choice(_ICONS)}</svg>'
    )


def bars(rng: random.Random, width: int, height: int) -> str:
    """Return a bar code as SVG."""
    x, parts = 0.0, []
    while x < width - 8:
        bar, gap = rng.choice((2, 2, 4, 6)), rng.choice((2, 2, 4, 6))
        parts.append(f'<rect x="{x}" width="{bar}" height="{height}"/>')
        x += bar + gap
    return f'<svg width="{width}" height="{height}">{"".join(parts)}</svg>'


def _clouds(chance: np.random.Generator, width: int, height: int, coarse: int = 3) -> Floats:
    """Return soft noise of several sizes, about 0 to 1. Shape: height, width."""
    total = np.zeros((height, width), np.float32)
    for octave in range(6):
        cells = coarse * 2**octave
        small = chance.random((cells, max(2, cells * width // height)), np.float32)
        total += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    return (total / 1.97).astype(np.float32)


def _blend(share: Floats, first: object, second: object) -> Floats:
    one, other = np.asarray(first, np.float32), np.asarray(second, np.float32)
    return (one + (other - one) * share[:, :, None]).astype(np.float32)


def _hills(chance: np.random.Generator, width: int, height: int) -> Floats:
    down = np.repeat(np.linspace(0, 1, height, dtype=np.float32)[:, None], width, axis=1)
    far = chance.uniform(60, 220, 3)
    picture = _blend(down, (chance.uniform(150, 230), 160, chance.uniform(90, 150)), far)
    picture += 45 * (_clouds(chance, width, height)[:, :, None] - 0.5)
    for layer in range(4):
        ridge = _clouds(chance, width, 64, 2)[32] * 0.35 + 0.3 + 0.13 * layer
        mask = down > ridge[None, :]
        tone = np.array([70, 95, 75]) * (1.1 - 0.24 * layer) + chance.uniform(-20, 20, 3)
        rough = _clouds(chance, width, height, 12)[:, :, None] * 70 - 35
        picture = np.where(mask[:, :, None], tone + rough, picture)
    return picture.astype(np.float32)


def _houses(chance: np.random.Generator, width: int, height: int) -> Floats:
    picture = _hills(chance, width, height)
    x = 0
    while x < width:
        wide = int(chance.uniform(0.07, 0.2) * width)
        top = int(chance.uniform(0.2, 0.6) * height)
        wall = chance.uniform(50, 200, 3)
        rough = _clouds(chance, wide, height - top, 8)[:, :, None] * 50 - 25
        part = picture[top:, x : x + wide]
        part[:] = (wall + rough)[:, : part.shape[1]]
        step = int(chance.uniform(26, 48))
        pane = chance.uniform(20, 240, 3)
        for y in range(top + step // 2, height - step, step):
            for left in range(x + step // 3, x + wide - step // 2, step):
                lit = pane + chance.uniform(-40, 40)
                picture[y : y + step // 2, left : left + step // 3] = lit
        x += wide + int(chance.uniform(-4, 12))
    return picture


def _lights(chance: np.random.Generator, width: int, height: int) -> Floats:
    picture = _blend(_clouds(chance, width, height, 2), (40, 20, 15), (70, 60, 50))
    for _ in range(70):
        layer = picture.copy()
        middle = (int(chance.integers(width)), int(chance.integers(height)))
        radius = int(chance.uniform(8, 0.06 * width))
        cv2.circle(layer, middle, radius, chance.uniform(40, 255, 3).tolist(), -1, cv2.LINE_AA)
        share = chance.uniform(0.2, 0.7)
        picture = (1 - share) * picture + share * layer
    return picture.astype(np.float32)


def _leaves(chance: np.random.Generator, width: int, height: int) -> Floats:
    picture = _blend(_clouds(chance, width, height, 4), (15, 45, 20), (60, 120, 80))
    for _ in range(900):
        middle = (int(chance.integers(width)), int(chance.integers(height)))
        long = float(chance.uniform(8, 34))
        axes = (int(long), max(2, int(long * chance.uniform(0.2, 0.4))))
        green = np.array([40, 130, 70]) * chance.uniform(0.4, 1.6) + chance.uniform(-25, 25, 3)
        angle = float(chance.uniform(0, 360))
        cv2.ellipse(picture, middle, axes, angle, 0, 360, green.tolist(), -1, cv2.LINE_AA)
    return picture.astype(np.float32)


def _water(chance: np.random.Generator, width: int, height: int) -> Floats:
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    waves = _clouds(chance, width, height, 5)
    ripple = np.sin((rows * 90 + waves * 14) * math.pi) * 0.5 + 0.5
    share = np.clip(0.6 * ripple + 0.4 * waves, 0, 1).astype(np.float32)
    deep = chance.uniform((60, 30, 10), (120, 80, 50))
    return _blend(share, deep, deep + chance.uniform(25, 60))
