"""Rendering a text as the crop that a text detector would cut out of a page."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between
from ocrlc.synthesis.drawing.degrade import Level, draw_level, paint, photograph
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.drawing.marks import (
    Window,
    add_button,
    add_check_box,
    add_divider,
    add_neighbours,
    add_rules,
    add_slivers,
)
from ocrlc.synthesis.drawing.printing import wear
from ocrlc.synthesis.drawing.typeset import SetLine, draw_spacing, set_line
from ocrlc.synthesis.text.typesetting import plain

_SMALLEST = {"clean": 9.5, "mild": 10.5, "heavy": 13.0}
_LARGEST = 46.0
_LEAST_HEIGHT, _LEAST_WIDTH = 12, 8
_MAX_WIDTH = 2400
_GROWN = 0.6
"""Share of the crops that are cut as DB's detectors cut lines; the others are tighter."""
_GROWTH = (0.16, 0.38)
"""Room around the ink of such a crop, by the ink's height: eight in ten of what lcnet-det cuts out
of receipts and of PDFs lie between."""
_LEAST_LIKENESS = 0.58
"""Smallest `_likeness` of a line; lines below it looked illegible."""


def render(text: str, face: FontFace, rng: Rng) -> Image:
    """Draw a line as it looks in a document.

    Args:
        text: the text; a tab stands for a wide gap.
        face: a font that has all its characters.
        rng: random number generator.

    Returns:
        A grey crop. Shape: H, W; H is about 12 to 90, 32 on average.
    """
    level = draw_level(rng)
    size = _draw_size(rng, level)
    line = _set(text, face, size, rng)
    window = _draw_window(line, rng)
    if any(character.isalnum() for character in text):
        add_neighbours(line, window, rng)
        add_rules(line, window, rng)
        add_slivers(line, window, rng)
        add_divider(line, plain(text).count(" "), rng)
        line, window = add_check_box(line, window, rng)
        line, window = add_button(line, window, rng)
    ink = _cut(line, window, rng)
    worn = wear(ink, rng, level, line.size, printed_by_machine=face.kind in ("machine", "mono"))
    image = photograph(paint(worn, rng, level), rng, level, line.size)
    return image if _likeness(image, ink) > _LEAST_LIKENESS else paint(ink, rng, "clean")


def _likeness(image: Image, ink: Image) -> float:
    """Return how similar a picture is to its ink: the correlation of their pixels, 0 to 1."""
    a = image.astype(np.float32).ravel()
    b = ink.astype(np.float32).ravel()
    a -= a.mean()
    b -= b.mean()
    norm = math.sqrt(float(a @ a) * float(b @ b))
    return abs(float(a @ b)) / norm if norm else 0.0


def _draw_size(rng: Rng, level: Level) -> int:
    low = math.log(_SMALLEST[level])
    return round(math.exp(between(rng, low, math.log(_LARGEST))))


def _set(text: str, face: FontFace, size: int, rng: Rng) -> SetLine:
    """Set the text; for a third of the lines larger and then shrunk, without hinting."""
    oversize = 1.0 if rng.random() < 0.65 else between(rng, 1.3, 2.2)
    spacing = draw_spacing(rng, face, round(size * oversize))
    line = set_line(text, face, round(size * oversize), spacing)
    if line.ink.shape[1] > _MAX_WIDTH * oversize:
        oversize = line.ink.shape[1] / _MAX_WIDTH
    if oversize <= 1.0:
        return line
    height, width = line.ink.shape
    small = (round(width / oversize), round(height / oversize))
    fx, fy = small[0] / width, small[1] / height
    ink = np.asarray(cv2.resize(line.ink, small, interpolation=cv2.INTER_AREA), np.uint8)
    return SetLine(
        ink,
        math.floor(line.left * fx),
        math.floor(line.top * fy),
        math.ceil(line.right * fx),
        math.ceil(line.bottom * fy),
        round(line.baseline * fy),
        max(8, round(line.size / oversize)),
    )


