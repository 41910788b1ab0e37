"""The results of reading a document: frozen dataclasses from pages down to words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ocrlc.blocks import Block, Table
from ocrlc.polygons import Polygon, to_list, turn_polygon
from ocrlc.version import __version__


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one line crop and the mean probability of its characters (0 to 1)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Character:
    """A character of a word.

    Attributes:
        text: the character.
        score: its probability, 0 to 1.
        polygon: corners in pixels of the page, clockwise from the text's top-left. It is as high
            as the line and reaches half way to the characters beside it.
    """

    text: str
    score: float
    polygon: Polygon

    def to_dict(self) -> dict[str, Any]:
        """Return the character as a dict, as in the JSON output."""
        return {"text": self.text, "score": _rate(self.score), "polygon": to_list(self.polygon)}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: characters between spaces.

    Attributes:
        text: the characters.
        score: mean probability of the characters, 0 to 1.
        polygon: corners in pixels of the page, clockwise from the text's top-left.
        characters: its characters, if `ReadOptions.characters` asked for them; words that a PDF
            contains as text have none.
    """

    text: str
    score: float
    polygon: Polygon
    characters: tuple[Character, ...] = ()

    def moved(self, move: Callable[[Polygon], Polygon]) -> Word:
        """Return the word with its polygons moved by a function."""
        characters = tuple(replace(one, polygon=move(one.polygon)) for one in self.characters)
        return replace(self, polygon=move(self.polygon), characters=characters)

    def to_dict(self) -> dict[str, Any]:
        """Return the word as a dict, as in the JSON output."""
        values: dict[str, Any] = {
            "text": self.text,
            "score": _rate(self.score),
            "polygon": to_list(self.polygon),
        }
        if self.characters:
            values["characters"] = [character.to_dict() for character in self.characters]
        return values


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    Attributes:
        text: the characters.
        score: mean probability of the characters, 0 to 1.
        polygon: corners in pixels of the page, clockwise from the text's top-left.
        words: the words of the line, from left to right.
    """

    text: str
    score: float
    polygon: Polygon
    words: tuple[Word, ...] = ()

    def moved(self, move: Callable[[Polygon], Polygon]) -> Line:
        """Return the line with its polygons moved by a function."""
        words = tuple(word.moved(move) for word in self.words)
        return replace(self, polygon=move(self.polygon), words=words)

    def to_dict(self) -> dict[str, Any]:
        """Return the line as a dict, as in the JSON output."""
        return {
            "text": self.text,
            "score": _rate(self.score),
            "polygon": to_list(self.polygon),
            "words": [word.to_dict() for word in self.words],
        }


@dataclass(frozen=True, slots=True)
class ZoneText:
    """What was read in a zone of a page.

    Attributes:
        name: the zone's name.
        text: the text of its lines, one per row; "" if nothing was read.
        score: mean probability of the characters, 0 to 1.
        polygon: corners of the zone in pixels of the page.
        lines: places in `Page.lines` of its lines.
    """

    name: str
    text: str
    score: float
    polygon: Polygon
    lines: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the zone as a dict, as in the JSON output."""
        return {
            "text": self.text,
            "score": _rate(self.score),
            "polygon": to_list(self.polygon),
            "lines": list(self.lines),
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its lines in reading order.

    Attributes:
        source: the document that the page belongs to: its path, or `<bytes>`, `<array>` and so on.
        number: the page's number in the document, from 1.
        width: width of the page as given, in pixels.
        height: height of the page as given, in pixels.
        lines: the lines read.
        warnings: what was left out, or may be missing.
        orientation: degrees by which the page's text is turned clockwise: 0, 90, 180 or 270.
        blocks: what the lines form: headings, paragraphs, tables and so on, in reading order.
        zones: what was read in each zone, if `ReadOptions.zones` asked for them; `lines` then has
            their lines only.
    """

    source: str
    number: int
    width: int
    height: int
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()
    orientation: int = 0
    zones: tuple[ZoneText, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among the blocks."""
        return tuple(block.table for block in self.blocks if block.table is not None)

    @property
    def text(self) -> str:
        """The text of all lines, one per row."""
        return "\n".join(line.text for line in self.lines)

    def upright(self) -> Page:
        """Return the page as if it had been given upright, for formats with rows and columns."""
        if self.orientation == 0:
            return self

        def turn(polygon: Polygon) -> Polygon:
            return turn_polygon(polygon, self.orientation, self.width, self.height)

        lines = tuple(line.moved(turn) for line in self.lines)
        zones = tuple(replace(zone, polygon=turn(zone.polygon)) for zone in self.zones)
        across = self.orientation in (90, 270)
        width, height = (self.height, self.width) if across else (self.width, self.height)
        return replace(
            self,
            width=width,
            height=height,
            lines=lines,
            orientation=0,
            zones=zones,
            blocks=tuple(block.moved(turn) for block in self.blocks),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the page as a dict, as in the JSON output."""
        values: dict[str, Any] = {
            "source": self.source,
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "orientation": self.orientation,
            "lines": [line.to_dict() for line in self.lines],
            "blocks": [block.to_dict() for block in self.blocks],
            "warnings": list(self.warnings),
        }
        if self.zones:
            values["zones"] = {zone.name: zone.to_dict() for zone in self.zones}
        return values


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one input, as the writers take them; `Document` adds saving."""

    pages: tuple[Page, ...] = ()

    @property
    def text(self) -> str:
        """The text of all pages, separated by form feeds as in the output of `pdftotext`."""
        return "\f".join(page.text for page in self.pages)

    def __iter__(self) -> Iterator[Page]:
        return iter(self.pages)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as a dict, as in the JSON output."""
        return {"ocrlc": __version__, "pages": [page.to_dict() for page in self.pages]}


def _rate(score: float) -> float:
    return round(float(score), 4)
