"""Synthetic text lines: what they say, in which font, and how they were printed and scanned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.drawing.font_choice import FontChooser
from ocrlc.synthesis.drawing.fonts import FontFace, Split, bundled_fonts, find_fonts
from ocrlc.synthesis.drawing.render import render
from ocrlc.synthesis.text.mixture import TextSource, fit
from ocrlc.synthesis.text.typesetting import plain

_TRIES = 6
_LEAST_CONTRAST = 30
"""Grey levels between a line's darkest and brightest pixel; fainter ones nobody can read."""


@dataclass(frozen=True)
class SyntheticLine:
    """A line and what it says.

    Attributes:
        image: grey. Shape: H, W.
        text: without leading, trailing or double spaces.
    """

    image: NDArray[np.uint8]
    text: str


class LineSynthesizer:
    """Draws lines; line number `seed` is the same whenever and wherever it is drawn.

    It holds little and may be sent to worker processes; words and fonts are loaded at the first
    line, once per process.
    """

    def __init__(
        self,
        characters: Collection[str],
        *,
        fonts: Sequence[FontFace] | None = None,
        split: Split = "all",
        profile: str = "documents",
        prose: str | None = None,
    ) -> None:
        """Take the charset and the fonts.

        Args:
            characters: what the lines may say.
            fonts: faces to use; those of the system if not given.
            split: which side of the split by font family: "test" has families "train" never shows.
            profile: the mixture of texts, a name of `mixture.PROFILES`.
            prose: folder of running text to cut pieces from, see `text.corpus`.

        Raises:
            ConfigError: the profile is unknown, or the folder has no text.
        """
        self.texts = TextSource(characters, profile, prose)
        self.split: Split = split
        self.fonts = None if fonts is None else tuple(fonts)

    @cached_property
    def chooser(self) -> FontChooser:
        """The fonts in use."""
        faces = find_fonts() if self.fonts is None else self.fonts
        return FontChooser(faces or bundled_fonts(), self.split)

    def line(self, seed: int) -> SyntheticLine:
        """Draw a line.

        Args:
            seed: its number, not negative.
        """
        chance = Random(seed)
        text, face = self._draw(chance)
        rng = np.random.Generator(np.random.PCG64(seed))
        for _ in range(_TRIES):
            image = np.ascontiguousarray(render(text, face, rng))
            if int(image.max()) - int(image.min()) >= _LEAST_CONTRAST:
                break
        return SyntheticLine(image, plain(text))

    def _draw(self, chance: Random) -> tuple[str, FontFace]:
        """Draw a text and a face that has its characters."""
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
