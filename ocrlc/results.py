"""What reading a document yields: frozen dataclasses from pages down to words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ocrlc.polygons import Polygon, turn_polygon
from ocrlc.version import __version__


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one line crop and the mean probability of its characters (0 to 1)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without spaces inside a line."""

    text: str
    score: float
    polygon: Polygon

    def to_dict(self) -> dict[str, Any]:
        """Return the word as the JSON format has it."""
        return {"text": self.text, "score": _rate(self.score), "polygon": _corners(self.polygon)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as the detector found it."""

    text: str
    score: float
    polygon: Polygon
    words: tuple[Word, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the line as the JSON format has it."""
        return {
            "text": self.text,
            "score": _rate(self.score),
            "polygon": _corners(self.polygon),
            "words": [word.to_dict() for word in self.words],
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its lines in reading order.

    Attributes:
        source: what the page came from.
        number: the page's number there, from 1.
        width: of the page as given, pixels.
        height: likewise.
        lines: what was read.
        warnings: what was lost, or may be.
        orientation: degrees by which the text lies turned clockwise: 0, 90, 180 or 270.
    """

    source: str
    number: int
    width: int
    height: int
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()
    orientation: int = 0

    @property
    def text(self) -> str:
        """The lines' texts, one a row."""
        return "\n".join(line.text for line in self.lines)

    def upright(self) -> Page:
        """Return the page as if it had been given upright: for what depends on rows and columns."""
        if self.orientation == 0:
            return self

        def turn(polygon: Polygon) -> Polygon:
            return turn_polygon(polygon, self.orientation, self.width, self.height)

        lines = tuple(
            Line(
                line.text,
                line.score,
                turn(line.polygon),
                tuple(replace(word, polygon=turn(word.polygon)) for word in line.words),
            )
            for line in self.lines
        )
        across = self.orientation in (90, 270)
        width, height = (self.height, self.width) if across else (self.width, self.height)
        return replace(self, width=width, height=height, lines=lines, orientation=0)

    def to_dict(self) -> dict[str, Any]:
        """Return the page as the JSON format has it."""
        return {
            "source": self.source,
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "orientation": self.orientation,
            "lines": [line.to_dict() for line in self.lines],
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one input, as the writers take them; a `Document` can also save itself."""

    pages: tuple[Page, ...] = ()

    @property
    def text(self) -> str:
        """The pages' texts, separated by form feeds as `pdftotext` does."""
        return "\f".join(page.text for page in self.pages)

    def __iter__(self) -> Iterator[Page]:
        return iter(self.pages)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as the JSON format has it."""
        return {"ocrlc": __version__, "pages": [page.to_dict() for page in self.pages]}


def _rate(score: float) -> float:
    return round(float(score), 4)


def _corners(polygon: Polygon) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in polygon]
