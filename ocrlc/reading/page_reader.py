"""Reading the pixels of a page: find its orientation, detect lines, order, crop, recognise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.detection.detector import Detector, Found
from ocrlc.preprocess import to_grey
from ocrlc.reading.glance import Guess, glance
from ocrlc.reading.leaders import without_leaders
from ocrlc.reading.ordering import reading_order
from ocrlc.reading.orientation import (
    FAIR,
    from_corner,
    is_sideways,
    is_sure,
    quality,
    turn_image,
    vote,
)
from ocrlc.reading.regions.trimming import trim
from ocrlc.recognition.crops import crop_line, text_corners, tighten
from ocrlc.recognition.recognizer import LineReading, Recognizer
from ocrlc.structure.seen.ink import Ink
from ocrlc.system.stages import stage

Image = NDArray[np.uint8]
Corners = NDArray[np.float32]
View = tuple[Corners, LineReading]
"""A region's corners, starting at its text's top-left, and the text read in that direction."""

_LETTERS = 0.4
"""Share of letters and digits from which on a line is taken for text."""
_DUST = frozenset(".,'`·•")
"""What specks, alone, are read as."""
_PATTERN = 0.9
"""Score below which a line with fewer is a pattern: rows of stars and dashes that are text score
0.95 and more."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A page as it was read: the regions that the detector found, and the text of its lines.

    Attributes:
        found: what the detector found; lengths are in pixels of the page as it was read.
        views: the lines, in reading order.
        ink: what is drawn on the page as it was read; None if it was not looked at.
    """

    found: Found
    views: tuple[View, ...]
    ink: Ink | None = None

    @property
    def readings(self) -> list[Decoded]:
        """The text of each line, of all characters."""
        return [reading.decoded for _, reading in self.views]

    @property
    def results(self) -> list[Decoded]:
        """The text of each line, within the allowed characters."""
        return [reading.result for _, reading in self.views]


def go_on() -> None:
    """Let reading go on."""


class PageReader:
    """Reads pages with a detector and a recogniser; may be shared between threads."""

    def __init__(self, detector: Detector, recognizer: Recognizer) -> None:
        self.detector = detector
        self.recognizer = recognizer

    def read(
        self,
        image: Image,
        turn: bool = True,
        allow: Sequence[str] = (),
        check: Callable[[], None] = go_on,
    ) -> tuple[int, Seen]:
        """Read a page.

        If its lines are read with high scores, nothing else is done. Otherwise some lines are read
        in other orientations too, and the page is turned if that reads better.

        Args:
            image: the page's pixels. Shape: H, W grey or H, W, 3 BGR.
            turn: whether pages on their side or upside down are turned.
            allow: the only characters to be read, as in `ReadOptions`. How the page lies is found
                by reading all characters.
            check: called before each step; whatever it raises ends the reading.

        Returns:
            The degrees by which the page's text is turned clockwise, and the page as read after
            turning it upright.
        """
        check()
        grey = to_grey(image)
        with stage("orient"):
            guess = glance(grey) if turn else Guess(0, True)
        guessed: tuple[int, Seen] | None = None
        if guess.degrees:
            seems = _turned(image, grey, guess.degrees)
            found = self.detector.find(*seems)
            check()
            if guess.degrees == 180:
                seen = self._see(seems[1], found, allow)
                check()
                if is_sure(seen.readings) or self._is_better(seems[1], found):
                    return 180, seen
            elif not is_sideways(found.polygons):
                degrees, seen = self._upright(*seems, found, allow, check, turn, guess.is_likely)
                guessed = (guess.degrees + degrees) % 360, seen
                if is_sure(seen.readings, FAIR):
                    return guessed
        image, grey = without_leaders(image, grey)
        found = self.detector.find(image, grey)
        check()
        plain = self._upright(image, grey, found, allow, check, turn, True)
        if guessed and quality(guessed[1].readings) >= quality(plain[1].readings):
            return guessed
        return plain

    def _is_better(self, grey: Image, found: Found) -> bool:
        """Whether a page's lines clearly read better as they are than upside down."""
        turned = replace(found, polygons=[from_corner(region, 180) for region in found.polygons])
        return self._vote(grey, turned) == 180

    def _upright(
        self,
        image: Image,
        grey: Image,
        found: Found,
        allow: Sequence[str],
        check: Callable[[], None],
        turn: bool,
        likely: bool,
    ) -> tuple[int, Seen]:
        """Read a page whose lines were found; `likely` tells whether it is likely to be upright."""
        if not turn:
            return 0, self._see(grey, found, allow)
        seen = self._see(grey, found, allow) if likely and not is_sideways(found.polygons) else None
        if seen and is_sure(seen.readings):
            return 0, seen
        check()
        degrees = self._vote(grey, found)
        check()
        if degrees == 0:
            return 0, seen or self._see(grey, found, allow)
        # Turning what was found instead would cost a few words in a hundred: it is less exact.
        turned, turned_grey = _turned(image, grey, degrees)
        other = self._see(turned_grey, self.detector.find(turned, turned_grey), allow)
        if is_sure(other.readings):
            return degrees, other
        seen = seen or self._see(grey, found, allow)
        better = quality(other.readings) > quality(seen.readings)
        return (degrees, other) if better else (0, seen)

    def _vote(self, grey: Image, found: Found) -> int:
        return vote(
            found.polygons,
            lambda regions: [line.decoded for line in self._read_lines(grey, regions)],
        )

    def _see(self, grey: Image, found: Found, allow: Sequence[str]) -> Seen:
        """Read the lines that were found on a page."""
        with stage("trim"):
            trimmed = trim(grey, found.polygons)
        with stage("order"):
            order = reading_order([region.corners for region in trimmed.regions])
        regions = [trimmed.regions[i] for i in order]
        views = [_views(region.corners) for region in regions]
        readings = iter(self._read_lines(grey, [view for part in views for view in part], allow))
        best = [_better([(view, next(readings)) for view in part]) for part in views]
        return Seen(
            found,
            tuple(
                view
                for region, view in zip(regions, best, strict=True)
                if (region.is_text or is_writing)(view[1].decoded)
            ),
            trimmed.ink,
        )

    def _read_lines(
        self, grey: Image, regions: Sequence[Corners], allow: Sequence[str] = ()
    ) -> list[LineReading]:
        with stage("crop"):
            crops = [crop_line(grey, tighten(region), rotate=False) for region in regions]
        return self.recognizer.read_lines(crops, allow=allow)


