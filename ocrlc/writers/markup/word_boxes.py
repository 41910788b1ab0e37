"""The words of HTML's texts, each in a span that tells its place.

Texts of blocks are not those of lines: lines are joined, hyphens at their ends may be gone, cells
have some words of a line. So the words of a text are looked up, in order, among those of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ocrlc.polygons import Polygon
from ocrlc.results import Line, Page, Word
from ocrlc.structure.flow import Run
from ocrlc.writers.geometry import Box, box_of, xml_text

_HYPHENS = "-\u00ad\u2010"
_NEAR = 2
"""Pixels by which the middle of a word may lie outside of its cell."""


def plain(text: str) -> str:
    """Return a text as HTML."""
    return escape(xml_text(text), quote=False)


def data_box(box: Box) -> str:
    """Return the attribute that tells a place."""
    return f' data-box="{box.left} {box.top} {box.right} {box.bottom}"'


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word, its page's place in the document, and its box there."""

    word: Word
    page: int
    box: Box


class Words:
    """The words of a block, which are used up as its texts are written.

    Args:
        run: the block, and those that it is joined of.
        pages: the document's pages, upright.
    """

    def __init__(self, run: Run, pages: Sequence[Page]) -> None:
        self._page = run.parts[0][0]
        self._left = [
            _Placed(word, number, box_of([word.polygon], pages[number]))
            for number, block in run.parts
            for line in block.lines
            for word in _words_of(pages[number].lines[line])
        ]

    def marked(self, text: str, place: Polygon | None = None) -> str:
        """Return a text as HTML, with a span around each of its words.

        Args:
            text: the next text of the block.
            place: where it is, if that is known better than where the block is.
        """
        parts = re.split(r"(\s+)", text)
        return "".join(
            plain(part) if not part.strip() else self._span(part, place) for part in parts
        )

    def _span(self, text: str, place: Polygon | None) -> str:
        """Return a word of a text as HTML; one that was divided at a line's end has two spans."""
        found = self._take([text], place)
        if found is not None:
            return self._written(text, found)
        starts = [text[:end] + mark for end in range(len(text) - 1, 0, -1) for mark in _HYPHENS]
        starts += [text[:end] for end in range(len(text) - 1, 0, -1) if text[end - 1] in _HYPHENS]
        start = self._take(starts, place) if self._left else None
        if start is None:
            return plain(text)
        end = len(start.word.text)
        if text[:end] != start.word.text:
            end -= 1
        return self._written(text[:end], start) + self._span(text[end:], place)

    def _take(self, texts: Sequence[str], place: Polygon | None) -> _Placed | None:
        """Take the next word that is one of some texts; one within a place comes first."""
        fitting = [one for one in self._left if one.word.text in texts]
        if not fitting:
            return None
        inside = [one for one in fitting if place is None or _is_inside(one.box, place)]
        found = (inside or fitting)[0]
        self._left.remove(found)
        return found

    def _written(self, text: str, placed: _Placed) -> str:
        there = "" if placed.page == self._page else f' data-page="{placed.page + 1}"'
        return f"<span{data_box(placed.box)}{there}>{plain(text)}</span>"


def _words_of(line: Line) -> Sequence[Word]:
    """Return a line's words; where they are not known, each has the place of the line."""
    return line.words or [Word(text, line.score, line.polygon) for text in line.text.split()]


def _is_inside(box: Box, place: Polygon) -> bool:
    xs, ys = zip(*place, strict=True)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return min(xs) - _NEAR <= x <= max(xs) + _NEAR and min(ys) - _NEAR <= y <= max(ys) + _NEAR
