"""Setting a text in a face: the ink on a canvas, and the line's place on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import punctuation

import numpy as np
from PIL import Image as PILImage
from PIL import ImageDraw, ImageFont, features

from ocrlc.synthesis.augmentation import Image, Rng, between
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.text.typesetting import (
    LETTER_GAP,
    NARROW_GAP,
    WIDE_GAP,
    Part,
    plain,
    split_parts,
)

_SAME_IN_BOTH_CASES = frozenset("cosvwxzCOSVWXZ0 \t" + punctuation + "–—·•°ºª…’‘“”„‚«»‹›¹²³")
_RISE = {-1: -0.15, 0: 0.0, 1: 0.36}
"""Distance of subscripts, letters and superscripts above the baseline, in ems."""
_SMALL = 0.62
"""Size of subscripts and superscripts, in ems."""
_PLAIN_GLYPHS = ["-liga", "-clig", "-calt", "-dlig"]


@dataclass(frozen=True)
class Spacing:
    """How letters and words are spaced.

    Attributes:
        letter: extra space between letters, in pixels.
        word: width of the space between words, as a multiple of the font's space.
        gap: width of a wide gap, as a multiple of the font's space.
        ligatures: whether pairs such as f and i may become one glyph.
        apart: extra space between the letters of a letterspaced word, in ems.
        narrow: width of a narrow space, in ems.
    """

    letter: float = 0.0
    word: float = 1.0
    gap: float = 5.0
    ligatures: bool = False
    apart: float = 0.4
    narrow: float = 0.15


@dataclass(frozen=True)
class SetLine:
    """A line of text as ink.

    Attributes:
        ink: coverage, 255 where there is ink. Shape: H, W.
        left, top, right, bottom: the text's box on the canvas, in pixels. A text of signs, or of
            letters that look the same in both cases, gets the height of a capital: in a tighter
            box, nobody could tell a dash from an underscore, or v from V.
        baseline: row of the baseline, in pixels.
        size: em of the font in pixels.
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
    """Open a face at a size in pixels; an empty path means the font inside Pillow."""
    if not path:
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return font
    return ImageFont.truetype(path, size, index, layout_engine=_engine())


@lru_cache(maxsize=1)
def _engine() -> ImageFont.Layout:
    """Return the layout engine: Raqm supports all kerning tables, the basic one only the oldest."""
    return ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


@lru_cache(maxsize=1 << 16)
def has_ink(path: str, index: int, character: str) -> bool:
    """Whether a face's glyph has any ink; in some fonts, glyphs are empty."""
    try:
        return load_font(path, index, 24).getmask(character).getbbox() is not None
    except OSError:  # FreeType cannot draw the outline
        return False


def draw_spacing(rng: Rng, face: FontFace, size: int) -> Spacing:
    """Choose a spacing at random: mostly the font's own."""
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
    return Spacing(
        letter,
        max(word, 0.8) if fixed else word,
        between(rng, 2.5, 11),
        ligatures,
        between(rng, 0.18, 0.75),
        between(rng, 0.09, 0.19),
    )


def set_line(text: str, face: FontFace, size: int, spacing: Spacing) -> SetLine:
    """Draw a text. The canvas has room around it for margins and neighbouring lines.

    Args:
        text: the text, with the marks of `typesetting`.
        face: the font.
        size: em in pixels.
        spacing: spacing of letters, words and gaps.
    """
    font = load_font(face.path, face.index, size)
    ascent, descent = font.getmetrics()
    pad = round(size * 0.9) + 6
    pieces = _place(text, font, face, spacing)
    last, part = pieces[-1]
    width = int(last + (1.2 * len(part.text) + 1) * size)
    canvas = PILImage.new("L", (width + 2 * pad, ascent + descent + 2 * pad))
    pen = ImageDraw.Draw(canvas)
    baseline = pad + ascent
    features_off = (
        None if spacing.ligatures or font.layout_engine == ImageFont.Layout.BASIC else _PLAIN_GLYPHS
    )
    for x, part in pieces:
        place = (pad + x, baseline - round(_RISE[part.level] * size))
        own = _font_of(part, font, face)
        pen.text(place, part.text, fill=255, font=own, anchor="ls", features=features_off)
    left, top, right, bottom = canvas.getbbox() or (pad, pad, pad + 1, pad + 1)
    ink = np.array(canvas.crop((0, 0, right + pad, canvas.height)))
    if _SAME_IN_BOTH_CASES.issuperset(plain(text)):
        capital = -int(font.getbbox("H", anchor="ls")[1])
        top, bottom = min(top, baseline - capital), max(bottom, baseline)
    return SetLine(ink, left, top, right, bottom, baseline, size)


def _font_of(part: Part, font: ImageFont.FreeTypeFont, face: FontFace) -> ImageFont.FreeTypeFont:
    if not part.level:
        return font
    return load_font(face.path, face.index, max(6, round(_SMALL * font.size)))


def _place(
    text: str, font: ImageFont.FreeTypeFont, face: FontFace, spacing: Spacing
) -> list[tuple[float, Part]]:
    """Split a text into parts drawn at once: the left edge of each."""
    space = max(font.getlength(" "), font.size * 0.2) + spacing.letter
    # With a smaller gap, words run together after blurring.
    between_words = max(space * spacing.word, font.size * 0.2 + spacing.letter)
    stretched = LETTER_GAP in text
    gaps = {
        "": 0.0,
        " ": between_words + (font.size * spacing.apart if stretched else 0.0),
        WIDE_GAP: space * spacing.gap,
        LETTER_GAP: font.size * spacing.apart,
        NARROW_GAP: font.size * spacing.narrow,
    }
    split = spacing.word != 1 or spacing.letter != 0 or stretched
    pieces: list[tuple[float, Part]] = []
    x = 0.0
    for part in _letters(split_parts(text, words=split), apart=spacing.letter != 0):
        if pieces:
            # Measuring costs as much as drawing: the last part's width is not needed.
            before = pieces[-1][1]
            x += (
                gaps[part.mark]
                + spacing.letter
                + _font_of(before, font, face).getlength(before.text)
            )
        pieces.append((x, part))
    return pieces


def _letters(parts: list[Part], *, apart: bool) -> list[Part]:
    """Return the parts, each a single letter if letters are drawn apart."""
    if not apart:
        return parts
    return [
        Part(letter, "" if i else part.mark, part.level)
        for part in parts
        for i, letter in enumerate(part.text)
    ]
