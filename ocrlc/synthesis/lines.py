"""Synthetic text lines: choosing text and font, and drawing them as if printed and scanned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.drawing.font_choice import FontChooser
from ocrlc.synthesis.drawing.fonts import FontFace, Split, bundled_fonts, find_fonts
from ocrlc.synthesis.drawing.negatives import draw_negative
from ocrlc.synthesis.drawing.render import render
from ocrlc.synthesis.text.mixture import TextSource, fit
from ocrlc.synthesis.text.typesetting import plain

_TRIES = 6
_LEAST_CONTRAST = 30
"""Smallest difference in grey levels between a line's darkest and brightest pixel; fainter lines
are illegible."""


@dataclass(frozen=True)
class SyntheticLine:
    """A drawn line.

    Attributes:
        image: pixels in grey. Shape: H, W.
        text: text of the line, without leading, trailing or double spaces; empty if there is
            nothing to read.
    """

    image: NDArray[np.uint8]
    text: str


class LineSynthesizer:
    """Draws lines; line number `seed` is always the same.

    The object is small and can be sent to worker processes; words and fonts are loaded with the
    first line, once per process.
    """

    def __init__(
        self,
        characters: Collection[str],
        *,
        fonts: Sequence[FontFace] | None = None,
        split: Split = "all",
        profile: str = "documents",
        prose: str | None = None,
        negatives: float = 0.0,
    ) -> None:
        """Set the characters, the fonts and the kinds of texts.

        Args:
            characters: the characters that lines may contain.
            fonts: faces to use; by default those of the system.
            split: side of the split by font family: those of "test" never occur in "train".
            profile: the mixture of texts, a name in `mixture.PROFILES`.
            prose: folder of running text from which pieces are taken, see `text.corpus`.
            negatives: share of the crops that have no text.

        Raises:
            ConfigError: the profile is unknown, or the folder has no text.
        """
        self.texts = TextSource(characters, profile, prose)
        self.split: Split = split
        self.negatives = negatives
        self.fonts = None if fonts is None else tuple(fonts)

    @cached_property
    def chooser(self) -> FontChooser:
        """The fonts in use, loaded when first needed."""
        faces = find_fonts() if self.fonts is None else self.fonts
        return FontChooser(faces or bundled_fonts(), self.split)

    def line(self, seed: int) -> SyntheticLine:
        """Draw a line.

        Args:
            seed: number of the line, not negative.
        """
        chance = Random(seed)
        text, face = self._draw(chance)
        rng = np.random.Generator(np.random.PCG64(seed))
        if self.negatives and rng.random() < self.negatives:
            return SyntheticLine(np.ascontiguousarray(draw_negative(text, face, rng)), "")
        for _ in range(_TRIES):
            image = np.ascontiguousarray(render(text, face, rng))
            if int(image.max()) - int(image.min()) >= _LEAST_CONTRAST:
                break
        return SyntheticLine(image, plain(text))

    def _draw(self, chance: Random) -> tuple[str, FontFace]:
        """Choose a text, and a face that has its characters."""
        text = ""
        for _ in range(_TRIES):
            text = self.texts.draw(chance)
            face = self.chooser.draw(chance, plain(text))
            if face is not None:
                return text, face
        # No font has all of it: write what the next best face has.
        face = chance.choice(self.chooser.faces)
        allowed = self.texts.characters & (face.characters | {" "})
        return fit(text, allowed) or min(allowed - {" "}), face
