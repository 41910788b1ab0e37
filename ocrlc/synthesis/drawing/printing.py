"""What printers, typewriters and presses do to the strokes of a drawn line."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between, noise_patch, to_uint8
from ocrlc.synthesis.drawing.degrade import Level


def wear(ink: Image, rng: Rng, level: Level, em: int, *, printed_by_machine: bool) -> Image:
    """Change the strokes as printers do.

    Args:
        ink: coverage by ink. Shape: H, W.
        rng: random number generator.
        level: strength of the changes.
        em: size of the font in pixels.
        printed_by_machine: whether dot-matrix and thermal printers use this font.
    """
    if level == "clean":
        return ink
    typed = printed_by_machine and rng.random() < (0.25 if level == "mild" else 0.5)
    if typed:
        ink = struck(ink, rng, em)
    elif printed_by_machine and em >= 20 and rng.random() < 0.25:
        ink = dot_matrix(ink, rng, em)
    if rng.random() < (0.4 if typed else 0.03 if level == "mild" else 0.06):
        ink = clogged(ink, rng, em)
    dice = rng.random()
    if dice < (0.35 if level == "mild" else 0.42):
        ink = spread(ink, rng, em)
    elif dice > (0.97 if level == "mild" else 0.9):
        ink = rough(ink, rng, em)
    thermal = 0.35 if printed_by_machine else 0.12
    if rng.random() < (thermal if level == "heavy" else thermal / 3):
        ink = thermal_fade(ink, rng, em)
    if rng.random() < (0.22 if level == "heavy" else 0.08):
        ink = broken(ink, rng, em, 1.0 if level == "heavy" else 0.6)
    return ink


def spread(ink: Image, rng: Rng, em: int) -> Image:
    """Thicken or thin the strokes by a fraction of a pixel, with rounded corners."""
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.35, 0.03 * em))
    # Thin strokes are nowhere black after blurring, so the threshold must adapt to keep them.
    peak = float(np.max(soft))
    middle = peak * (between(rng, 0.28, 0.58) if em >= 18 else between(rng, 0.25, 0.45))
    steep = between(rng, 1.3, 3.0)
    table = to_uint8((np.arange(256, dtype=np.float32) - middle) * steep + 128)
    table[0] = 0
    return _grey(cv2.LUT(soft, table))


def struck(ink: Image, rng: Rng, em: int) -> Image:
    """Strike each letter with its own force and at its own height, as a typewriter does.

    Some lines are made soft, as carbon paper makes copies.
    """
    height, width = ink.shape
    pitch = 0.6 * em
    letters = np.arange(math.ceil(width / pitch) + 1)
    place = ((np.arange(width) + rng.random() * pitch) / pitch).astype(np.intp)
    force = np.clip(1 - between(rng, 0.1, 0.5) * rng.random(len(letters) + 1), 0.35, 1)
    lift = (rng.random(len(letters) + 1) - 0.5) * between(rng, 0, 0.1) * em
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    rows = np.arange(height, dtype=np.float32)[:, None] + lift[place].astype(np.float32)[None, :]
    moved = cv2.remap(ink, np.ascontiguousarray(columns), rows, cv2.INTER_LINEAR)
    if rng.random() < 0.4:
        moved = cv2.GaussianBlur(moved, (0, 0), between(rng, 0.03, 0.08) * em)
    return to_uint8(moved * force[place].astype(np.float32)[None, :])


def clogged(ink: Image, rng: Rng, em: int) -> Image:
    """Fill the counters of letters such as e, a and o, as dirty types and carbon paper do."""
    size = max(3, round(between(rng, 0.1, 0.2) * em) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    filled = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel)
    share = np.clip(noise_patch(ink.shape, rng, 5.0) + between(rng, -0.5, 0.8), 0, 1)
    share *= np.float32(between(rng, 0.3, 0.75))
    return to_uint8(ink + (filled.astype(np.float32) - ink) * share)


def rough(ink: Image, rng: Rng, em: int) -> Image:
    """Let ink run into coarse paper: ragged edges and heavy full stops, as in newspapers."""
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.5, 0.04 * em)).astype(np.float32)
    grain = noise_patch(ink.shape, rng, 0.7) * np.float32(between(rng, 10, 40))
    middle = float(soft.max()) * between(rng, 0.28, 0.45)
    steep = between(rng, 1.5, 4.0)
    inked = soft > 12
    return to_uint8(((soft + grain - middle) * steep + 128) * inked)


def dot_matrix(ink: Image, rng: Rng, em: int) -> Image:
    """Break the strokes into the pins' dots, about twelve to the em."""
    pitch = max(2.0, em / between(rng, 10, 15))
    height, width = ink.shape
    rows = np.cos(np.arange(height, dtype=np.float32) * np.float32(2 * np.pi / pitch))
    columns = np.cos(np.arange(width, dtype=np.float32) * np.float32(2 * np.pi / pitch))
    depth = between(rng, 0.25, 0.6)
    grid = 1 - depth * (0.5 - 0.25 * (rows[:, None] + columns[None, :]))
    return to_uint8(ink * np.minimum(grid * 1.15, 1.0))


def thermal_fade(ink: Image, rng: Rng, em: int) -> Image:
    """Add pale columns of a worn print head, and rows where the paper slipped."""
    height, width = ink.shape
    wide = noise_patch((1, width), rng, max(0.6, em * 0.08))
    keep = np.clip(1.05 - between(rng, 0.1, 0.35) * np.maximum(wide, 0), 0.35, 1)
    result = ink * keep
    if rng.random() < 0.5:
        rows = noise_patch((height, 1), rng)
        result = result * np.where(rows > 1.5, between(rng, 0.4, 0.8), 1)
    return to_uint8(result.astype(np.float32))


def broken(ink: Image, rng: Rng, em: int, strength: float) -> Image:
    """Remove ink in patches, small enough that no letter turns into another."""
    patch = noise_patch(ink.shape, rng, max(0.6, round(em * 0.05, 1)))
    keep = np.clip(1.25 - between(rng, 0.15, 0.45) * strength * np.maximum(patch, 0), 0.25, 1)
    return to_uint8(ink * keep)


def _grey(image: Any) -> Image:
    return np.asarray(image, np.uint8)
