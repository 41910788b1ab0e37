"""What becomes of a page: printed and scanned, faxed, copied, photographed, or shown on a screen.

Each effect takes a page as drawn and returns it with its lines' outlines moved alike. Small letters
are spared: what nobody could read any more is no truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from ocrlc.augmentation import Image, Rng, between, jpeg, motion_blur, speckle
from ocrlc.synthesis.degrade import spread
from ocrlc.synthesis.pages.geometry import Picture, lay_on_desk, resize, rotate
from ocrlc.synthesis.pages.pictures import clouds, grain, gradient, texture

LEAST_EM = 9.0
"""Effects do not shrink letters below this em, pixels."""


def plain(picture: Picture, rng: Rng) -> Picture:
    """Leave the page as drawn, as a page of a PDF."""
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
    """Print, lay askew on a scanner: paper, bleed, shadow of an edge, holes, noise, JPEG."""
    image = _print(picture.image, rng, picture.smallest)
    if rng.random() < 0.3:
        image = _bleed(image, rng)
    image = _tones(image, between(rng, 0, 90), between(rng, 200, 256))
    if rng.random() < 0.35:
        image = _shade(image, rng, 0.25)
    if rng.random() < 0.25:
        image = _holes(image, rng)
    picture = _with(picture, image)
    if rng.random() < 0.7:
        angle = between(rng, -1, 1) * (3.0 if rng.random() < 0.4 else 1.0)
        border = int(between(rng, 0, 60)) if rng.random() < 0.4 else 250
        picture = rotate(picture, angle, border)
    if rng.random() < 0.4:
        picture = _with(picture, _edge(picture.image, rng))
    picture = _coarsen(picture, rng, 0.5)
    image = picture.image
    if rng.random() < 0.7:
        image = _soften(image, between(rng, 0.3, 0.05 * min(picture.smallest, 18) + 0.2))
    image = grain(image, rng, between(rng, 0.5, 7))
    if rng.random() < 0.15:
        image = _specks(image, rng)
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
    image = _soften(picture.image, between(rng, 0.4, 0.7))
    image = grain(image, rng, between(rng, 2, 16))
    limit = between(rng, 120, 200)
    image = np.where(image > limit, np.uint8(255), np.uint8(0))
    if rng.random() < 0.6:
        image = _specks(image, rng)
    picture = _with(picture, image)
    if rng.random() < 0.4 and picture.smallest < finer:
        picture = resize(picture, full[0] / picture.image.shape[0], cv2.INTER_NEAREST)
    if rng.random() < 0.3:
        picture = _with(picture, _soften(picture.image, 0.5))
    return picture


def photocopy(picture: Picture, rng: Rng) -> Picture:
    """Copy with a hard tone curve, black edges, dust and streaks."""
    image = _print(picture.image, rng, picture.smallest)
    image = _soften(image, between(rng, 0.3, 0.8))
    image = grain(image, rng, between(rng, 3, 14))
    steep, middle = between(rng, 1.5, 4), between(rng, 130, 190)
    ramp = (np.arange(256, dtype=np.float32) - middle) * steep + 128
    image = np.asarray(cv2.LUT(image, np.clip(ramp, 0, 255).astype(np.uint8)), np.uint8)
    picture = rotate(_with(picture, image), between(rng, -2.5, 2.5), int(rng.random() < 0.6) * 255)
    image = _edge(picture.image, rng) if rng.random() < 0.7 else picture.image.copy()
    height, width = image.shape
    for _ in range(int(between(rng, 0, 4))):
        x = int(rng.random() * width)
        image[:, x : x + int(between(rng, 1, 3))] = int(between(rng, 60, 220))
    if rng.random() < 0.7:
        image = _specks(image, rng)
    return _coarsen(_with(picture, image), rng, 0.3)


def photo(picture: Picture, rng: Rng) -> Picture:
    """Photograph the page on a desk: perspective, bend, light and shadow, blur, JPEG."""
    image = _print(picture.image, rng, picture.smallest)
    image = _tones(image, between(rng, 0, 80), between(rng, 170, 250))
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
    desk = _tones(desk, between(rng, 0, 80), between(rng, 80, 220))
    bend = between(rng, -0.35, 0.35) * picture.smallest * 2 if rng.random() < 0.5 else 0.0
    picture = lay_on_desk(_with(picture, image), desk, corners, bend, between(rng, 0, 6.28))
    image = _shade(picture.image, rng, between(rng, 0.15, 0.6))
    if rng.random() < 0.3:
        image = _cast_shadow(image, rng)
    if rng.random() < 0.15:
        image = motion_blur(image, rng, max(3.0, 0.2 * picture.smallest))
    elif rng.random() < 0.7:
        image = _soften(image, between(rng, 0.3, 0.05 * min(picture.smallest, 20) + 0.3))
    image = grain(image, rng, between(rng, 1, 9))
    return _with(picture, jpeg(image, rng, 30, 90))


EFFECTS: Mapping[str, Callable[[Picture, Rng], Picture]] = {
    "plain": plain, "screen": screen, "scan": scan, "fax": fax, "photocopy": photocopy,
    "photo": photo,
}  # fmt: skip


def _with(picture: Picture, image: Image) -> Picture:
    return Picture(image, picture.points, picture.smallest)


def _soften(image: Image, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _tones(image: Image, black: float, white: float) -> Image:
    """Map black and white to two greys."""
    table = black + (white - black) * np.arange(256, dtype=np.float32) / 255
    return np.asarray(cv2.LUT(image, np.clip(table, 0, 255).astype(np.uint8)), np.uint8)


def _print(image: Image, rng: Rng, em: float) -> Image:
    """Thicken, thin or break the strokes."""
    dice = rng.random()
    if dice < 0.3:
        return np.asarray(255 - spread(255 - image, rng, round(min(em, 20))), np.uint8)
    if dice < 0.5:
        height, width = image.shape
        keep = clouds(width // 2 + 1, height // 2 + 1, rng, 0.8, 48)
        worn = cv2.resize(keep, (width, height), interpolation=cv2.INTER_LINEAR)
        # Where the ribbon or toner was low, ink loses up to half of its black.
        share = cv2.LUT(worn, np.clip(np.arange(256) * 1.2 + between(rng, 60, 190), 0, 255).astype(np.uint8))
        return np.asarray(255 - cv2.multiply(255 - image, share, scale=1 / 255), np.uint8)
    return image


def _bleed(image: Image, rng: Rng) -> Image:
    """Let the back of the sheet shine through: the page itself, mirrored."""
    back = _soften(np.ascontiguousarray(image[:, ::-1]), 1.5)
    back = np.roll(back, (int(rng.random() * 60), int(rng.random() * 60)), (0, 1))
    share = between(rng, 0.04, 0.2)
    faint = cv2.addWeighted(back, share, back, 0, 255 * (1 - share))
    return np.asarray(cv2.multiply(image, faint, scale=1 / 255), np.uint8)


def _shade(image: Image, rng: Rng, strength: float) -> Image:
    """Light from one side."""
    height, width = image.shape
    small = gradient(64, 64, rng).astype(np.float32)
    small = 255 * (1 - strength * (255 - small) / 255)
    light = cv2.resize(small.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(image, light, scale=1 / 255), np.uint8)


def _cast_shadow(image: Image, rng: Rng) -> Image:
    """The shadow of a hand or a phone, with a soft border."""
    height, width = image.shape
    small = np.full((64, 64), 255, np.uint8)
    corners = (rng.random((3, 2)) * 120 - 28).astype(np.int32)
    cv2.fillPoly(small, [corners], int(between(rng, 120, 210)))
    soft = _soften(small, between(rng, 1.5, 6))
    light = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(image, light, scale=1 / 255), np.uint8)


def _edge(image: Image, rng: Rng) -> Image:
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


def _holes(image: Image, rng: Rng) -> Image:
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


def _specks(image: Image, rng: Rng) -> Image:
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


def _coarsen(picture: Picture, rng: Rng, chance: float) -> Picture:
    """Lower the resolution as far as the smallest letters allow."""
    least = max(LEAST_EM / max(1.0, picture.smallest), 0.45)
    if rng.random() > chance or least > 0.95:
        return picture
    return resize(picture, between(rng, least, 0.98))
