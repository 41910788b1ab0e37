"""Line crops of a page: found by the detector, told by the text layer, judged by the reader."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.harvest.documents import is_test_font
from ocrlc.harvest.glyphs import Floats, Glyphs
from ocrlc.harvest.looks import Look, inverse, move
from ocrlc.harvest.matching import NO_TEXT, Match, MismatchError, match
from ocrlc.harvest.options import SMALLEST_EM, HarvestOptions
from ocrlc.harvest.pages import DrawnPage
from ocrlc.harvest.soundness import agreement, all_visible, is_composed, same_case, same_spaces
from ocrlc.recognition.crops import crop_line, tighten
from ocrlc.recognition.recognizer import Recognizer
from ocrlc.synthesis.augmentation import Rng

Image = NDArray[np.uint8]
Corners = NDArray[np.float32]

SURE = 0.85
"""Mean probability of the characters from which on there is text where the layer has none."""


@dataclass(frozen=True, eq=False)
class Line:
    """A line that is kept.

    Attributes:
        crop: of the degraded page, grey. Shape: h, w.
        text: what it says.
        reading: what the reader made of it, undegraded.
        font: most of its characters' font.
        em: size of that font on the crop, pixels.
        agreement: of the reader and the layer.
        new_font: whether it has characters of a font that training never shows.
    """

    crop: Image
    text: str
    reading: str
    font: str
    em: float
    agreement: float
    new_font: bool


@dataclass(frozen=True, eq=False)
class Cut:
    """What became of a page's regions.

    Attributes:
        lines: that are kept.
        unknown: regions that hold text of which the layer knows nothing, pixels of the degraded
            page. Shape of each: 4, 2.
        dropped: regions that gave no line, by reason.
    """

    lines: list[Line]
    unknown: list[Floats]
    dropped: Counter[str]


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A region with what the layer says in it.

    Attributes:
        corners: on the degraded page, as it is cut.
        on_drawn: the same on the page the reader judges by.
        found: its characters.
        text: as the charset writes it.
        em: size of its font on the degraded page, pixels.
    """

    corners: Corners
    on_drawn: Floats
    found: Match
    text: str
    em: float


class LineCutter:
    """Cuts lines out of pages.

    Args:
        recognizer: the reader.
        charset: lines with other characters are dropped.
        options: see `HarvestOptions`.
    """

    def __init__(self, recognizer: Recognizer, charset: Charset, options: HarvestOptions) -> None:
        self.recognizer = recognizer
        self.charset = charset
        self.options = options

    def cut(
        self, glyphs: Glyphs, drawn: DrawnPage, look: Look, regions: Sequence[Corners], rng: Rng
    ) -> Cut:
        """Cut the lines of a page.

        Args:
            glyphs: its text layer.
            drawn: the undegraded page, at a resolution that the reader reads well.
            look: the degraded page; its matrix is from the pixels of `drawn`.
            regions: that the detector found on it. Shape of each: 4, 2.
            rng: source of chance.
        """
        dropped: Counter[str] = Counter()
        candidates: list[_Candidate] = []
        empty: list[tuple[Corners, Floats]] = []
        back = inverse(look.matrix)
        for region in regions:
            corners = tighten(region)
            on_drawn = move(corners, back)
            try:
                candidate = self._candidate(glyphs, drawn, look, corners, on_drawn)
                if not self.options.is_kept(candidate.text, rng):
                    raise MismatchError("thinned")
                candidates.append(candidate)
            except MismatchError as error:
                dropped[str(error)] += 1
                if str(error) == NO_TEXT:
                    empty.append((corners, on_drawn))
        places = [c.on_drawn for c in candidates] + [on_drawn for _, on_drawn in empty]
        crops = [crop_line(drawn.image, p.astype(np.float32), rotate=False) for p in places]
        readings = [line.decoded for line in self.recognizer.read_lines(crops)]
        lines = []
        for candidate, reading in zip(candidates, readings, strict=False):
            agreed = agreement(candidate.text, reading.text)
            objection = self._objection(candidate, reading.text, agreed)
            if objection:
                dropped[objection] += 1
            else:
                lines.append(self._line(glyphs, look, candidate, reading.text, agreed))
        unknown = [
            corners.astype(np.float64)
            for (corners, _), reading in zip(empty, readings[len(candidates) :], strict=True)
            if reading.score >= SURE and len(reading.text.strip()) > 1
        ]
        return Cut(lines, unknown, dropped)

    def _candidate(
        self, glyphs: Glyphs, drawn: DrawnPage, look: Look, corners: Corners, on_drawn: Floats
    ) -> _Candidate:
        """Match a region with the layer.

        Raises:
            MismatchError: it gives no line.
        """
        region = on_drawn / np.array(drawn.scale)
        found = match(glyphs, region)
        text = self.charset.normalise(found.text)
        if self.charset.encode(text).unknown:
            raise MismatchError("outside the charset")
        if self.options.split == "train" and _has_test_font(glyphs, found):
            raise MismatchError("font kept for tests")
        pixels = math.sqrt(cv2.contourArea(corners) / cv2.contourArea(region.astype(np.float32)))
        em = pixels * float(np.median(glyphs.size[found.glyphs]))
        if em < SMALLEST_EM["clean" if look.kind == "clean" else "degraded"]:
            raise MismatchError("too small")
        if not all_visible(drawn.image, drawn.pixels(glyphs.ink[found.glyphs])):
            raise MismatchError("not visible")
        return _Candidate(corners, on_drawn, found, text, em)

    def _objection(self, candidate: _Candidate, reading: str, agreed: float) -> str | None:
        """Return why a line's text is not trusted, None where it is."""
        if agreed < self.options.agreement:
            return "the reader disagrees"
        if not same_spaces(candidate.text, reading, candidate.found.doubtful):
            return "other spaces"
        if not same_case(candidate.text, reading):
            return "small capitals"
        return "composed signs" if is_composed(candidate.text, reading) else None

    def _line(
        self, glyphs: Glyphs, look: Look, candidate: _Candidate, reading: str, agreed: float
    ) -> Line:
        fonts = Counter(glyphs.font[candidate.found.glyphs].tolist())
        return Line(
            crop=crop_line(look.image, candidate.corners, rotate=False),
            text=candidate.text,
            reading=reading,
            font=glyphs.fonts[fonts.most_common(1)[0][0]],
            em=candidate.em,
            agreement=agreed,
            new_font=_has_test_font(glyphs, candidate.found),
        )


def _has_test_font(glyphs: Glyphs, found: Match) -> bool:
    return any(is_test_font(glyphs.fonts[font]) for font in set(glyphs.font[found.glyphs].tolist()))
