"""From a document to its text: load, detect, crop, recognise, order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ocrlc.batch import Outcome, read_each
from ocrlc.cpu import release_memory, thread_budget
from ocrlc.crops import crop_line, tighten
from ocrlc.detector import Detector
from ocrlc.errors import ConfigError
from ocrlc.images import RawPage, Source, load_pages
from ocrlc.ordering import reading_order
from ocrlc.preprocess import to_grey
from ocrlc.recognizer import DEFAULT, LineReading, Recognizer
from ocrlc.results import Document, Line, Page
from ocrlc.words import split_words, text_corners, to_polygon

Corners = NDArray[np.float32]
Item = TypeVar("Item", bound=Source)
View = tuple[Corners, LineReading]
"""A region's corners, from its text's top-left, and what was read from there."""

MIN_SCORE = 0.5
"""Lines read with less confidence are dropped, as PaddleOCR and RapidOCR do."""


def _all(page: RawPage) -> bool:
    return True


class OCR:
    """Reads documents; may be shared between threads.

    Models are loaded when the first page is read.

    Args:
        det: the detector's name or folder; None for the default one.
        rec: the recogniser's bundled name or a bundle's folder.
        threads: all stages together use this many; None for all usable cores.
        onednn: use oneDNN's kernels.
        precision: "auto", "fp32" or "bf16"; auto is bf16 where the CPU computes it and a model
            vouches for it.
        min_score: lines read with a lower mean probability are dropped.

    Raises:
        ModelError: a model is unknown or broken.
        ConfigError: an option is not valid here.
    """

    def __init__(
        self,
        det: str | Path | None = None,
        rec: str | Path = DEFAULT,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
        min_score: float = MIN_SCORE,
    ) -> None:
        if not 0 <= min_score <= 1:
            raise ConfigError(f"min_score must be between 0 and 1, not {min_score}")
        budget = thread_budget(threads)
        self.min_score = min_score
        self.recognizer = Recognizer(rec, budget, onednn, precision)
        self.detector = Detector(det, budget, onednn, precision)

    def recognize(self, source: Source) -> Document:
        """Read all pages of a document.

        Args:
            source: a path, a file's bytes, a binary file, pixels (H, W, 3 BGR or H, W grey,
                uint8) or a Pillow image; files may be images, PDF or multi-page TIFF.

        Raises:
            InputError: the source cannot be read.
            ModelError: a model is broken.
        """
        return Document(tuple(self.pages(source)))

    def pages(self, source: Source, wanted: Callable[[RawPage], bool] = _all) -> Iterator[Page]:
        """Read a document page by page: of a long one, no more than a page is in memory.

        Args:
            source: as for `recognize`.
            wanted: is asked for each page that was decoded whether to read it.

        Raises:
            InputError: the source, or a page of it, cannot be read.
            ModelError: a model is broken.
        """
        for raw in load_pages(source):
            if wanted(raw):
                yield self._read(raw)
                release_memory()

    def stream(self, sources: Iterable[Item]) -> Iterator[Outcome[Item]]:
        """Read documents one after the other; one that cannot be read stops no other.

        >>> for done in OCR().stream(["data/samples/receipt.jpg", "nowhere.jpg"]):
        ...     print(done.source, len(done.document.pages), done.error)
        data/samples/receipt.jpg 1 None
        nowhere.jpg 0 nowhere.jpg: no such file

        Args:
            sources: each as for `recognize`; taken when its turn comes.

        Returns:
            For each source what became of it: `.source`, `.document`, `.error`.

        Raises:
            ModelError: a model is broken.
        """
        return read_each([self], sources, lambda reader, source: reader.recognize(source))

    def load(self) -> None:
        """Load the models now rather than with the first page.

        Raises:
            ModelError: a model is broken.
        """
        self.detector.detect(np.full((32, 32), 255, np.uint8))
        self.recognizer.load()

    def _read(self, page: RawPage) -> Page:
        height, width = page.image.shape[:2]
        regions = self.detector.detect(page.image)
        regions = [regions[i] for i in reading_order(regions)]
        grey = to_grey(page.image)
        views = [_views(region) for region in regions]
        crops = [crop_line(grey, tighten(view), rotate=False) for part in views for view in part]
        readings = iter(self.recognizer.read_lines(crops))
        lines = self._lines([_better([(view, next(readings)) for view in part]) for part in views])
        warnings = () if lines else ("no text found",)
        return Page(page.source, page.number, width, height, lines, warnings)

    def _lines(self, read: Sequence[View]) -> tuple[Line, ...]:
        """Keep what was read with confidence."""
        lines = []
        for corners, reading in read:
            text, score = reading.decoded.text.strip(), reading.decoded.score
            if text and score >= self.min_score:
                polygon = to_polygon(corners)
                words = split_words(reading.decoded, reading.width, polygon)
                lines.append(Line(text, score, polygon, words))
        return tuple(lines)


def _views(region: Corners) -> list[Corners]:
    """Return the ways a region may be read: as it lies, and turned if it is much higher than wide.

    A single narrow character has that shape too, and is the more frequent case.
    """
    turned = text_corners(region)
    return [region] if turned is region else [region, turned]


def _better(views: Sequence[View]) -> View:
    """Return the upright view unless the turned one reads a text, and more surely."""
    upright, turned = views[0], views[-1]
    several = len(turned[1].decoded.text.strip()) > 1
    return turned if several and turned[1].decoded.score > upright[1].decoded.score else upright
