"""Crops without text: what detectors find beside the lines, and readers should read as nothing."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between, noise_patch, to_uint8
from ocrlc.synthesis.drawing.degrade import draw_level, paint, photograph
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.drawing.typeset import draw_spacing, set_line


def draw_negative(text: str, face: FontFace, rng: Rng) -> Image:
    """Draw a crop in which there is nothing to read.

    Args:
        text: a text whose edges may be seen, as those of a neighbouring line.
        face: a font that has its characters.
        rng: random number generator.

    Returns:
        A grey crop. Shape: H, W.
    """
    size = round(math.exp(between(rng, math.log(12), math.log(46))))
    height = round(size * between(rng, 0.9, 1.6))
    width = round(height * math.exp(between(rng, math.log(0.5), math.log(14))))
    kind = _KINDS[int(rng.random() * len(_KINDS))]
    if rng.random() < 0.25:
        ink = _neighbours(text, face, size, (height, width), rng)
    else:
        ink = np.zeros((height, width), np.uint8)
        kind(ink, rng)
    level = draw_level(rng)
    return photograph(paint(ink, rng, level), rng, level, size)


def _empty(ink: Image, rng: Rng) -> None:
    """Leave the paper empty."""


def _rules(ink: Image, rng: Rng) -> None:
    """Draw one to three rules from edge to edge, whole, dashed or dotted.

    Those across the crop are not dashed, and those along it are long, so that none looks like a
    dash or a bar that is text.
    """
    height, width = ink.shape
    for _ in range(1 + int(rng.random() * 3)):
        thick = max(1, round(height * between(rng, 0.02, 0.15)))
        along = width > 4 * height and rng.random() < 0.6
        on = max(thick, round(thick * between(rng, 1, 8)))
        off = 0 if not along or rng.random() < 0.4 else round(thick * between(rng, 1, 5))
        row, column = int(rng.random() * height), int(rng.random() * width)
        shade = int(between(rng, 120, 256))
        for start in range(0, width if along else height, on + off if off else width + height):
            end = start + on if off else width + height
            if along:
                ink[row : row + thick, start:end] = shade
            else:
                ink[start:end, column : column + thick] = shade


def _boxes(ink: Image, rng: Rng) -> None:
    """Draw the frames of empty fields, of which some reach out of the crop."""
    height, width = ink.shape
    side = round(height * between(rng, 0.6, 2.0))
    thick = max(1, round(height * between(rng, 0.03, 0.12)))
    top, left = round(height * between(rng, -0.4, 0.3)), round(side * between(rng, -0.6, 0.5))
    for column in range(left, width, side if rng.random() < 0.6 else side * 3):
        corner = (column + side, top + round(height * between(rng, 0.8, 1.2)))
        cv2.rectangle(ink, (column, top), corner, 255, thick)


def _scribble(ink: Image, rng: Rng) -> None:
    """Draw a signature: a curve of loops that moves along the crop."""
    height, width = ink.shape
    time = np.linspace(0, 1, 200)
    loops, lean = between(rng, 2, 3 + width / height * 2), between(rng, 0.05, 0.3) * height
    phase, wave = rng.random(3) * 6, between(rng, 0.5, 3)
    size = (
        height * between(rng, 0.15, 0.5) * (0.5 + 0.5 * np.abs(np.sin(wave * 6 * time + phase[0])))
    )
    x = width * (0.05 + 0.9 * time) + lean * np.cos(loops * 6.28 * time + phase[1])
    y = height * 0.5 + size * np.sin(loops * 6.28 * time * between(rng, 0.8, 1.2) + phase[2])
    points = np.stack((x, y), 1).round().astype(np.int32)
    thick = max(1, round(height * between(rng, 0.03, 0.1)))
    cv2.polylines(ink, [points], False, int(between(rng, 130, 256)), thick, cv2.LINE_AA)


def _shapes(ink: Image, rng: Rng) -> None:
    """Draw an icon or a piece of a logo: discs, arcs and polygons."""
    height, width = ink.shape
    for _ in range(2 + int(rng.random() * 2)):
        centre = (int(rng.random() * width), int(height * between(rng, 0.3, 0.7)))
        radius = max(2, round(height * between(rng, 0.3, 0.8)))
        thick = -1 if rng.random() < 0.5 else max(1, radius // 4)
        if rng.random() < 0.5:
            axes = (radius, max(1, round(radius * between(rng, 0.5, 1))))
            turn = 360 * rng.random()
            end = between(rng, 120, 360)
            cv2.ellipse(ink, centre, axes, turn, 0, end, int(between(rng, 90, 256)), thick)
        else:
            corners = 3 + int(rng.random() * 4)
            angles = rng.random() * 6 + np.arange(corners) * (2 * math.pi / corners)
            ring = np.stack((np.cos(angles), np.sin(angles)), 1) * radius * between(rng, 0.6, 1)
            cv2.fillPoly(ink, [(ring + centre).round().astype(np.int32)], 255)


def _picture(ink: Image, rng: Rng) -> None:
    """Fill the crop with the shades of a photograph."""
    soft = noise_patch(ink.shape, rng, 5.0) * np.float32(between(rng, 20, 70))
    softer = noise_patch(ink.shape, rng, 24.0) * np.float32(between(rng, 20, 80))
    ink[:] = to_uint8(128 + soft + softer)


_KINDS: tuple[Callable[[Image, Rng], None], ...] = (
    _empty,
    _rules,
    _rules,
    _boxes,
    _scribble,
    _shapes,
    _picture,
)


def _neighbours(text: str, face: FontFace, size: int, shape: tuple[int, int], rng: Rng) -> Image:
    """Show the feet of a line above the crop, the heads of one below, or both."""
    line = set_line(text, face, size, draw_spacing(rng, face, size))
    letters = line.ink[line.top : line.bottom, line.left : line.right]
    height, width = shape
    ink = np.zeros((height, width), np.uint8)
    for above in (True, False):
        rows = round(min(letters.shape[0], height) * between(rng, 0, 0.22))
        if not rows:
            continue
        seen = letters[-rows:, :width] if above else letters[:rows, :width]
        target = ink[:rows] if above else ink[height - rows :]
        target[:, : seen.shape[1]] = seen
    return ink
