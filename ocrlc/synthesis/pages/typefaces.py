"""The faces of a page: one for its text with its bold and italic, one for headings, one for tills.

Pages are set in two or three families, not in a new one for each line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from ocrlc.synthesis.drawing.designs import Kind
from ocrlc.synthesis.drawing.font_choice import FontChooser
from ocrlc.synthesis.drawing.fonts import FontFace, Split
from ocrlc.synthesis.pages.glyphs import GlyphSet
from ocrlc.synthesis.text.vocabulary import ALPHABETS

MACHINE: tuple[Kind, ...] = ("machine", "mono", "condensed")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SLANTED = re.compile(r"italic|oblique|slanted", re.IGNORECASE)


@dataclass(frozen=True)
class Type:
    """How a text is set.

    Attributes:
        glyphs: the face at its size.
        tint: grey of the ink, 0 to 255.
        tracking: extra pixels between letters.
        word: width of a space, in the font's.
    """

    glyphs: GlyphSet
    tint: int = 0
    tracking: float = 0.0
    word: float = 1.0

    @property
    def size(self) -> int:
        """Em in pixels."""
        return self.glyphs.size

    def measure(self, text: str) -> float:
        """Return the width of a text, pixels."""
        return self.glyphs.measure(text, self.tracking, self.word)


@dataclass(frozen=True)
class Faces:
    """The faces a page is set in."""

    body: FontFace
    bold: FontFace
    italic: FontFace
    heading: FontFace
    machine: FontFace


class FontCase:
    """All the faces of one side of the split, as pages need them."""

    def __init__(self, faces: Sequence[FontFace], split: Split) -> None:
        self.chooser = FontChooser(faces, split)
        mine = self.chooser.faces
        machine = [face for face in mine if face.kind in MACHINE]
        self.machine = FontChooser(machine) if machine else self.chooser
        self._families: dict[str, list[FontFace]] = defaultdict(list)
        for face in mine:
            self._families[face.family].append(face)

    def draw(self, chance: Random, language: str) -> Faces:
        """Choose the faces of a page in a language."""
        letters = ALPHABETS.get(language, "")
        needed = letters + letters.upper().replace("SS", "")
        body = self._upright(self.chooser.draw(chance, needed) or chance.choice(self.chooser.faces))
        other = self.chooser.draw(chance, needed) or body
        heading = other if chance.random() < 0.4 else body
        machine = self.machine.draw(chance, needed) or chance.choice(self.machine.faces)
        return Faces(
            body,
            self._variant(body, bold=True),
            self._variant(body, slanted=True),
            self._variant(heading, bold=True) if chance.random() < 0.7 else heading,
            machine,
        )

    def _variant(self, face: FontFace, bold: bool = False, slanted: bool = False) -> FontFace:
        """Return the bold or the slanted face of a family, or the face itself."""
        for other in self._families[face.family]:
            if (
                bool(_BOLD.search(other.style)) == bold
                and bool(_SLANTED.search(other.style)) == slanted
                and other.characters >= face.characters
            ):
                return other
        return face

    def _upright(self, face: FontFace) -> FontFace:
        return self._variant(face) if _SLANTED.search(face.style) else face
