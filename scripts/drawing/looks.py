"""The style of a drawn document: type, colour, table style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scripts.drawing.sheet import Colour, Type
from scripts.drawing.tables import Look

NAVY: Colour = (0.09, 0.18, 0.36)
TEAL: Colour = (0.0, 0.40, 0.42)
RED: Colour = (0.62, 0.10, 0.12)
GREEN: Colour = (0.12, 0.38, 0.18)
SLATE: Colour = (0.25, 0.28, 0.32)
BROWN: Colour = (0.38, 0.25, 0.12)
BLACK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Style:
    """The choices of one family of documents.

    Attributes:
        family: the type family of the text.
        size: size of the text in points.
        accent: colour of bands and headings.
        table: the look of its tables.
        heads: the face of its headings: bold, italic, bold_italic, or upper for capitals.
        banded: whether titles stand white on a coloured band.
        justify: whether paragraphs fill their lines.
        second: the type family of headings, if another.
    """

    family: str
    size: float
    accent: Colour = BLACK
    table: Look = "rules"
    heads: Literal["bold", "italic", "bold_italic", "upper"] = "bold"
    banded: bool = False
    justify: bool = False
    second: str = ""

    @property
    def text(self) -> Type:
        """The type of running text."""
        return Type(self.family, self.size)

    def small(self, scale: float = 0.85, colour: Colour = BLACK) -> Type:
        """The type of small print; never below 6.5 points."""
        return Type(self.family, max(6.5, round(self.size * scale, 1)), colour=colour)

    def head(self, scale: float = 1.2, colour: Colour | None = None) -> Type:
        """The type of headings."""
        style = "bold" if self.heads == "upper" else self.heads
        size = round(self.size * scale, 1)
        return Type(self.second or self.family, size, style, colour or self.accent)

    def cased(self, heading: str) -> str:
        """Return a heading in the family's case."""
        if self.heads == "upper":
            return heading.upper()
        return heading
