"""Setting a text in a face: the ink on a canvas, and where on it the line stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import punctuation

import numpy as np
from PIL import Image as PILImage
from PIL import ImageDraw, ImageFont, features

from ocrlc.synthesis.augmentation import Image, Rng, between
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.text.mixture import WIDE_GAP

_SAME_IN_BOTH_CASES = frozenset("cosvwxzCOSVWXZ0 \t" + punctuation + "–—·•°ºª…’‘“”„‚«»‹›¹²³")
_PLAIN_GLYPHS = ["-liga", "-clig", "-calt", "-dlig"]


@dataclass(frozen=True)
class Spacing:
    """How letters and words are spaced.

    Attributes:
        letter: extra pixels between letters.
        word: width of the space between words, in widths of the font's space.
        gap: width of a wide gap, in the same.
        ligatures: whether f and i may become one glyph.
    """

    letter: float = 0.0
    word: float = 1.0
    gap: float = 5.0
    ligatures: bool = False


@dataclass(frozen=True)
class SetLine:
    """A line of text as ink.

    Attributes:
        ink: coverage, 255 where there is ink. Shape: H, W.
        left, top, right, bottom: the text's box on the canvas, in pixels. A text of signs, or of
            letters that look the same in both cases, gets the height of a capital: cut to its
            ink, not even people could tell a dash from an underscore, or v from V.
        baseline: its row.
        size: the font's em, in pixels.
    """

    ink: Image
    left: int
    top: int
    right: int
    bottom: int
    baseline: int
    size: int


@lru_cache(maxsize=1024)
def load_font(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    """Open a face at a size in pixels; Pillow's own if the path is empty."""
    if not path:
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return font
    return ImageFont.truetype(path, size, index, layout_engine=_engine())


@lru_cache(maxsize=1)
def _engine() -> ImageFont.Layout:
    """Raqm kerns by the font's own tables; the basic engine knows only the oldest of them."""
    return ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


@lru_cache(maxsize=1 << 16)
def has_ink(path: str, index: int, character: str) -> bool:
    """Tell whether a face's glyph is more than an empty slot, as some fonts have."""
    return load_font(path, index, 24).getmask(character).getbbox() is not None


def draw_spacing(rng: Rng, face: FontFace, size: int) -> Spacing:
    """Draw a spacing: mostly the font's own."""
    letter = 0.0
    dice = rng.random()
    if dice < 0.06:
        letter = between(rng, -0.04, 0) * size
    elif dice < 0.14:
        letter = between(rng, 0.02, 0.18) * size
    word = 1.0
    dice = rng.random()
    if dice < 0.08:
        word = between(rng, 0.6, 1.0)
    elif dice < 0.38:
        word = between(rng, 1.0, 2.2)
    elif dice < 0.41:
        word = between(rng, 2.2, 4.5)
    fixed = face.kind in ("mono", "machine")
    ligatures = not fixed and rng.random() < 0.4
    return Spacing(letter, max(word, 0.8) if fixed else word, between(rng, 2.5, 11), ligatures)


def set_line(text: str, face: FontFace, size: int, spacing: Spacing) -> SetLine:
    """Draw a text. The canvas has room around it for margins and neighbouring lines.

    Args:
        text: what to write; a tab stands for a wide gap.
        face: the font.
        size: em in pixels.
        spacing: letters, words and gaps.
    """
    font = load_font(face.path, face.index, size)
    ascent, descent = font.getmetrics()
    pad = round(size * 0.9) + 6
    pieces = _place(text, font, spacing)
    last, piece = pieces[-1]
    width = int(last + (1.2 * len(piece) + 1) * size)
    canvas = PILImage.new("L", (width + 2 * pad, ascent + descent + 2 * pad))
    pen = ImageDraw.Draw(canvas)
    baseline = pad + ascent
    plain = (
        None if spacing.ligatures or font.layout_engine == ImageFont.Layout.BASIC else _PLAIN_GLYPHS
    )
    for x, piece in pieces:
        pen.text((pad + x, baseline), piece, fill=255, font=font, anchor="ls", features=plain)
    left, top, right, bottom = canvas.getbbox() or (pad, pad, pad + 1, pad + 1)
    ink = np.array(canvas.crop((0, 0, right + pad, canvas.height)))
    if _SAME_IN_BOTH_CASES.issuperset(text):
        capital = -int(font.getbbox("H", anchor="ls")[1])
        top, bottom = min(top, baseline - capital), max(bottom, baseline)
    return SetLine(ink, left, top, right, bottom, baseline, size)


def _place(text: str, font: ImageFont.FreeTypeFont, spacing: Spacing) -> list[tuple[float, str]]:
    """Split a text into pieces drawn at once: left edge and letters of each."""
    pieces: list[tuple[float, str]] = []
    space = max(font.getlength(" "), font.size * 0.2) + spacing.letter
    # Nearer than this, words run together once the line is blurred.
    between_words = max(space * spacing.word, font.size * 0.2 + spacing.letter)
    parts: list[tuple[float, str]] = []
    for i, column in enumerate(text.split(WIDE_GAP)):
        gap = space * spacing.gap if i else 0.0
        words = [column] if spacing.word == 1 and not spacing.letter else column.split(" ")
        for j, word in enumerate(words):
            gap = between_words if j else gap
            for k, piece in enumerate(word if spacing.letter else (word,)):
                parts.append((0.0 if k else gap, piece))
    x = 0.0
    for i, (gap, piece) in enumerate(parts):
        if i:
            # Measuring costs as much as drawing: the last piece's width is not needed.
            x += gap + spacing.letter + font.getlength(parts[i - 1][1])
        pieces.append((x, piece))
    return pieces
