"""Effects of printing, paper, scanners and light on a page's pixels; they move nothing.

All take and return grey pixels, shape H, W, and never write into their argument.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between, speckle
from ocrlc.synthesis.drawing.printing import spread
from ocrlc.synthesis.pages.pictures import clouds, gradient


def soften(image: Image, sigma: float) -> Image:
    """Blur."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def tones(image: Image, black: float, white: float) -> Image:
    """Map black and white to two greys."""
    table = black + (white - black) * np.arange(256, dtype=np.float32) / 255
    return np.asarray(cv2.LUT(image, np.clip(table, 0, 255).astype(np.uint8)), np.uint8)


def print_out(image: Image, rng: Rng, em: float) -> Image:
    """Thicken, thin or break the strokes."""
    dice = rng.random()
    if dice < 0.3:
        return np.asarray(255 - spread(255 - image, rng, round(min(em, 20))), np.uint8)
    if dice < 0.5:
        height, width = image.shape
        keep = clouds(width // 2 + 1, height // 2 + 1, rng, 0.8, 48)
        worn = cv2.resize(keep, (width, height), interpolation=cv2.INTER_LINEAR)
        # Where the ribbon or toner was low, ink loses up to half of its black.
        share = cv2.LUT(
            worn, np.clip(np.arange(256) * 1.2 + between(rng, 60, 190), 0, 255).astype(np.uint8)
        )
        return np.asarray(255 - cv2.multiply(255 - image, share, scale=1 / 255), np.uint8)
    return image


def bleed(image: Image, rng: Rng) -> Image:
    """Let the back of the sheet shine through: the page itself, mirrored."""
    back = soften(np.ascontiguousarray(image[:, ::-1]), 1.5)
    back = np.roll(back, (int(rng.random() * 60), int(rng.random() * 60)), (0, 1))
    share = between(rng, 0.04, 0.2)
    faint = cv2.addWeighted(back, share, back, 0, 255 * (1 - share))
    return np.asarray(cv2.multiply(image, faint, scale=1 / 255), np.uint8)


def shade(image: Image, rng: Rng, strength: float) -> Image:
    """Light from one side."""
    height, width = image.shape
    small = gradient(64, 64, rng)
    # The brightest side keeps its grey.
    ramp = 255 - strength * (int(small.max()) - small.astype(np.float32))
    light = cv2.resize(ramp.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(image, light, scale=1 / 255), np.uint8)


def expose(image: Image, rng: Rng) -> Image:
    """Bring the light parts to where a camera's exposure has them."""
    light = float(np.percentile(image[::8, ::8], 90))
    factor = between(rng, 150, 250) / max(40.0, light)
    return np.asarray(cv2.convertScaleAbs(image, alpha=factor), np.uint8)


def cast_shadow(image: Image, rng: Rng) -> Image:
    """The shadow of a hand or a phone, with a soft border."""
    height, width = image.shape
    small = np.full((64, 64), 255, np.uint8)
    corners = (rng.random((3, 2)) * 120 - 28).astype(np.int32)
    cv2.fillPoly(small, [corners], int(between(rng, 120, 210)))
    soft = soften(small, between(rng, 1.5, 6))
    light = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(image, light, scale=1 / 255), np.uint8)


def edge(image: Image, rng: Rng) -> Image:
    """A dark band along an edge, soft inwards, as where a lid stands open."""
    height, width = image.shape
    side = int(rng.random() * 4)
    reach = max(6, int(between(rng, 0.01, 0.045) * min(height, width)))
    dark = between(rng, 0.1, 0.8)
    ramp = np.ones(reach * 2, np.float32)
    ramp[:reach] = dark + (1 - dark) * np.linspace(0, 1, reach) ** between(rng, 0.5, 3)
    result = image.copy()
    part = result[:, : 2 * reach] if side == 0 else result[:, ::-1][:, : 2 * reach]
    if side >= 2:
        part = (result if side == 2 else result[::-1])[: 2 * reach].T
    part[:] = (part * ramp[: part.shape[1]]).astype(np.uint8)
    return result


def holes(image: Image, rng: Rng) -> Image:
    """Punched holes at the left, and a staple now and then."""
    result = image.copy()
    height, width = image.shape
    radius = max(4, int(0.011 * width))
    shade = int(between(rng, 0, 90)) if rng.random() < 0.6 else int(between(rng, 170, 225))
    x = int(between(rng, 1.3, 2.6) * radius)
    for share in (0.36, 0.64) if rng.random() < 0.6 else (0.12, 0.37, 0.63, 0.88):
        cv2.circle(result, (x, int(share * height)), radius, shade, -1, cv2.LINE_AA)
    if rng.random() < 0.3:
        cv2.line(result, (3 * radius, radius), (5 * radius, 2 * radius), 60, 2, cv2.LINE_AA)
    return result


def specks(image: Image, rng: Rng) -> Image:
    """Dust: specks in plenty, or few and larger."""
    if rng.random() < 0.5:
        return speckle(image, rng, between(rng, 0.0005, 0.004))
    result = image.copy()
    height, width = image.shape
    count = int(between(rng, 20, 250))
    places = (rng.random((count, 2)) * (width, height)).astype(int)
    for x, y in places.tolist():
        cv2.circle(result, (x, y), 1, int(x * 7 % 110), -1)
    return result
