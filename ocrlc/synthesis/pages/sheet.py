"""A sheet of paper to draw a page on, which remembers the lines written on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import punctuation
from typing import Literal

import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.synthesis.pages.glyphs import glyph_set, set_text
from ocrlc.synthesis.pages.lines import Placed
from ocrlc.synthesis.pages.surface import Surface, lay
from ocrlc.synthesis.pages.typefaces import Faces, Type
from ocrlc.synthesis.pages.writer import Writer, writable

Align = Literal["left", "centre", "right"]
Role = Literal["body", "bold", "italic", "heading", "machine"]
Turn = Literal[0, 1, 3]

SMALLEST_EM = 9
"""Smallest em written, in pixels; its capitals are 6 pixels high."""
LARGEST_EM = 90
_WIDEST_SPACE = 0.9
"""Widest space in justified lines, in em; a wider one would divide them, see `lines.JOIN_GAP`."""
_SAME_IN_BOTH_CASES = frozenset("cosvwxzCOSVWXZ0 " + punctuation + "–—·•°ºª…’‘“”„‚«»‹›¹²³")


class Sheet(Surface):
    """A page being drawn.

    Args:
        width, height: size in pixels.
        body: em of its running text in pixels.
        faces: the fonts of the page.
        writer: makes the texts.
        rng: random number generator for pixels; `writer.chance` is that for texts and places.
        hinted: whether letters are fitted to pixels, as on screens.
        traced: whether to keep the ink of all text in `trace`, for tests.
    """

    def __init__(
        self,
        width: int,
        height: int,
        body: int,
        faces: Faces,
        writer: Writer,
        rng: Rng,
        *,
        hinted: bool = False,
        traced: bool = False,
    ) -> None:
        super().__init__(width, height, writer.chance)
        self.body = body
        self.faces = faces
        self.writer = writer
        self.rng = rng
        self.hinted = hinted
        self.lines: list[Placed] = []
        self.trace: Image | None = np.zeros_like(self.image) if traced else None

    @property
    def smallest(self) -> int:
        """The smallest em written so far, in pixels."""
        return min((line.size for line in self.lines), default=self.body)

    def type(self, role: Role = "body", scale: float = 1.0, tint: int | None = None) -> Type:
        """Return a type of the page: a role at `scale` times the size of the running text."""
        face: FontFace = getattr(self.faces, role)
        size = min(LARGEST_EM, max(SMALLEST_EM, round(self.body * scale)))
        return Type(glyph_set(face, size, self.hinted), self.ink if tint is None else tint)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        kind: Type,
        *,
        align: Align = "left",
        turn: Turn = 0,
        apart: bool = False,
        flags: Sequence[str] = (),
        marks: bool = False,
    ) -> Placed | None:
        """Write a line.

        Args:
            x: start, middle or end of the text in pixels, by `align`. With a turn, x and y are
                coordinates of the turned frame, see `lines.to_sheet`.
            y: baseline in pixels.
            text: the text; characters that the face lacks are left out.
            kind: the type to write in.
            align: which part of the line is at x.
            turn: 1 for text that runs up, 3 for down.
            apart: whether it is never joined with its neighbours.
            flags: flags of the line, see `PageLine`.
            marks: whether it is drawn only, and no line of the page: dots of leaders.

        Returns:
            The line; None if there is no room on the sheet, or another text is there.
        """
        text = writable(text.strip(), kind.glyphs.face.characters)
        ink = set_text(text, kind.glyphs, kind.tracking, kind.word)
        if ink is None:
            return None
        if align != "left":
            x -= ink.advance if align == "right" else ink.advance / 2
        left, top = round(x) + ink.left, round(y) + ink.top
        tall, wide = ink.cover.shape
        row, column, cover = self._on_sheet(left, top, ink.cover, turn)
        rows, columns = cover.shape
        if row < 1 or column < 1 or row + rows >= self.height or column + columns >= self.width:
            return None
        if not self.claim(row, column, rows, columns):
            return None
        target = self.image[row : row + rows, column : column + columns]
        lay(target, cover, kind.tint)
        if self.trace is not None and not marks:
            traced = self.trace[row : row + rows, column : column + columns]
            np.maximum(traced, cover, out=traced)
        bottom = top + tall
        if _SAME_IN_BOTH_CASES.issuperset(text):
            capital = kind.glyphs["H"]
            top, bottom = min(top, round(y) + capital.top), max(bottom, round(y))
        names = {*flags, *({1: ("up",), 3: ("down",)}.get(turn, ()))}
        line = Placed(
            left, top, left + wide, bottom, round(y), kind.size, turn, text, apart, frozenset(names)
        )
        if not marks:
            self.lines.append(line)
        return line

    def row(
        self,
        x: float,
        y: float,
        text: str,
        kind: Type,
        width: float,
        align: Align = "left",
        apart: bool = False,
    ) -> Placed | None:
        """Write a line into a box from x on, cut to its width at a word's end."""
        while kind.measure(text := writable(text, kind.glyphs.face.characters)) > width:
            shorter = text.rpartition(" ")[0]
            text = shorter or text[: max(1, int(len(text) * width / kind.measure(text)) - 1)]
            if len(text) <= 1:
                break
        x += {"left": 0.0, "centre": width / 2, "right": width}[align]
        return self.text(x, y, text, kind, align=align, apart=apart)

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        kind: Type,
        lines: int,
        *,
        leading: float = 1.25,
        justify: bool = False,
        align: Align = "left",
        indent: float = 0.0,
        apart: bool = False,
    ) -> float:
        """Write running prose.

        Args:
            x: left edge of the column in pixels.
            y: the first baseline in pixels.
            width: width of the column in pixels.
            kind: the type to write in.
            lines: number of lines.
            leading: distance of baselines, in em.
            justify: whether lines are justified.
            align: alignment of lines that are not justified.
            indent: indent of the first line in pixels.
            apart: whether lines are never joined with their neighbours.

        Returns:
            The baseline after the last line's.
        """
        step = kind.size * leading
        for number in range(lines):
            if y > self.height:
                break
            inset = indent if number == 0 else 0.0
            room = width - inset
            last = number == lines - 1
            text = self.writer.line(kind, room * (self.chance.uniform(0.3, 1) if last else 1))
            text = writable(text, kind.glyphs.face.characters)
            own = kind
            spaces = text.count(" ")
            if justify and not last and spaces:
                spare = (room - kind.measure(text)) / (spaces * max(1.0, kind.measure(" ")))
                gap = kind.measure(" ") * (1 + spare)
                if spare > -0.3 and gap < _WIDEST_SPACE * kind.size:
                    own = replace(kind, word=kind.word + spare)
            at = x + inset + {"left": 0.0, "centre": room / 2, "right": room}[align]
            self.text(at, y, text, own, align=align, apart=apart)
            y += step
        return y

    def _on_sheet(self, left: int, top: int, cover: Image, turn: int) -> tuple[int, int, Image]:
        """Return row, column and pixels of a line of the turned frame on the sheet."""
        tall, wide = cover.shape
        if turn == 1:
            return self.height - left - wide, top, np.rot90(cover, 1)
        if turn == 3:
            return left, self.width - top - tall, np.rot90(cover, 3)
        return top, left, cover
