"""Effects of paper, scanners, fax machines and cameras on a drawn line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import (
    Image,
    Rng,
    between,
    downscale,
    gaussian_noise,
    jpeg,
    jpeg2000,
    motion_blur,
    noise_patch,
    speckle,
    to_uint8,
)

Level = Literal["clean", "mild", "heavy"]

_SMALLEST_EM = {"clean": 10.0, "mild": 9.0, "heavy": 8.0}
"""Smallest em in pixels to which a line is shrunk; below it, people cannot tell letters apart."""


def draw_level(rng: Rng) -> Level:
    """Choose how strong the effects are: each level for a third of the lines."""
    dice = rng.random()
    return "clean" if dice < 0.34 else "mild" if dice < 0.68 else "heavy"


def paint(ink: Image, rng: Rng, level: Level) -> Image:
    """Lay ink on paper: black on white, grey, on shaded or stained paper, or light on dark."""
    paper, tint = _draw_tones(rng, level)
    if level == "clean" or rng.random() < (0.6 if level == "mild" else 0.3):
        table = paper + (tint - paper) * np.arange(256, dtype=np.float32) / 255
        return _grey(cv2.LUT(ink, to_uint8(table)))
    sheet = _draw_sheet(ink, rng, paper, abs(paper - tint))
    cover = ink.astype(np.float32) * np.float32(1 / 255)
    return to_uint8(sheet + (np.float32(tint) - sheet) * cover)


def _draw_tones(rng: Rng, level: Level) -> tuple[float, float]:
    """Return the grey values of paper and ink, at least 60 apart."""
    dice = rng.random()
    if level == "clean":
        paper = 255.0 if rng.random() < 0.7 else between(rng, 215, 255)
        tint = between(rng, 0, 40) if dice < 0.7 else between(rng, 40, 130)
    elif level == "mild":
        paper = between(rng, 205, 255)
        tint = between(rng, 0, 70) if dice < 0.7 else between(rng, 60, 140)
    else:
        paper = between(rng, 130, 255)
        tint = between(rng, 0, max(1.0, paper - 70))
        if dice < 0.55:
            tint *= 0.5
    if rng.random() < 0.045:
        paper, tint = 255 - paper, 255 - tint
    return paper, tint


def _draw_sheet(ink: Image, rng: Rng, paper: float, contrast: float) -> Any:
    """Return the empty paper: uneven light, grain, stains, print on the other side."""
    height, width = ink.shape
    sheet = np.full((height, width), paper, np.float32)
    dice = rng.random()
    if dice < 0.45:
        down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * between(rng, -1, 1)
        along = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * between(rng, -1, 1)
        sheet += (down + along) * np.float32(contrast * between(rng, 0.05, 0.16))
    if rng.random() < 0.45:
        grain = rng.choice((0.8, 2.0, 5.0))
        sheet += noise_patch(ink.shape, rng, float(grain)) * np.float32(
            between(rng, 2, 7) * contrast / 200
        )
    if rng.random() < 0.18:
        stain = np.maximum(noise_patch(ink.shape, rng, 24.0), 0)
        sheet -= stain * np.float32(contrast * between(rng, 0.06, 0.18))
    if rng.random() < 0.15:
        behind = cv2.GaussianBlur(np.ascontiguousarray(ink[:, ::-1]), (0, 0), 1.2)
        behind = np.roll(
            behind, (int(between(rng, -0.5, 0.5) * height), int(rng.random() * width)), (0, 1)
        )
        sign = -1.0 if paper > 127 else 1.0
        sheet += behind.astype(np.float32) * np.float32(
            sign * contrast * between(rng, 0.06, 0.2) / 255
        )
    return sheet


def photograph(image: Image, rng: Rng, level: Level, em: int) -> Image:
    """Scan, fax or photograph the line.

    Args:
        image: the painted crop. Shape: H, W.
        rng: random number generator.
        level: strength of the effects.
        em: size of the font in pixels; small letters get weaker effects.
    """
    if level == "clean":
        return _clean(image, rng, em)
    shrunk = em
    if rng.random() < (0.2 if level == "mild" else 0.35):
        factor = max(between(rng, 0.35, 0.95), _SMALLEST_EM[level] / em)
        if factor < 0.95:
            image, shrunk = downscale(image, rng, factor), round(em * factor)
    if rng.random() < (0.05 if level == "mild" else 0.14) and shrunk > 13:
        return fax(image, rng)
    if level == "heavy" and rng.random() < 0.08:
        return carbon(image, rng, shrunk)
    soft = shrunk / em
    if level == "heavy" and rng.random() < 0.12 and shrunk > 14:
        image = motion_blur(image, rng, 0.1 * em)
    elif rng.random() < (0.5 if level == "mild" else 0.6):
        most = 0.035 if level == "mild" else 0.055
        image = _soften(image, between(rng, 0.3, max(0.35, most * shrunk * (0.5 + 0.5 * soft))))
    if rng.random() < (0.35 if level == "mild" else 0.5):
        contrast = float(image.max()) - float(image.min())
        most = min(6 if level == "mild" else 16, 0.1 * contrast)
        image = gaussian_noise(image, rng, between(rng, 0.5, most))
    if rng.random() < (0.02 if level == "mild" else 0.1):
        image = speckle(image, rng, between(rng, 0.001, 0.012))
    if rng.random() < (0.06 if level == "mild" else 0.14):
        image = dust(image, rng, em)
    if rng.random() < 0.05:
        return jpeg2000(image, rng, 40 if level == "heavy" else 80, 200)
    if rng.random() < (0.4 if level == "mild" else 0.5):
        low = 45 if level == "mild" else 30 if shrunk < 20 else 15
        image = jpeg(image, rng, low, 90)
    return image


def dust(image: Image, rng: Rng, em: int) -> Image:
    """Lay specks on the line, each smaller than a full stop, so that none is taken for a sign."""
    height, width = image.shape
    result = image.copy()
    low, high = int(image.min()), int(image.max())
    for _ in range(1 + int(rng.exponential(2 + width / (4 * em)))):
        centre = (int(rng.random() * width * 16), int(rng.random() * height * 16))
        shade = round(low + (high - low) * between(rng, 0.0, 0.6))
        radius = int(between(rng, 0.3, max(0.4, 0.045 * em)) * 16)
        cv2.circle(result, centre, radius, shade, -1, cv2.LINE_AA, 4)
    return result


def carbon(image: Image, rng: Rng, em: int) -> Image:
    """Copy through carbon paper: pale, soft letters on grainy paper."""
    soft = _soften(image, between(rng, 0.045, 0.085) * em).astype(np.float32)
    paper = np.float32(np.percentile(soft, 90))
    pale = paper + (soft - paper) * np.float32(between(rng, 0.45, 0.9))
    contrast = float(pale.max() - pale.min())
    return gaussian_noise(to_uint8(pale), rng, between(rng, 0.03, 0.13) * contrast)


def fax(image: Image, rng: Rng) -> Image:
    """Reduce to black and white, with specks of both."""
    grey = _soften(image, between(rng, 0.4, 0.8))
    low, high = (float(v) for v in np.percentile(grey[:, ::2], (2, 98)))
    limit = low + (high - low) * between(rng, 0.38, 0.62)
    noisy = grey + noise_patch(image.shape, rng, 0.6) * np.float32(
        (high - low) * between(rng, 0.02, 0.14)
    )
    result = np.where(noisy > limit, np.uint8(255), np.uint8(0))
    effects: tuple[Callable[[Image, Rng], Image], ...] = (
        lambda i, r: i,
        lambda i, r: speckle(i, r, between(r, 0.001, 0.01)),
        lambda i, r: _soften(i, between(r, 0.3, 0.6)),
    )
    return effects[int(rng.random() * len(effects))](result, rng)


def _clean(image: Image, rng: Rng, em: int) -> Image:
    dice = rng.random()
    if dice < 0.12 and em >= 16:
        return downscale(image, rng, max(between(rng, 0.5, 0.95), _SMALLEST_EM["clean"] / em))
    if dice < 0.2:
        return jpeg(image, rng, 60, 95)
    return image


def _soften(image: Image, sigma: float) -> Image:
    return _grey(cv2.GaussianBlur(image, (0, 0), sigma))


def _grey(image: Any) -> Image:
    return np.asarray(image, np.uint8)
