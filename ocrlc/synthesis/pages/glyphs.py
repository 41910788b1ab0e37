"""Setting lines fast: each glyph of a face is drawn once per process, shrunk, and put into rows.

A page has thousands of letters. Drawing a line with Pillow takes one to three milliseconds, most of
it for hinting the same glyphs again; putting stored glyphs into rows takes a tenth of that. There
are no kerning and ligatures, which do not matter to a detector.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image as PILImage
from PIL import ImageDraw

from ocrlc.synthesis.augmentation import Image
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.drawing.typeset import load_font

MASTER_EM = 64
"""Em in pixels of the stored glyphs; sizes up to `_LARGEST` are made by shrinking them."""
_LARGEST = 48


class Glyph(NamedTuple):
    """A letter's ink and its place relative to the pen.

    Attributes:
        cover: coverage, 255 for ink; None for a space. Shape: H, W.
        left, top: edges of the ink relative to the pen on the baseline, in pixels; top is mostly
            negative.
        advance: distance to the next letter, in pixels.
    """

    cover: Image | None
    left: int
    top: int
    advance: float


@dataclass(frozen=True)
class Ink:
    """A line of text as ink, cropped to the ink.

    Attributes:
        cover: coverage, 255 for ink. Shape: H, W.
        left, top: edges of the ink relative to the pen's start on the baseline, in pixels.
        advance: distance that the pen moved, in pixels.
    """

    cover: Image
    left: int
    top: int
    advance: float


class GlyphSet(dict[str, Glyph]):
    """The glyphs of a face at a size, made when first used.

    Args:
        face: the font.
        size: em in pixels.
        hinted: whether glyphs are drawn at this size and fitted to pixels, as on screens.
    """

    def __init__(self, face: FontFace, size: int, hinted: bool) -> None:
        super().__init__()
        self.face = face
        self.size = size
        self.hinted = hinted or size > _LARGEST

    def __missing__(self, character: str) -> Glyph:
        path, index = self.face.path, self.face.index
        if self.hinted:
            glyph = _draw(path, index, self.size, character)
        else:
            glyph = _shrink(_master(path, index, character), self.size / MASTER_EM)
        self[character] = glyph
        return glyph

    def measure(self, text: str, tracking: float = 0.0, word: float = 1.0) -> float:
        """Return the distance that the pen moves for a text, in pixels."""
        width = sum([self[character].advance for character in text]) + tracking * len(text)
        return width + (word - 1) * self[" "].advance * text.count(" ")


@lru_cache(maxsize=256)
def glyph_set(face: FontFace, size: int, hinted: bool = False) -> GlyphSet:
    """Return the glyphs of a face at a size."""
    return GlyphSet(face, size, hinted)


def set_text(text: str, glyphs: GlyphSet, tracking: float = 0.0, word: float = 1.0) -> Ink | None:
    """Set a line.

    Args:
        text: the text.
        glyphs: the glyphs of the face.
        tracking: extra space between letters, in pixels.
        word: width of the space between words, as a multiple of the font's space.

    Returns:
        The line; None if it has no ink.
    """
    pen = 0.0
    placed: list[tuple[int, int, Image]] = []
    for character in text:
        cover, left, top, advance = glyphs[character]
        if cover is not None:
            placed.append((left + round(pen), top, cover))
        pen += advance * word + tracking if character == " " else advance + tracking
    if not placed:
        return None
    left = min([x for x, _, _ in placed])
    top = min([y for _, y, _ in placed])
    right = max([x + cover.shape[1] for x, _, cover in placed])
    bottom = max([y + cover.shape[0] for _, y, cover in placed])
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    for x, y, cover in placed:
        height, width = cover.shape
        target = canvas[y - top : y - top + height, x - left : x - left + width]
        np.maximum(target, cover, out=target)
    return Ink(canvas, left, top, pen)


@lru_cache(maxsize=1 << 15)
def _master(path: str, index: int, character: str) -> Glyph:
    return _draw(path, index, MASTER_EM, character)


def _draw(path: str, index: int, size: int, character: str) -> Glyph:
    font = load_font(path, index, size)
    advance = font.getlength(character)
    canvas = PILImage.new("L", (math.ceil(advance) + 2 * size, 3 * size))
    pen = ImageDraw.Draw(canvas)
    # FreeType cannot draw some outlines, such as the "&" of Theano Modern Bold.
    with suppress(OSError):
        pen.text((size, 2 * size), character, fill=255, font=font, anchor="ls")
    box = canvas.getbbox()
    if box is None:
        return Glyph(None, 0, 0, advance)
    return Glyph(np.array(canvas.crop(box)), box[0] - size, box[1] - 2 * size, advance)


def _shrink(glyph: Glyph, scale: float) -> Glyph:
    """Shrink a glyph to the pixels that a rasteriser without hinting would give."""
    if glyph.cover is None:
        return Glyph(None, 0, 0, glyph.advance * scale)
    height, width = glyph.cover.shape
    x0, y0 = math.floor(glyph.left * scale), math.floor(glyph.top * scale)
    x1 = math.ceil((glyph.left + width) * scale)
    y1 = math.ceil((glyph.top + height) * scale)
    x, y = glyph.left - round(x0 / scale), glyph.top - round(y0 / scale)
    rows = max(round((y1 - y0) / scale), y + height)
    columns = max(round((x1 - x0) / scale), x + width)
    padded = np.zeros((rows, columns), np.uint8)
    padded[y : y + height, x : x + width] = glyph.cover
    cover = cv2.resize(padded, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    return Glyph(np.asarray(cover, np.uint8), x0, y0, glyph.advance * scale)
