"""Effects on a page: printed and scanned, faxed, copied, photographed, or shown on a screen.

Each effect takes a page as drawn and returns it with its lines' outlines moved in the same way.
Small letters get weaker effects, because illegible text must not be labelled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between, jpeg, motion_blur
from ocrlc.synthesis.pages.geometry import Picture, lay_on_desk, resize, rotate
from ocrlc.synthesis.pages.pictures import clouds, grain, texture
from ocrlc.synthesis.pages.wear import (
    bleed,
    cast_shadow,
    edge,
    expose,
    holes,
    print_out,
    shade,
    soften,
    specks,
    tones,
)

LEAST_EM = 9.0
"""Smallest em in pixels to which effects shrink letters."""


def plain(picture: Picture, rng: Rng) -> Picture:
    """Return the page as drawn, as a page of a PDF."""
    return picture


def screen(picture: Picture, rng: Rng) -> Picture:
    """Scale a screenshot a little, compress it, or leave it."""
    dice = rng.random()
    if dice < 0.25 and picture.smallest > 1.2 * LEAST_EM:
        picture = resize(picture, between(rng, LEAST_EM / picture.smallest, 0.98))
    elif dice < 0.35:
        picture = resize(picture, between(rng, 1.02, 1.4), cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        return _with(picture, jpeg(picture.image, rng, 40, 95))
    return picture


def scan(picture: Picture, rng: Rng) -> Picture:
    """Print and scan, slightly rotated: paper, bleed, shadow of an edge, holes, noise, JPEG."""
    image = print_out(picture.image, rng, picture.smallest)
    if rng.random() < 0.3:
        image = bleed(image, rng)
    image = tones(image, between(rng, 0, 90), 255 - between(rng, 0, 60) * rng.random())
    if rng.random() < 0.35:
        image = shade(image, rng, 0.25)
    if rng.random() < 0.25:
        image = holes(image, rng)
    picture = _with(picture, image)
    if rng.random() < 0.7:
        angle = between(rng, -1, 1) * (3.0 if rng.random() < 0.4 else 1.0)
        border = int(between(rng, 0, 60)) if rng.random() < 0.4 else 250
        picture = rotate(picture, angle, border)
    if rng.random() < 0.4:
        picture = _with(picture, edge(picture.image, rng))
    picture = _coarsen(picture, rng, 0.5)
    image = picture.image
    if rng.random() < 0.7:
        image = soften(image, between(rng, 0.3, 0.05 * min(picture.smallest, 18) + 0.2))
    image = grain(image, rng, between(rng, 0.5, 7))
    if rng.random() < 0.15:
        image = specks(image, rng)
    if rng.random() < 0.6:
        image = jpeg(image, rng, 35, 90)
    return _with(picture, image)


def fax(picture: Picture, rng: Rng) -> Picture:
    """Reduce to black and white at a low resolution, with specks."""
    image = picture.image
    if rng.random() < 0.7:
        picture = rotate(picture, between(rng, -2, 2), 255)
    full = picture.image.shape
    finer = picture.smallest
    picture = _coarsen(picture, rng, 0.9)
    image = soften(picture.image, between(rng, 0.4, 0.7))
    image = grain(image, rng, between(rng, 2, 16))
    limit = between(rng, 150, 215)
    image = np.where(image > limit, np.uint8(255), np.uint8(0))
    if rng.random() < 0.6:
        image = specks(image, rng)
    picture = _with(picture, image)
    if rng.random() < 0.4 and picture.smallest < finer:
        picture = resize(picture, full[0] / picture.image.shape[0], cv2.INTER_NEAREST)
    if rng.random() < 0.3:
        picture = _with(picture, soften(picture.image, 0.5))
    return picture


def photocopy(picture: Picture, rng: Rng) -> Picture:
    """Copy with a hard tone curve, black edges, dust and streaks."""
    image = print_out(picture.image, rng, picture.smallest)
    image = soften(image, between(rng, 0.3, 0.8))
    image = grain(image, rng, between(rng, 3, 14))
    steep, middle = between(rng, 1.5, 4), between(rng, 130, 190)
    ramp = (np.arange(256, dtype=np.float32) - middle) * steep + 128
    image = np.asarray(cv2.LUT(image, np.clip(ramp, 0, 255).astype(np.uint8)), np.uint8)
    picture = rotate(_with(picture, image), between(rng, -2.5, 2.5), int(rng.random() < 0.6) * 255)
    image = edge(picture.image, rng) if rng.random() < 0.7 else picture.image.copy()
    width = image.shape[1]
    for _ in range(int(between(rng, 0, 4))):
        x = int(rng.random() * width)
        image[:, x : x + int(between(rng, 1, 3))] = int(between(rng, 60, 220))
    if rng.random() < 0.7:
        image = specks(image, rng)
    return _coarsen(_with(picture, image), rng, 0.3)


def photo(picture: Picture, rng: Rng) -> Picture:
    """Photograph the page on a desk: perspective, bend, light and shadow, blur, JPEG."""
    image = print_out(picture.image, rng, picture.smallest)
    image = tones(image, between(rng, 0, 80), between(rng, 170, 250))
    height, width = image.shape
    most = min(1.0, picture.smallest / LEAST_EM)
    scale = between(rng, max(0.72, 1 / max(1.0, most)), 1.0)
    inset = between(rng, 0.0, 0.1) if rng.random() < 0.7 else between(rng, -0.04, 0)
    rows, columns = round(height * scale * (1 + inset)), round(width * scale * (1 + inset))
    size = np.array([width, height], np.float32) * scale
    start = (np.array([columns, rows]) - size) / 2
    corners = start + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    jitter = between(rng, 0.005, 0.06) * float(size.min())
    corners = (corners + (rng.random((4, 2)) - 0.5) * 2 * jitter).astype(np.float32)
    angle = np.deg2rad(between(rng, -1, 1) * (8 if rng.random() < 0.2 else 3))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = corners.mean(axis=0)
    corners = ((corners - middle) @ turn.T + middle).astype(np.float32)
    desk = texture(columns, rows, rng) if rng.random() < 0.7 else clouds(columns, rows, rng)
    desk = tones(desk, between(rng, 0, 80), between(rng, 80, 220))
    bend = between(rng, -0.35, 0.35) * picture.smallest * 2 if rng.random() < 0.5 else 0.0
    picture = lay_on_desk(_with(picture, image), desk, corners, bend, between(rng, 0, 6.28))
    image = shade(picture.image, rng, between(rng, 0.1, 0.5))
    if rng.random() < 0.3:
        image = cast_shadow(image, rng)
    if rng.random() < 0.85:
        image = expose(image, rng)
    if rng.random() < 0.15:
        image = motion_blur(image, rng, max(3.0, 0.2 * picture.smallest))
    elif rng.random() < 0.7:
        image = soften(image, between(rng, 0.3, 0.05 * min(picture.smallest, 20) + 0.3))
    image = grain(image, rng, between(rng, 1, 9))
    return _with(picture, jpeg(image, rng, 30, 90))


EFFECTS: Mapping[str, Callable[[Picture, Rng], Picture]] = {
    "plain": plain, "screen": screen, "scan": scan, "fax": fax, "photocopy": photocopy,
    "photo": photo,
}  # fmt: skip


def _with(picture: Picture, image: Image) -> Picture:
    return Picture(image, picture.points, picture.smallest)


def _coarsen(picture: Picture, rng: Rng, chance: float) -> Picture:
    """Lower the resolution as far as the smallest letters allow."""
    least = max(LEAST_EM / max(1.0, picture.smallest), 0.45)
    if rng.random() > chance or least > 0.95:
        return picture
    return resize(picture, between(rng, least, 0.98))
