"""Drawing synthetic pages by number: choose kind, size, fonts and language, draw, add an effect."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random

import cv2
import numpy as np

from ocrlc.errors import ConfigError
from ocrlc.synthesis.augmentation import Image, Rng
from ocrlc.synthesis.drawing.fonts import FontFace, Split, bundled_fonts, find_fonts
from ocrlc.synthesis.pages.effects import EFFECTS
from ocrlc.synthesis.pages.geometry import Picture, Points, quarter_turn
from ocrlc.synthesis.pages.kinds import KINDS, PROFILES, Kind
from ocrlc.synthesis.pages.lines import OUTLINE, Placed, joined, outline, polygon
from ocrlc.synthesis.pages.page import PageLine, SyntheticPage
from ocrlc.synthesis.pages.sheet import LARGEST_EM, SMALLEST_EM, Sheet
from ocrlc.synthesis.pages.typefaces import FontCase
from ocrlc.synthesis.pages.writer import Writer
from ocrlc.synthesis.text.vocabulary import Weighted, draw_language

TURNED = 0.05
"""Share of pages that lie on their side or upside down."""
_CUT = 0.12
"""A line that loses more than this share of its area at the page's edge is flagged as cut."""
_CONTRAST = {"fax": 70.0}
_LEAST_CONTRAST = 22.0
"""Smallest range of grey levels in a line, without specks; lines below it cannot be found."""


class PageSynthesizer:
    """Draws pages; page number `seed` is always the same.

    The module `lines` defines what counts as a line, and how tight polygons are. The object is
    small and can be sent to worker processes; fonts and words are loaded with the first page, once
    per process.
    """

    def __init__(
        self,
        *,
        split: Split = "all",
        profile: str = "documents",
        fonts: Sequence[FontFace] | None = None,
    ) -> None:
        """Take the fonts and the mixture.

        Args:
            split: side of the split by font family: those of "test" never occur in "train".
            profile: the mixture of kinds, a name in `kinds.PROFILES`.
            fonts: faces to use; by default those of the system.

        Raises:
            ConfigError: the profile is unknown.
        """
        if profile not in PROFILES:
            known = ", ".join(sorted(PROFILES))
            raise ConfigError(f"page profile {profile!r} is unknown; there are: {known}")
        self.split: Split = split
        self.profile = profile
        self.fonts = None if fonts is None else tuple(fonts)

    @cached_property
    def case(self) -> FontCase:
        """The fonts in use."""
        faces = find_fonts() if self.fonts is None else self.fonts
        return FontCase(faces or bundled_fonts(), self.split)

    @cached_property
    def _kinds(self) -> Weighted:
        return Weighted(PROFILES[self.profile])

    def page(self, seed: int, kind: str | None = None, effect: str | None = None) -> SyntheticPage:
        """Draw a page.

        Args:
            seed: number of the page, not negative.
            kind: a name in `kinds.KINDS`; None to choose by the profile.
            effect: a name in `effects.EFFECTS`; None to choose by the kind.
        """
        name, sheet, chance, rng = self.sheet(seed, kind)
        effect = effect or _draw(chance, KINDS[name].effects)
        placed = joined(sheet.lines)
        outlines = [outline(line, sheet.width, sheet.height) for line in placed]
        points = np.array(outlines, np.float32).reshape(-1, OUTLINE, 2)
        picture = Picture(sheet.image, points, sheet.smallest)
        if chance.random() < TURNED:
            picture = quarter_turn(picture, chance.randint(1, 3))
        picture = EFFECTS[effect](picture, rng)
        lines = [
            _line(line, own, picture, _CONTRAST.get(effect, _LEAST_CONTRAST))
            for line, own in zip(placed, picture.points, strict=True)
        ]
        found = tuple(line for line in lines if line is not None)
        return SyntheticPage(np.ascontiguousarray(picture.image), found, name, effect)

    def sheet(
        self, seed: int, kind: str | None = None, traced: bool = False
    ) -> tuple[str, Sheet, Random, Rng]:
        """Draw a page without an effect.

        Args:
            seed: its number.
            kind: see `page`.
            traced: keep all ink of its text in `Sheet.trace`.

        Returns:
            The kind's name, the sheet, and the sources of chance for what follows.
        """
        chance = Random(seed)
        rng = np.random.Generator(np.random.PCG64(seed))
        drawn = self._kinds.draw(chance)
        name = kind or drawn
        chosen = KINDS[name]
        language = draw_language(chance)
        faces = self.case.draw(chance, language)
        sheet = Sheet(
            chance.randint(*chosen.width),
            chance.randint(*chosen.height),
            _draw_em(chance, chosen),
            faces,
            Writer(chance, language),
            rng,
            hinted=chance.random() < chosen.hinted,
            traced=traced,
        )
        chosen.draw(sheet)
        return name, sheet, chance, rng


def _draw_em(chance: Random, kind: Kind) -> int:
    low, usual, high = kind.em
    spread = chance.gauss(0, 0.22)
    size = usual * math.exp(spread)
    return round(min(max(size, low, SMALLEST_EM), high, LARGEST_EM))


def _draw(chance: Random, weights: Mapping[str, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _line(line: Placed, points: Points, picture: Picture, least: float) -> PageLine | None:
    """Return a line with its place after the effect; None if it is not on the page any more."""
    corners = polygon(points)
    height, width = picture.image.shape
    inside = corners.copy()
    np.clip(inside[:, 0], 0, width, out=inside[:, 0])
    np.clip(inside[:, 1], 0, height, out=inside[:, 1])
    whole, left = _area(corners), _area(inside)
    if left < 4 or left < 0.02 * whole:
        return None
    flags = line.flags
    if left < (1 - _CUT) * whole:
        flags |= {"cut"}
    elif _contrast(picture.image, inside) < least:
        flags |= {"faint"}
    return PageLine(inside, line.text, flags)


def _area(corners: Points) -> float:
    """Return a quadrangle's area: half the cross product of its diagonals."""
    (ax, ay), (bx, by) = (corners[2] - corners[0]).tolist(), (corners[3] - corners[1]).tolist()
    return float(abs(ax * by - ay * bx)) / 2


def _contrast(image: Image, corners: Points) -> float:
    """Return the range of greys in the box around a line, lone specks smoothed away."""
    x0, y0 = np.floor(corners.min(axis=0)).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
    low, high, _, _ = cv2.minMaxLoc(cv2.blur(image[y0:y1, x0:x1], (3, 3)))
    return float(high - low)