def _draw_window(line: SetLine, rng: Rng) -> Window:
    """Choose a crop as detectors do: a pixel into the letters up to half their height around."""
    height = line.bottom - line.top
    if rng.random() < _GROWN:
        looseness = between(rng, *_GROWTH)
        sides = [between(rng, 0.7, 1.3) * looseness * height for _ in range(4)]
    else:
        looseness = rng.random() ** 1.6 * 0.4
        sides = [between(rng, 0.3, 1.0) * looseness * height for _ in range(4)]
    if rng.random() < 0.12:
        sides[int(rng.random() * 4)] *= 2.2
    if height > 14 and rng.random() < 0.15:
        side = int(rng.random() * 4)
        # A comma without its tail is a point, so the lower edge bites less.
        sides[side] = -between(
            rng, 0, min(1.0, 0.03 * height) if side == 1 else min(2.0, 0.05 * height)
        )
    top, bottom, left, right = (round(side) for side in sides)
    top += max(0, _LEAST_HEIGHT - top - bottom - height)
    left += max(0, _LEAST_WIDTH - left - right - (line.right - line.left))
    return Window(line.left - left, line.top - top, line.right + right, line.bottom + bottom)


def _cut(line: SetLine, window: Window, rng: Rng) -> Image:
    """Cut the window out, slanted, rotated or bent as lines in scans and photographs are."""
    ink = line.ink
    if rng.random() < 0.05:
        ink = _bend(ink, line, rng)
    slant = 0.0
    dice = rng.random()
    if dice < 0.05:
        slant = between(rng, 0.1, 0.3)
    elif dice < 0.2:
        slant = between(rng, -0.08, 0.12)
    tilt = 0.0
    if rng.random() < 0.35:
        window, tilt = _draw_tilt(line, window, rng)
    perspective = rng.random() < 0.1
    if not slant and not tilt and not perspective:
        return _slice(ink, window)
    if slant:
        extra = round(abs(slant) * window.height / 2)
        window = replace(window, left=window.left - extra, right=window.right + extra)
    jitter = 0.06 * window.height if perspective else 0.0
    margin = math.ceil(jitter * 0.7)
    window = replace(window, top=window.top - margin, bottom=window.bottom + margin)
    return _warp(ink, window, slant, tilt, jitter, rng)


def _draw_tilt(line: SetLine, window: Window, rng: Rng) -> tuple[Window, float]:
    """Choose an angle, small for long lines, and a window high enough for it."""
    height = line.bottom - line.top
    most = 5.0 if rng.random() < 0.08 else 3.0
    limit = min(math.radians(most), 0.5 * height / window.width)
    tilt = between(rng, -limit, limit)
    drop = round(abs(tilt) * window.width / 2 * between(rng, 0.75, 1.0))
    return replace(window, top=window.top - drop, bottom=window.bottom + drop), tilt


def _slice(ink: Image, window: Window) -> Image:
    height, width = ink.shape
    inside = ink[
        max(0, window.top) : min(height, window.bottom),
        max(0, window.left) : min(width, window.right),
    ]
    pads = (
        max(0, -window.top),
        max(0, window.bottom - height),
        max(0, -window.left),
        max(0, window.right - width),
    )
    return _ink(cv2.copyMakeBorder(inside, *pads, cv2.BORDER_REPLICATE)) if any(pads) else inside


def _warp(ink: Image, window: Window, slant: float, tilt: float, jitter: float, rng: Rng) -> Image:
    """Map the window, slanted by `slant` and rotated by `tilt`, onto an upright crop."""
    cx, cy = (window.left + window.right) / 2, (window.top + window.bottom) / 2
    half = np.array([window.width / 2, window.height / 2])
    unit = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * half
    corners = np.empty((4, 2))
    corners[:, 0] = cx + unit[:, 0] + slant * unit[:, 1]
    corners[:, 1] = cy + unit[:, 1] + tilt * unit[:, 0]
    if jitter:
        corners += (rng.random((4, 2)) * 2 - 1) * jitter
    target = unit + half
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    size = (window.width, window.height)
    return _ink(cv2.warpPerspective(ink, matrix, size, flags=cv2.INTER_LINEAR))


def _bend(ink: Image, line: SetLine, rng: Rng) -> Image:
    """Bend the line like a page near the spine of a book."""
    height, width = ink.shape
    reach = between(rng, -0.12, 0.12) * line.size
    across = np.linspace(0, math.pi * between(rng, 0.5, 2), width, dtype=np.float32)
    offset = reach * np.sin(across + np.float32(rng.random() * 6))
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    rows = np.arange(height, dtype=np.float32)[:, None] + offset[None, :]
    return _ink(cv2.remap(ink, np.ascontiguousarray(columns), rows, cv2.INTER_LINEAR))


def _ink(image: Any) -> Image:
    return np.asarray(image, np.uint8)