def _turned(image: Image, grey: Image, degrees: int) -> tuple[Image, Image]:
    """Return a page turned counter-clockwise, without the leaders that then follow a text."""
    return without_leaders(turn_image(image, degrees), turn_image(grey, degrees))


def is_writing(decoded: Decoded) -> bool:
    """Whether a line reads as text, and not as a rule of dashes or dots (`=::=::5:=`) or dust."""
    marks = decoded.text.replace(" ", "")
    if decoded.score >= _PATTERN:
        return True
    if len(marks) < 3:
        return not marks or not _DUST.issuperset(marks)
    return sum(mark.isalnum() for mark in marks) >= _LETTERS * len(marks)


def _views(region: Corners) -> list[Corners]:
    """Return the directions in which to read a region: as it is; if it is high, also down and up.

    A single narrow character is high too, and more frequent than vertical text.
    """
    downwards = text_corners(region)
    if downwards is region:
        return [region]
    return [region, downwards, from_corner(region, 270)]


def _better(views: Sequence[View]) -> View:
    """Return the upright view, unless a turned one has several characters and a higher score."""
    upright, *turned = views
    best = max(turned, key=lambda view: quality([view[1].decoded]), default=upright)
    several = len(best[1].decoded.text.strip()) > 1
    return best if several and best[1].decoded.score > upright[1].decoded.score else upright
