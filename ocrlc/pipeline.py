"""The pipeline from a document to its text: load, detect, crop, recognise, order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ocrlc.batches.outcomes import Outcome, read_each
from ocrlc.batches.watch import StoppedError, Watch
from ocrlc.detection.detector import Detector
from ocrlc.document import Document
from ocrlc.errors import ConfigError
from ocrlc.loading.load import RawPage, Source, load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.page import every_page
from ocrlc.options.read_options import ReadOptions
from ocrlc.polygons import to_polygon, turn_polygon
from ocrlc.reading import look_alikes
from ocrlc.reading.options import ORIENTATION_MODES
from ocrlc.reading.own_text import direction, in_order, with_own_text
from ocrlc.reading.page_reader import PageReader, View
from ocrlc.reading.page_warnings import page_warnings
from ocrlc.reading.zones import read_zones
from ocrlc.recognition.recognizer import Recognizer
from ocrlc.recognition.words import split_words
from ocrlc.results import Line, Page
from ocrlc.structure.pages import across_pages
from ocrlc.structure.seen.drawn import drawn_rules
from ocrlc.structure.seen.ink import look
from ocrlc.structure.tagged import blocks_of
from ocrlc.system.cpu import thread_budget
from ocrlc.system.forks import BoundToProcess
from ocrlc.system.memory import release_memory
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.system.stages import stage

Item = TypeVar("Item", bound=Source)

MIN_SCORE = 0.5
"""Lines with a lower mean probability of their characters are left out, as in PaddleOCR and
RapidOCR."""


def _all(page: RawPage) -> bool:
    return True


class OCR(BoundToProcess):
    """Reads documents; may be shared between threads.

    Models are loaded when the first page is read.

    Args:
        det: the detector's name or folder; None for the default one.
        rec: the recogniser's name or folder.
        threads: number of threads for all stages together; None for all usable cores.
        onednn: whether to use oneDNN's kernels.
        precision: "auto", "fp32", "bf16" or "int8", of which the last needs models with an int8
            variant; auto is the fastest that the CPU supports and in which a model was measured to
            work as well, else fp32.
        min_score: mean probability of the characters below which lines are left out.
        orientation: "auto" finds pages that lie on their side or upside down and reads them
            upright; "off" reads all pages as they are.
        load_options: how documents are opened.
        engine: "auto", "paddle", "openvino" or "onnxruntime"; auto is the fastest that is
            installed and was measured to work as well with the model, else Paddle.
        read_options: what is read of documents, and in what detail.
        lm: whether letters between which the recogniser hesitates are settled by the words that
            they make, in languages of Latin script.

    Raises:
        ModelError: a model is unknown or broken.
        ConfigError: an option is not valid, or not on this machine; the recogniser does not know
            one of the allowed characters.
    """

    def __init__(
        self,
        det: str | Path | None = None,
        rec: str | Path = DEFAULT_RECOGNIZER,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
        min_score: float = MIN_SCORE,
        orientation: str = "auto",
        load_options: LoadOptions | None = None,
        engine: str = "auto",
        read_options: ReadOptions | None = None,
        lm: bool = True,
    ) -> None:
        if orientation not in ORIENTATION_MODES:
            names = ", ".join(ORIENTATION_MODES)
            raise ConfigError(f"orientation {orientation!r} unknown; there are {names}")
        if not 0 <= min_score <= 1:
            raise ConfigError(f"min_score must be between 0 and 1, not {min_score}")
        budget = thread_budget(threads)
        self.min_score = min_score
        self.orientation = orientation
        self.load_options = load_options or LoadOptions()
        self.read_options = read_options or ReadOptions()
        self.recognizer = Recognizer(rec, budget, onednn, precision, engine, lm)
        for allow in (self.read_options.allow, *(z.allow for z in self.read_options.zones)):
            self.recognizer.classes_for(allow)
        self.detector = Detector(det, budget, onednn, precision, engine=engine)
        self.reader = PageReader(self.detector, self.recognizer)

    def recognize(
        self,
        source: Source,
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Document:
        """Read a document's pages.

        Args:
            source: a path or URL (`s3://…`), a file's bytes, a binary file, pixels (H, W, 3 BGR
                or H, W grey, uint8) or a Pillow image; files may be images, PDFs or multi-page
                TIFFs.
            load_options: how this document is opened; None for the options given to `OCR`.
            read_options: what is read of it; None for the options given to `OCR`.
            within: longest time to read the document, in seconds. It is looked at before each
                step of a page, such as finding its lines; a step itself is not interrupted, which
                `IsolatedReader` can do.
            stop: event that another thread sets when the remaining pages are not wanted; it is
                looked at as the time is, and an unfinished page is left out.

        Raises:
            TimeLimitError: the document took longer than `within`.
            InputError: the source cannot be read.
            ModelError: a model is broken.
        """
        pages = self.pages(
            source, load_options=load_options, read_options=read_options, within=within, stop=stop
        )
        return Document(tuple(across_pages([*pages])))

    def pages(
        self,
        source: Source,
        wanted: Callable[[RawPage], bool] = _all,
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        *,
        within: float | None = None,
        stop: threading.Event | None = None,
        chosen: Callable[[str, int], bool] = every_page,
    ) -> Iterator[Page]:
        """Read a document page by page, with only one page in memory at a time.

        Args:
            source: the document, as for `recognize`.
            wanted: called with each decoded page; returns whether to read it.
            load_options: how this document is opened, as for `recognize`.
            read_options: what is read of it, as for `recognize`.
            within: longest time until the last page, in seconds, as for `recognize`.
            stop: event that ends the reading, as for `recognize`.
            chosen: called with the source's name and each page's number before the page is decoded;
                returns whether to decode it.

        Raises:
            TimeLimitError: the document took longer than `within`.
            InputError: the source, or a page of it, cannot be read.
            ModelError: a model is broken.
        """
        watch = Watch(within, stop)
        for raw in load_pages(source, load_options or self.load_options, chosen):
            if wanted(raw):
                try:
                    page = self._read(raw, read_options or self.read_options, watch)
                except StoppedError:
                    return
                yield page
                release_memory()

    def stream(
        self,
        sources: Iterable[Item],
        *,
        progress: Callable[[int, int | None], object] | None = None,
        within: float | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Outcome[Item]]:
        """Read documents one after the other; one that cannot be read does not stop the others.

        >>> for done in OCR().stream(["data/samples/receipt.jpg", "nowhere.jpg"]):
        ...     print(done.source, len(done.document.pages), done.error)
        data/samples/receipt.jpg 1 None
        nowhere.jpg 0 nowhere.jpg: no such file

        Args:
            sources: documents, each as for `recognize`; each is taken only when it is to be read.
            progress: called after each document with the number of those done and of all, None if
                that is not known.
            within: longest time to read one document, in seconds, as for `recognize`; one that
                takes longer has a `TimeLimitError`.
            stop: event that another thread, or `progress`, sets to end the stream; a document
                that is being read then is left out.

        Returns:
            An outcome for each source, with `.source`, `.document` and `.error`.

        Raises:
            ModelError: a model is broken.
            ConfigError: `within` is no time, or `sources` is a single document.
        """
        if isinstance(sources, str | bytes):  # which would be read letter by letter
            raise ConfigError("stream takes several documents: [source] for a single one")
        total = len(sources) if isinstance(sources, Sized) else None
        outcomes = read_each(
            [self], sources, lambda _, source: self.recognize(source, within=within, stop=stop)
        )
        done = 0
        while not (stop and stop.is_set()):
            outcome = next(outcomes, None)
            if outcome is None or (stop and stop.is_set()):
                return
            done += 1
            if progress:
                progress(done, total)
            yield outcome

    def load(self) -> None:
        """Load the models now, not with the first page.

        Raises:
            ModelError: a model is broken.
        """
        self.detector.detect(np.full((32, 32), 255, np.uint8))
        self.recognizer.load()

    def _read(self, page: RawPage, options: ReadOptions, watch: Watch) -> Page:
        watch.check(page.source)
        if options.zones:
            return read_zones(page, options, lambda part, wanted: self._read(part, wanted, watch))
        height, width = page.image.shape[:2]
        if page.lines is not None and not page.also_read:
            degrees = direction(page.lines)
            lines = in_order(page.lines, degrees, width, height)
            found = Page(page.source, page.number, width, height, lines, page.warnings, degrees)
            marks = drawn_rules(page.rules, found)
            return replace(found, blocks=blocks_of(found, marks, page.lines, page.tags))
        degrees, seen = self.reader.read(
            page.image,
            self.orientation == "auto",
            options.allow,
            lambda: watch.check(page.source),
        )
        lines = self._lines(seen.views, degrees, width, height, options)
        if options.normalize and not options.allow:
            lines = look_alikes.settle(lines)
        if page.lines:
            lines = with_own_text(lines, page.lines, degrees, width, height)
        warnings = page.warnings + page_warnings(seen.found, seen.results, self.min_score)
        found = Page(page.source, page.number, width, height, lines, warnings, degrees)
        with stage("blocks"):
            marks = look(page.image, found, seen.ink)
            blocks = blocks_of(found, marks, page.lines or (), page.tags)
            return replace(found, blocks=blocks)

    @stage("words")
    def _lines(
        self,
        views: Sequence[View],
        degrees: int,
        width: int,
        height: int,
        options: ReadOptions,
    ) -> tuple[Line, ...]:
        """Return the lines with a sufficient score, with corners in pixels of the page as given."""
        if degrees in (90, 270):
            width, height = height, width
        lines = []
        calibration = self.recognizer.model.calibration
        for corners, reading in views:
            decoded = reading.result
            text = decoded.text.strip()
            # The threshold is the network's own, whatever model; only results are calibrated.
            if text and decoded.score >= self.min_score:
                polygon = turn_polygon(to_polygon(corners), -degrees % 360, width, height)
                words = split_words(
                    decoded, reading.width, polygon, options.characters, calibration
                )
                lines.append(Line(text, calibration.line(decoded.scores), polygon, words))
        return tuple(lines)
