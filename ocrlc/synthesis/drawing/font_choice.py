"""Choosing fonts: by how often documents use them, not by how many are installed."""

from __future__ import annotations

import logging
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from random import Random

from ocrlc.synthesis.drawing.designs import Kind
from ocrlc.synthesis.drawing.fonts import FontFace, Split
from ocrlc.synthesis.drawing.typeset import has_ink

logger = logging.getLogger(__name__)

KIND_WEIGHTS: Mapping[Kind, float] = {
    "sans": 38, "serif": 26, "mono": 12, "machine": 14, "condensed": 8, "script": 2,
}  # fmt: skip
COMMON_SHARE = 0.5
"""Share of a kind's lines in designs of `_COMMON`, however many others there are."""

_COMMON = frozenset(
    (
        "liberation sans", "liberation serif", "liberation mono", "nimbus sans", "nimbus roman",
        "vera sans", "vera mono", "carlito", "caladea", "roboto", "open sans", "noto sans", "lato",
        "courier prime", "nimbus mono", "inter", "computer modern roman", "pc rom",
    )
)  # fmt: skip
_STYLE_WEIGHTS: tuple[tuple[str, float], ...] = (
    (r"thin|hairline|extra ?light|ultra ?light|air", 0.08),
    (r"black|heavy|ultra|extra ?bold|fat|poster", 0.3),
    (r"italic|oblique|slanted", 0.5),
    (r"^(regular|book|roman|normal|medium)$", 3.0),
    (r"bold", 1.3),
)


class FontChooser:
    """Chooses faces at random that have all glyphs of a text."""

    def __init__(self, faces: Sequence[FontFace], split: Split = "all") -> None:
        """Use the faces of one side of the split, or all with a warning if that has none."""
        mine = [face for face in faces if split in ("all", face.split)]
        if not mine:
            logger.warning(
                "no font of split %s found: its lines are drawn in all there are, so that the "
                "held-out fonts are those of training; install more, on Debian for instance "
                "fonts-liberation fonts-noto-core fonts-sil-andika fonts-courier-prime "
                "fonts-jetbrains-mono (all worth having: scripts/list_fonts.py --packages)",
                split,
            )
        self.faces = tuple(mine or faces)
        weights = _weights(self.faces)
        self.bounds = tuple(accumulate(weights))

    def draw(self, rng: Random, needed: Collection[str]) -> FontFace | None:
        """Return a face that has all the characters, or `None` if there is no such face."""
        wanted = frozenset(needed) - {" "}
        for _ in range(12):
            face = self._any(rng)
            if _can_write(face, wanted):
                return face
        fitting = [face for face in self.faces if _can_write(face, wanted)]
        return rng.choice(fitting) if fitting else None

    def _any(self, rng: Random) -> FontFace:
        place = bisect(self.bounds, rng.random() * self.bounds[-1])
        return self.faces[min(place, len(self.faces) - 1)]


def _can_write(face: FontFace, wanted: frozenset[str]) -> bool:
    if not wanted <= face.characters:
        return False
    if "|" in wanted and re.search("italic|oblique", face.style, re.IGNORECASE):
        return False  # a slanted bar looks like a slash
    return all(
        has_ink(face.path, face.index, sign) for sign in wanted if not sign.isalnum() or sign > "z"
    )


def _weights(faces: Sequence[FontFace]) -> list[float]:
    """Divide a kind's weight among its designs, and a design's among its faces."""
    designs: dict[Kind, set[str]] = defaultdict(set)
    styles: dict[tuple[Kind, str], float] = defaultdict(float)
    for face in faces:
        designs[face.kind].add(face.design)
        styles[face.kind, face.design] += _style_weight(face)
    return [
        KIND_WEIGHTS[face.kind]
        * _design_weight(face.design, designs[face.kind])
        * _style_weight(face)
        / styles[face.kind, face.design]
        for face in faces
    ]


def _design_weight(design: str, designs: Collection[str]) -> float:
    """Return a design's share of the lines in `designs`, those of its kind."""
    common = len(_COMMON.intersection(designs))
    others = len(designs) - common
    if not common or not others:
        return 1 / len(designs)
    return COMMON_SHARE / common if design in _COMMON else (1 - COMMON_SHARE) / others


def _style_weight(face: FontFace) -> float:
    for pattern, weight in _STYLE_WEIGHTS:
        if re.search(pattern, face.style, re.IGNORECASE):
            return weight
    return 0.7
